package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Cells that show fields of any kind. */
final class FieldCells {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  static final String NONE = "<none>";

  private FieldCells() {}

  static String[] path(String text) {
    return (text.startsWith(".") ? text.substring(1) : text).split("\\.");
  }

  static @Nullable JsonNode value(Manifest object, String[] path) {
    JsonNode value = TreePaths.find(ManifestTree.of(object), path);
    if (value == null || !value.isContainer()) {
      return value;
    }
    return NODES.stringNode(JsonTreeWriter.toText(value));
  }

  static CellFunction age(String[] path) {
    return (object, now) -> CellFunction.textNode(HumanDuration.since(object.text(path), now));
  }

  /** How many entries the lists and maps at the paths have in all. */
  static CellFunction count(List<String[]> paths) {
    return (object, _) -> {
      int count = 0;
      for (String[] path : paths) {
        JsonNode node = TreePaths.find(ManifestTree.of(object), path);
        count += node == null ? 0 : node.size();
      }
      return NODES.numberNode(count);
    };
  }

  static CellFunction ratio(String[] part, String[] whole) {
    return CellFunction.text(
        object -> object.integerOr(0, part) + "/" + object.integerOr(0, whole));
  }

  static CellFunction ofItems(String[] list, String field) {
    return CellFunction.text(
        object ->
            String.join(
                ",", object.items(list).stream().map(item -> item.textOrEmpty(field)).toList()));
  }

  static CellFunction labels(String[] path) {
    return CellFunction.text(object -> labelsText(object.textMap(path)));
  }

  static String labelsText(Map<String, String> labels) {
    List<String> pairs = new ArrayList<>();
    labels.forEach((key, value) -> pairs.add(key + "=" + value));
    pairs.sort(null);
    return pairs.isEmpty() ? NONE : String.join(",", pairs);
  }

  /** A LabelSelector as its text form (PRINT-08). */
  static CellFunction selector(String[] path) {
    return CellFunction.text(object -> selectorText(object.object(path)));
  }

  static String selectorText(@Nullable Manifest selector) {
    if (selector == null) {
      return NONE;
    }
    List<String> terms = new ArrayList<>();
    selector.textMap("matchLabels").forEach((key, value) -> terms.add(key + "=" + value));
    terms.sort(null);
    for (Manifest expression : selector.items("matchExpressions")) {
      String key = expression.textOrEmpty("key");
      List<String> values = new ArrayList<>(expression.texts("values"));
      values.sort(null);
      String set = " (" + String.join(",", values) + ")";
      terms.add(
          switch (expression.textOrEmpty("operator")) {
            case "In" -> key + " in" + set;
            case "NotIn" -> key + " notin" + set;
            case "DoesNotExist" -> "!" + key;
            default -> key;
          });
    }
    return terms.isEmpty() ? NONE : String.join(",", terms);
  }

  static CellFunction joined(String[] path) {
    return CellFunction.text(
        object -> object.has(path) ? String.join(",", object.texts(path)) : null);
  }

  static CellFunction trueFalse(String[] path) {
    return CellFunction.text(
        object -> Objects.requireNonNullElse(object.bool(path), false) ? "True" : "False");
  }

  static CellFunction trimmed(String[] path) {
    return CellFunction.text(object -> object.textOrEmpty(path).strip());
  }

  /** {@code Kind.group/name}, the name with its namespace where there is one. */
  static CellFunction objectReference(String[] path) {
    return CellFunction.text(
        object -> {
          Manifest reference = object.object(path);
          if (reference == null) {
            return NONE;
          }
          String group = reference.textOrEmpty("apiGroup");
          String kind = reference.textOrEmpty("kind");
          return (group.isEmpty() ? kind : kind + "." + group)
              + "/"
              + reference.textOrEmpty("name");
        });
  }

  static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
