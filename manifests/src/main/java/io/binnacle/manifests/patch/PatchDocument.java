package io.binnacle.manifests.patch;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document while a JSON patch works on it. Others read the tree it began with, so a container is
 * copied, one level deep, before it changes for the first time.
 *
 * <p>Ten thousand operations are allowed, and each of them may shift a long list or look at a large
 * value; so the work is counted and bounded as well.
 */
final class PatchDocument {
  /** Items shifted and nodes looked at: well under a second. */
  private static final long WORK_MAX = 50_000_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The containers that were copied here; never iterated, so its order does not matter. */
  private final Set<JsonNode> own = Collections.newSetFromMap(new IdentityHashMap<>());

  private JsonNode root;
  private long work;

  PatchDocument(ObjectNode root) {
    this.root = root;
  }

  JsonNode root() {
    return root;
  }

  /** Throws 422 where there is no such value. */
  JsonNode get(JsonPointer pointer) {
    JsonNode node = root;
    for (String step : pointer.steps()) {
      JsonNode child = child(node, step);
      if (child == null) {
        throw missing();
      }
      node = child;
    }
    return node;
  }

  private @Nullable JsonNode child(JsonNode node, String step) {
    if (node.isObject()) {
      return node.get(step);
    }
    return node.isArray() ? node.get(position(step, node.size() - 1)) : null;
  }

  void add(JsonPointer pointer, JsonNode value) {
    checkDepth(pointer, value);
    if (pointer.isRoot()) {
      root = value;
      return;
    }
    switch (parent(pointer)) {
      case ObjectNode object -> object.set(pointer.last(), value);
      case ArrayNode array -> {
        count(array.size());
        if (pointer.last().equals("-")) {
          array.add(value);
        } else {
          array.insert(position(pointer.last(), array.size()), value);
        }
      }
      default -> throw missing();
    }
  }

  void remove(JsonPointer pointer) {
    get(pointer);
    if (pointer.isRoot()) {
      throw missing();
    }
    switch (parent(pointer)) {
      case ObjectNode object -> object.remove(pointer.last());
      case ArrayNode array -> {
        count(array.size());
        array.remove(position(pointer.last(), array.size() - 1));
      }
      default -> throw missing();
    }
  }

  void replace(JsonPointer pointer, JsonNode value) {
    get(pointer);
    checkDepth(pointer, value);
    if (pointer.isRoot()) {
      root = value;
      return;
    }
    switch (parent(pointer)) {
      case ObjectNode object -> object.set(pointer.last(), value);
      case ArrayNode array -> array.set(position(pointer.last(), array.size() - 1), value);
      default -> throw missing();
    }
  }

  /** The container that holds the last step, ours to change. */
  private JsonNode parent(JsonPointer pointer) {
    root = owned(root);
    JsonNode node = root;
    for (String step : pointer.steps().subList(0, pointer.steps().size() - 1)) {
      JsonNode child = child(node, step);
      if (child == null) {
        throw missing();
      }
      JsonNode mine = owned(child);
      switch (node) {
        case ObjectNode object -> object.set(step, mine);
        case ArrayNode array -> array.set(position(step, array.size() - 1), mine);
        default -> throw missing();
      }
      node = mine;
    }
    return node;
  }

  private JsonNode owned(JsonNode node) {
    if (own.contains(node)) {
      return node;
    }
    count(node.size());
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = NODES.objectNode();
        copy.setAll(object);
        own.add(copy);
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = NODES.arrayNode(array.size());
        copy.addAll(array);
        own.add(copy);
        yield copy;
      }
      default -> node;
    };
  }

  /** Throws 422 where the text is no position up to the highest. */
  private static int position(String step, int highest) {
    boolean number =
        !step.isEmpty() && step.length() <= 9 && (step.equals("0") || step.charAt(0) != '0');
    for (int i = 0; i < step.length(); i++) {
      number &= step.charAt(i) >= '0' && step.charAt(i) <= '9';
    }
    if (!number || Integer.parseInt(step) > highest) {
      throw missing();
    }
    return Integer.parseInt(step);
  }

  /** What is nested deeper than a document may be could not be read back. */
  private void checkDepth(JsonPointer pointer, JsonNode value) {
    if (pointer.steps().size() + height(value) > PatchReader.DEPTH_MAX) {
      throw Status.unprocessablePatch().toException();
    }
  }

  private int height(JsonNode node) {
    count(1);
    int height = 0;
    for (JsonNode child : node.values()) {
      height = Math.max(height, height(child));
    }
    return node.isContainer() ? height + 1 : 0;
  }

  /** A copy that shares nothing, since either side may be changed by a later operation. */
  JsonNode copy(JsonNode node) {
    count(1);
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = NODES.objectNode();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
          copy.set(property.getKey(), copy(property.getValue()));
        }
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = NODES.arrayNode(array.size());
        for (JsonNode item : array.values()) {
          copy.add(copy(item));
        }
        yield copy;
      }
      default -> node;
    };
  }

  private void count(long more) {
    work += more;
    if (work > WORK_MAX) {
      throw Status.requestEntityTooLarge("the JSON patch moves too much").toException();
    }
  }

  private static StatusException missing() {
    return Status.unprocessablePatch().toException();
  }
}
