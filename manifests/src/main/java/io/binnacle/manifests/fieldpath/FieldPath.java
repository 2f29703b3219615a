package io.binnacle.manifests.fieldpath;

import java.util.List;

/** The way from the root of an object to one of its fields. */
public record FieldPath(List<PathElement> elements) {
  public FieldPath {
    elements = List.copyOf(elements);
  }

  /** {@code .spec.template.spec.containers[name="web"].image}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    elements.forEach(element -> text.append(element.shown()));
    return text.toString();
  }
}
