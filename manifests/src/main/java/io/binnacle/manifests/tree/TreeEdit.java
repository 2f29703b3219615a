package io.binnacle.manifests.tree;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many changes to one tree that others still read: a container is copied, one level deep, the first
 * time something below it changes, and everything untouched stays shared. So an edit costs what it
 * touches, not the size of the object.
 */
public final class TreeEdit {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The containers that this edit made; never iterated, so its order does not matter. */
  private final Set<JsonNode> own = Collections.newSetFromMap(new IdentityHashMap<>());

  private ObjectNode root;

  public TreeEdit(ObjectNode root) {
    this.root = copyLevel(root);
  }

  /** The tree as it is now; whoever takes it ends the edit. */
  public ObjectNode root() {
    return root;
  }

  /** Sets the value and makes the objects on the way; what is no object on the way is replaced. */
  public void set(JsonNode value, String... path) {
    parentOf(path).set(path[path.length - 1], value);
  }

  public void remove(String... path) {
    if (TreePaths.find(root, path) != null) {
      parentOf(path).remove(path[path.length - 1]);
    }
  }

  /** The list at the path to be changed in place; an empty one is made where there is none. */
  public ArrayNode list(String... path) {
    ObjectNode parent = parentOf(path);
    String name = path[path.length - 1];
    JsonNode child = parent.get(name);
    if (child instanceof ArrayNode old) {
      ArrayNode mine = owned(old);
      parent.set(name, mine);
      return mine;
    }
    ArrayNode list = made(NODES.arrayNode());
    parent.set(name, list);
    return list;
  }

  private ObjectNode parentOf(String... path) {
    if (path.length == 0) {
      throw new IllegalArgumentException("a path has at least one name");
    }
    ObjectNode parent = root;
    for (int i = 0; i < path.length - 1; i++) {
      @Nullable JsonNode child = parent.get(path[i]);
      ObjectNode mine;
      if (child instanceof ObjectNode object && own.contains(object)) {
        mine = object;
      } else {
        mine = child instanceof ObjectNode object ? copyLevel(object) : made(NODES.objectNode());
        parent.set(path[i], mine);
      }
      parent = mine;
    }
    return parent;
  }

  private <N extends JsonNode> N made(N container) {
    own.add(container);
    return container;
  }

  private ArrayNode owned(ArrayNode list) {
    if (own.contains(list)) {
      return list;
    }
    ArrayNode copy = NODES.arrayNode(list.size());
    copy.addAll(list);
    own.add(copy);
    return copy;
  }

  private ObjectNode copyLevel(ObjectNode object) {
    ObjectNode copy = NODES.objectNode();
    copy.setAll(object);
    own.add(copy);
    return copy;
  }
}
