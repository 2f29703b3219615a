package io.binnacle.manifests.patch;

import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists under a strategic merge: objects are matched by their merge key (PATCH-22), scalars are
 * united (PATCH-23). Items are looked up by the text of what identifies them, so long lists cost
 * what they are long.
 */
final class ListMerge {
  private final String mergeKey;
  private final @Nullable StructuralSchema itemSchema;

  private ListMerge(@Nullable StructuralSchema schema) {
    this.mergeKey = schema == null ? "" : schema.attributes().patchMergeKey();
    this.itemSchema = schema == null ? null : schema.items();
  }

  static boolean isMerged(@Nullable StructuralSchema schema) {
    return schema != null && schema.attributes().mergesOnPatch();
  }

  static ArrayNode merge(ArrayNode original, ArrayNode patch, @Nullable StructuralSchema schema) {
    return toArray(new ListMerge(schema).merged(items(original), items(patch)));
  }

  /** PATCH-25: the order that the patch gives holds for what it names. */
  static ArrayNode mergeInOrder(
      ArrayNode original, ArrayNode patch, ArrayNode order, @Nullable StructuralSchema schema) {
    ListMerge lists = new ListMerge(schema);
    lists.checkFollows(patch, order);
    List<JsonNode> merged;
    if (patch.isEmpty()) {
      merged = items(original);
    } else if (original.isEmpty() || !isMerged(schema)) {
      merged = Directives.cleaned(patch) instanceof ArrayNode clean ? items(clean) : List.of();
    } else {
      merged = lists.merged(items(original), items(patch));
    }
    return toArray(lists.inOrder(merged, items(order), items(original)));
  }

  static ArrayNode without(ArrayNode original, ArrayNode removed) {
    Set<String> gone = new HashSet<>();
    removed.values().forEach(item -> gone.add(JsonTreeWriter.toText(item)));
    ArrayNode rest = JsonNodeFactory.instance.arrayNode(original.size());
    for (JsonNode item : original.values()) {
      if (!gone.contains(JsonTreeWriter.toText(item))) {
        rest.add(item);
      }
    }
    return rest;
  }

  private List<JsonNode> merged(List<JsonNode> original, List<JsonNode> patch) {
    boolean objects = holdsObjects(original, patch);
    if (!objects) {
      List<JsonNode> united = distinct(original, patch);
      return inOrder(united, patch, original);
    }
    if (mergeKey.isEmpty()) {
      throw Status.badRequest("cannot merge lists without merge key").toException();
    }
    List<JsonNode> kept = new ArrayList<>(original);
    List<ObjectNode> changes = new ArrayList<>();
    if (takeDirectives(kept, patch, changes)) {
      List<JsonNode> replaced = new ArrayList<>();
      changes.forEach(change -> addCleaned(replaced, change));
      return replaced;
    }
    List<JsonNode> serverOrder = List.copyOf(kept);
    mergeItems(kept, changes);
    return inOrder(kept, new ArrayList<>(changes), serverOrder);
  }

  /** Carries out deletions, collects ordinary items; answers whether the list is replaced. */
  private boolean takeDirectives(
      List<JsonNode> kept, List<JsonNode> patch, List<ObjectNode> changes) {
    boolean replaces = false;
    Set<String> deleted = new HashSet<>();
    for (JsonNode item : patch) {
      ObjectNode object = (ObjectNode) item;
      JsonNode type = object.get(Directives.PATCH);
      if (type == null) {
        changes.add(object);
      } else if (Directives.is(type, Directives.DELETE)) {
        deleted.add(identity(object));
      } else if (Directives.is(type, Directives.REPLACE)) {
        replaces = true;
      } else if (Directives.is(type, "merge")) {
        throw Status.badRequest("merging lists cannot yet be specified in the patch").toException();
      } else {
        throw Directives.unknownType(type, object);
      }
    }
    kept.removeIf(item -> hasIdentity(item) && deleted.contains(identity(item)));
    return replaces;
  }

  private void mergeItems(List<JsonNode> kept, List<ObjectNode> changes) {
    Map<String, Integer> positions = positions(kept);
    for (ObjectNode change : changes) {
      String identity = identity(change);
      Integer position = positions.get(identity);
      if (position != null) {
        ObjectNode old = (ObjectNode) kept.get(position);
        kept.set(position, StrategicMergePatch.mergeMap(old, change, itemSchema));
      } else {
        positions.put(identity, kept.size());
        addCleaned(kept, change);
      }
    }
  }

  private static void addCleaned(List<JsonNode> list, JsonNode item) {
    JsonNode clean = Directives.cleaned(item);
    if (clean != null) {
      list.add(clean);
    }
  }

  /**
   * What the order names comes in that order; the rest keeps the order it had, each item before the
   * first named one that stood behind it.
   */
  private List<JsonNode> inOrder(
      List<JsonNode> merged, List<JsonNode> order, List<JsonNode> serverOrder) {
    Map<String, Integer> ordered = positions(order);
    Map<String, Integer> server = positions(serverOrder);
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : merged) {
      boolean isNamed = hasIdentity(item) && ordered.containsKey(identity(item));
      (isNamed ? named : others).add(item);
    }
    named.sort((left, right) -> Integer.compare(place(ordered, left), place(ordered, right)));
    others.sort((left, right) -> Integer.compare(place(server, left), place(server, right)));
    List<JsonNode> result = new ArrayList<>(merged.size());
    int next = 0;
    for (JsonNode item : named) {
      while (next < others.size() && place(server, others.get(next)) < foundPlace(server, item)) {
        result.add(others.get(next++));
      }
      result.add(item);
    }
    result.addAll(others.subList(next, others.size()));
    return result;
  }

  private int place(Map<String, Integer> positions, JsonNode item) {
    Integer place = hasIdentity(item) ? positions.get(identity(item)) : null;
    return place == null ? Integer.MAX_VALUE : place;
  }

  /** An item that the server does not know gives nothing a place before it. */
  private int foundPlace(Map<String, Integer> positions, JsonNode item) {
    int place = place(positions, item);
    return place == Integer.MAX_VALUE ? -1 : place;
  }

  /** The items of the patch must be named by the order, in the same order. */
  private void checkFollows(ArrayNode patch, ArrayNode order) {
    int at = 0;
    for (JsonNode item : patch.values()) {
      if (item.isObject() && item.has(Directives.PATCH)) {
        continue;
      }
      String identity = identity(item);
      while (at < order.size()
          && !(hasIdentity(order.get(at)) && identity(order.get(at)).equals(identity))) {
        at++;
      }
      if (at == order.size()) {
        throw Status.badRequest(
                "The order in patch list doesn't match " + Directives.SET_ORDER + " list")
            .toException();
      }
      at++;
    }
  }

  /** Whether the items are objects; a list of lists or a mixture cannot be merged. */
  private static boolean holdsObjects(List<JsonNode> original, List<JsonNode> patch) {
    boolean objects = false;
    boolean scalars = false;
    for (List<JsonNode> list : List.of(original, patch)) {
      for (JsonNode item : list) {
        if (item.isArray()) {
          throw Status.unprocessablePatch().toException();
        }
        objects |= item.isObject();
        scalars |= !item.isObject();
      }
    }
    if (objects && scalars) {
      throw Status.badRequest("list element types are not identical").toException();
    }
    return objects;
  }

  private List<JsonNode> distinct(List<JsonNode> original, List<JsonNode> patch) {
    Set<String> seen = new HashSet<>();
    List<JsonNode> united = new ArrayList<>();
    for (List<JsonNode> list : List.of(original, patch)) {
      for (JsonNode item : list) {
        if (seen.add(JsonTreeWriter.toText(item))) {
          united.add(item);
        }
      }
    }
    return united;
  }

  /** Of several with the same identity the first one counts. */
  private Map<String, Integer> positions(List<JsonNode> list) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      if (hasIdentity(list.get(i))) {
        positions.putIfAbsent(identity(list.get(i)), i);
      }
    }
    return positions;
  }

  private boolean hasIdentity(JsonNode item) {
    return !item.isObject() || item.has(mergeKey);
  }

  /** Throws 400 where an object lacks its merge key. */
  private String identity(JsonNode item) {
    if (!item.isObject()) {
      return JsonTreeWriter.toText(item);
    }
    JsonNode value = item.get(mergeKey);
    if (value == null) {
      throw Directives.noMergeKey(item, mergeKey);
    }
    return JsonTreeWriter.toText(value);
  }

  private static List<JsonNode> items(ArrayNode array) {
    return new ArrayList<>(array.values());
  }

  private static ArrayNode toArray(List<JsonNode> list) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
    array.addAll(list);
    return array;
  }
}
