package io.binnacle.manifests.type.conditional;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One rule: in the object {@code at} a path, {@code when} its fields are so, {@code set} those that
 * are absent.
 *
 * <p>A path is {@code spec.strategy}, or {@code subjects[]} for every item of a list. A condition
 * is a text that the field must be, a list of such texts, or true or false for a field that must be
 * there or not be there; it is there when it is not null and not an empty list or map.
 *
 * @param steps field names; those that end in {@code []} go through a list
 * @param conditions by field
 * @param values by field
 */
record ConditionalDefault(
    List<String> steps, Map<String, JsonNode> conditions, Map<String, JsonNode> values) {
  private static final String LIST_MARK = "[]";

  static ConditionalDefault read(ObjectNode rule) {
    String at = rule.path("at").asString("");
    if (at.isEmpty() || !rule.path("set").isObject()) {
      throw new IllegalArgumentException("a conditional default says at and set: " + rule);
    }
    return new ConditionalDefault(
        List.of(at.split("\\.")), properties(rule.path("when")), properties(rule.path("set")));
  }

  private static Map<String, JsonNode> properties(JsonNode object) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    object.properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
    return properties;
  }

  /** Copies only the objects on the way to a change; the same tree when there is none. */
  ObjectNode apply(ObjectNode root) {
    return below(root, 0);
  }

  @SuppressWarnings("ReferenceEquality")
  private ObjectNode below(ObjectNode object, int depth) {
    if (depth == steps.size()) {
      return set(object);
    }
    String step = steps.get(depth);
    boolean list = step.endsWith(LIST_MARK);
    String field = list ? step.substring(0, step.length() - LIST_MARK.length()) : step;
    JsonNode child = object.get(field);
    @Nullable JsonNode changed = null;
    if (list && child instanceof ArrayNode items) {
      changed = eachOf(items, depth + 1);
    } else if (!list && child instanceof ObjectNode inner) {
      changed = below(inner, depth + 1);
    }
    if (changed == null || changed == child) {
      return object;
    }
    ObjectNode copy = copyOf(object);
    copy.set(field, changed);
    return copy;
  }

  @SuppressWarnings("ReferenceEquality")
  private ArrayNode eachOf(ArrayNode items, int depth) {
    List<JsonNode> changed = new ArrayList<>(items.size());
    boolean any = false;
    for (JsonNode item : items) {
      JsonNode now = item instanceof ObjectNode object ? below(object, depth) : item;
      any |= now != item;
      changed.add(now);
    }
    return any ? JsonNodeFactory.instance.arrayNode().addAll(changed) : items;
  }

  private ObjectNode set(ObjectNode object) {
    if (!conditions.entrySet().stream()
        .allMatch(condition -> holds(condition.getValue(), object.get(condition.getKey())))) {
      return object;
    }
    ObjectNode changed = object;
    for (Map.Entry<String, JsonNode> value : values.entrySet()) {
      if (!changed.hasNonNull(value.getKey())) {
        changed = copyOf(changed);
        changed.set(value.getKey(), value.getValue());
      }
    }
    return changed;
  }

  private static boolean holds(JsonNode condition, @Nullable JsonNode value) {
    if (condition.isBoolean()) {
      return condition.booleanValue() == isThere(value);
    }
    if (value == null || !value.isString()) {
      return false;
    }
    return condition.isArray()
        ? condition.valueStream().anyMatch(value::equals)
        : condition.equals(value);
  }

  private static boolean isThere(@Nullable JsonNode value) {
    return value != null && !value.isNull() && !(value.isContainer() && value.isEmpty());
  }

  private static ObjectNode copyOf(ObjectNode object) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(object);
    return copy;
  }
}
