package io.binnacle.manifests.tree;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finding nodes by the names on the way to them. */
public final class TreePaths {
  private TreePaths() {}

  /** The node at the path, an explicit null included; null where there is none. */
  public static @Nullable JsonNode find(JsonNode from, String... path) {
    @Nullable JsonNode node = from;
    for (String name : path) {
      if (node == null || !node.isObject()) {
        return null;
      }
      node = node.get(name);
    }
    return node;
  }

  /** {@code spec.x}, or {@code x} at the root. */
  public static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** {@code data[x]}: how Kubernetes writes the key of a map, as opposed to a field. */
  public static String key(String parent, String name) {
    return parent + "[" + name + "]";
  }

  public static String item(String parent, int position) {
    return parent + "[" + position + "]";
  }
}
