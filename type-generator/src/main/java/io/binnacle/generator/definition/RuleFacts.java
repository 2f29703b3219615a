package io.binnacle.generator.definition;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of a kind: what a definition file says in CEL about its values. The words are those of
 * {@code x-kubernetes-validations}, with a few more: {@code of} names the field, or the fields,
 * that the rule is about, {@code names[]} each item of a list and {@code data{}} each value of a
 * map; {@code value} is an expression for the value that the error shows, {@code each} names a list
 * or map whose every {@code item} the rule is asked about, and {@code uniqueBy} takes the place of
 * the rule: no two of those items are the same in the fields that it lists.
 *
 * @param kind the OpenAPI name, for messages
 * @param limits of numbers, by field: {@code >= 0}, {@code > 0} or {@code 1..65535}
 */
public record RuleFacts(String kind, JsonNode rules, JsonNode limits) {
  private static final String WORD = "x-kubernetes-validations";
  private static final List<String> WORDS =
      List.of("rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf");

  private static final List<String> OUR_WORDS = List.of("value", "each", "uniqueBy");

  /** Puts each limit and each rule at its node. */
  public void addTo(ObjectNode schema) {
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      addLimit(node(schema, limit.getKey()), limit.getValue().asString());
    }
    for (JsonNode rule : rules) {
      JsonNode of = rule.path("of");
      List<String> fields = of.isArray() ? DefinitionFile.texts(of) : List.of(of.asString(""));
      fields.forEach(field -> add(rule, node(schema, field)));
    }
  }

  private void addLimit(ObjectNode node, String limit) {
    if (limit.startsWith(">= ")) {
      node.put("minimum", Long.parseLong(limit.substring(3)));
    } else if (limit.startsWith("> ")) {
      node.put("minimum", Long.parseLong(limit.substring(2))).put("exclusiveMinimum", true);
    } else if (limit.contains("..")) {
      String[] ends = limit.split("\\.\\.", 2);
      node.put("minimum", Long.parseLong(ends[0])).put("maximum", Long.parseLong(ends[1]));
    } else {
      throw wrong("the limit " + limit + " is none");
    }
  }

  private void add(JsonNode rule, ObjectNode node) {
    ArrayNode all = node.get(WORD) instanceof ArrayNode known ? known : node.putArray(WORD);
    all.add(written(rule));
  }

  private ObjectNode written(JsonNode rule) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> word : rule.properties()) {
      String name = word.getKey();
      if (OUR_WORDS.contains(name)) {
        written.set("x-binnacle-" + name, word.getValue());
      } else if (WORDS.contains(name)) {
        written.set(name, word.getValue());
      } else if (!name.equals("of")) {
        throw wrong("the word " + name + " of a rule is not known");
      }
    }
    if (written.has("rule") == written.has("x-binnacle-uniqueBy")) {
      throw wrong("a rule needs a rule, or uniqueBy");
    }
    return written;
  }

  private ObjectNode node(ObjectNode schema, String of) {
    if (of.isEmpty()) {
      return schema;
    }
    boolean items = of.endsWith("[]");
    boolean values = of.endsWith("{}");
    String field = items || values ? of.substring(0, of.length() - 2) : of;
    JsonNode node = schema.path("properties").path(field);
    if (items || values) {
      node = node.path(items ? "items" : "additionalProperties");
    }
    if (!(node instanceof ObjectNode found)) {
      throw wrong("no field " + of + " for a rule");
    }
    return found;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(kind + ": " + what);
  }
}
