package io.binnacle.apiserver.subresource;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.Subresource;
import java.util.List;
import java.util.StringJoiner;

/** An object seen as its Scale. */
public record ScaleView(Subresource subresource, Subresource.ScalePaths paths) {
  /**
   * @throws StatusException 404 where the subresource has no replica counts
   */
  public static ScaleView of(Subresource subresource) {
    Subresource.ScalePaths paths = subresource.scale();
    if (paths == null) {
      throw new StatusException(Status.pathNotFound());
    }
    return new ScaleView(subresource, paths);
  }

  public String[] specReplicas() {
    return paths.specReplicas().toArray(new String[0]);
  }

  public Manifest scaleOf(Manifest object) {
    String[] observed = paths.statusReplicas().toArray(new String[0]);
    String selector = selectorText(object);
    return Manifest.empty()
        .edit(
            editor -> {
              editor
                  .setText(subresource.kind().apiVersion(), "apiVersion")
                  .setText(subresource.kind().kind(), "kind");
              for (String field :
                  List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
                editor.copyFrom(object, "metadata", field);
              }
              editor.setInteger(object.integerOr(0, specReplicas()), "spec", "replicas");
              editor.setInteger(object.integerOr(0, observed), "status", "replicas");
              if (!selector.isEmpty()) {
                editor.setText(selector, "status", "selector");
              }
            });
  }

  private String selectorText(Manifest object) {
    if (paths.selector().isEmpty()) {
      return "";
    }
    String[] path = paths.selector().toArray(new String[0]);
    String text = object.text(path);
    if (text != null) {
      return text;
    }
    Manifest selector = object.object(path);
    return selector == null ? "" : SelectorText.of(selector);
  }

  /** A selector object, or a plain map of labels, in the form of a query parameter. */
  private static final class SelectorText {
    private SelectorText() {}

    static String of(Manifest selector) {
      boolean structured = selector.has("matchLabels") || selector.has("matchExpressions");
      StringJoiner text = new StringJoiner(",");
      (structured ? selector.textMap("matchLabels") : selector.textMap())
          .forEach((key, value) -> text.add(key + "=" + value));
      for (Manifest expression : selector.items("matchExpressions")) {
        text.add(expression(expression));
      }
      return text.toString();
    }

    private static String expression(Manifest expression) {
      String key = expression.textOrEmpty("key");
      String values = "(" + String.join(",", expression.texts("values")) + ")";
      return switch (expression.textOrEmpty("operator")) {
        case "In" -> key + " in " + values;
        case "NotIn" -> key + " notin " + values;
        case "DoesNotExist" -> "!" + key;
        default -> key;
      };
    }
  }
}
