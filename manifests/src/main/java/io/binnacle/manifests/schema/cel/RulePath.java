package io.binnacle.manifests.schema.cel;

import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Where below its node a rule finds the fault: {@code .spec.x}, {@code ['a key']} (CEL-01).
 *
 * @param steps names in order; empty for the node itself
 */
record RulePath(List<Step> steps) {
  /** A field, or a key of a map. */
  record Step(String name, boolean isKey) {}

  /** Throws IllegalArgumentException with the words of Kubernetes. */
  static RulePath parse(String text, StructuralSchema schema) {
    List<Step> steps = new ArrayList<>();
    StructuralSchema node = schema;
    int at = 0;
    while (at < text.length()) {
      String name;
      if (text.charAt(at) == '.') {
        int end = nextDelimiter(text, at + 1);
        name = text.substring(at + 1, end);
        at = end;
      } else if (text.startsWith("['", at)) {
        int end = text.indexOf("']", at + 2);
        if (end < 0) {
          throw new IllegalArgumentException("unexpected end of JSON path");
        }
        name = text.substring(at + 2, end).replace("\\'", "'").replace("\\\\", "\\");
        at = end + 2;
      } else {
        throw new IllegalArgumentException(
            "expected [ or . but got: " + text.substring(at, nextDelimiter(text, at + 1)));
      }
      boolean isKey = node.properties().isEmpty() && node.isMap();
      node = below(node, name, isKey);
      steps.add(new Step(name, isKey));
    }
    return new RulePath(List.copyOf(steps));
  }

  private static StructuralSchema below(StructuralSchema node, String name, boolean isKey) {
    StructuralSchema found = isKey ? node.additionalProperties() : node.property(name);
    if (found == null) {
      throw new IllegalArgumentException("does not refer to a valid field");
    }
    return found;
  }

  private static int nextDelimiter(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
      at++;
    }
    return at;
  }

  /** The path as errors show it, below the path of the node. */
  String shownBelow(String path) {
    String shown = path;
    for (Step step : steps) {
      shown =
          step.isKey() ? TreePaths.key(shown, step.name()) : TreePaths.child(shown, step.name());
    }
    return shown;
  }

  /** What is there; null where nothing is. */
  @Nullable JsonNode find(JsonNode node) {
    JsonNode found = node;
    for (Step step : steps) {
      found = found.path(step.name());
    }
    return found instanceof MissingNode ? null : found;
  }
}
