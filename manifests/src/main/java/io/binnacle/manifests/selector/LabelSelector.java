package io.binnacle.manifests.selector;

import io.binnacle.manifests.Manifest;
import java.util.Map;

/** A label selector (SEL-01): all of its requirements hold. */
@SuppressWarnings("DoNotCallSuggester")
public final class LabelSelector {
  private static final LabelSelector EVERYTHING = new LabelSelector();

  private LabelSelector() {}

  public static LabelSelector everything() {
    return EVERYTHING;
  }

  /** Throws StatusException with 400 (SEL-02). */
  public static LabelSelector parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  /** matchLabels and matchExpressions; throws StatusException with 400. */
  public static LabelSelector ofObject(Manifest selector) {
    throw new UnsupportedOperationException(selector.toString());
  }

  public boolean isEverything() {
    return true;
  }

  public boolean matches(Map<String, String> labels) {
    throw new UnsupportedOperationException(labels.toString());
  }
}
