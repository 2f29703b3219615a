package io.binnacle.manifests.fieldpath;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of a field set in an object (SSA-11): each step is a name, what is below it the value,
 * {@code .} marks a member that has others below it, and an empty object is a member without.
 */
public final class FieldsV1 {
  /** As deep as a document may be; a path has one step a level. */
  private static final int DEPTH_MAX = 512;

  private static final String SELF = ".";

  /** One for all: nobody changes a tree that a manifest may share. */
  private static final ObjectNode LEAF = JsonNodeFactory.instance.objectNode();

  private FieldsV1() {}

  public static FieldSet read(JsonNode fields) throws MalformedFieldsException {
    return read(fields, 0);
  }

  private static FieldSet read(JsonNode fields, int depth) throws MalformedFieldsException {
    if (!(fields instanceof ObjectNode object)) {
      throw new MalformedFieldsException("fieldsV1 holds something that is no object");
    }
    if (depth > DEPTH_MAX) {
      throw new MalformedFieldsException("fieldsV1 is deeper than " + DEPTH_MAX + " levels");
    }
    FieldSet.Nodes nodes = new FieldSet.Nodes(object.size());
    PathElement last = null;
    boolean sorted = true;
    for (Map.Entry<String, JsonNode> step : object.properties()) {
      if (step.getKey().equals(SELF)) {
        continue;
      }
      PathElement element = PathElement.parse(step.getKey());
      if (element == null) {
        throw new MalformedFieldsException("fieldsV1 has no step " + step.getKey());
      }
      sorted &= last == null || last.compareTo(element) < 0;
      last = element;
      JsonNode below = step.getValue();
      FieldSet children = read(below, depth + 1);
      nodes.add(element, below.isEmpty() || below.has(SELF), children);
    }
    return sorted ? nodes.toSet() : nodes.toSortedSet();
  }

  public static ObjectNode write(FieldSet set) {
    return set.isEmpty() ? JsonNodeFactory.instance.objectNode() : write(false, set);
  }

  private static ObjectNode write(boolean member, FieldSet below) {
    if (below.isEmpty()) {
      return LEAF;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    if (member) {
      object.set(SELF, LEAF);
    }
    for (int at = 0; at < below.size(); at++) {
      object.set(below.element(at).encoded(), write(below.isMember(at), below.below(at)));
    }
    return object;
  }
}
