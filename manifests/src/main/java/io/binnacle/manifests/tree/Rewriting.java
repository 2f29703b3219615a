package io.binnacle.manifests.tree;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes to a tree that others read: what is unchanged is answered as it is, so an object that
 * needs nothing costs nothing but the walk.
 */
public final class Rewriting {
  private Rewriting() {}

  /** Answers the new value of a property, the same node if nothing changed, null to drop it. */
  public interface PropertyChange {
    @Nullable JsonNode apply(String name, JsonNode value);
  }

  public interface ItemChange {
    JsonNode apply(int position, JsonNode value);
  }

  // Whether a node changed is a question of identity, not of equality.
  @SuppressWarnings("ReferenceEquality")
  public static ObjectNode properties(ObjectNode object, PropertyChange change) {
    ObjectNode changed = object;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      JsonNode value = change.apply(property.getKey(), property.getValue());
      if (value == property.getValue()) {
        continue;
      }
      changed = changed == object ? copy(object) : changed;
      if (value == null) {
        changed.remove(property.getKey());
      } else {
        changed.set(property.getKey(), value);
      }
    }
    return changed;
  }

  @SuppressWarnings("ReferenceEquality")
  public static ArrayNode items(ArrayNode array, ItemChange change) {
    ArrayNode changed = array;
    for (int i = 0; i < array.size(); i++) {
      JsonNode item = array.get(i);
      JsonNode value = change.apply(i, item);
      if (value == item) {
        continue;
      }
      if (changed == array) {
        changed = JsonNodeFactory.instance.arrayNode(array.size());
        changed.addAll(array);
      }
      changed.set(i, value);
    }
    return changed;
  }

  public static ObjectNode copy(ObjectNode object) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(object);
    return copy;
  }
}
