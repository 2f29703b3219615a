package io.binnacle.manifests.patch;

import io.binnacle.manifests.status.Status;
import java.util.ArrayList;
import java.util.List;

/** RFC 6901: the steps to a value. No steps are the whole document. */
record JsonPointer(List<String> steps) {

  /** Throws StatusException with 422 where it is no pointer. */
  static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw Status.unprocessablePatch().toException();
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      steps.add(unescape(step));
    }
    return new JsonPointer(List.copyOf(steps));
  }

  private static String unescape(String step) {
    // In this order: ~01 is the text ~1, not a slash.
    return step.replace("~1", "/").replace("~0", "~");
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  String last() {
    return steps.getLast();
  }

  /** Whether the other lies below this one. */
  boolean contains(JsonPointer other) {
    return other.steps.size() > steps.size() && other.steps.subList(0, steps.size()).equals(steps);
  }
}
