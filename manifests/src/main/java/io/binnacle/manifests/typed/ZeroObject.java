package io.binnacle.manifests.typed;

import io.binnacle.manifests.schema.SchemaType;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A built-in object before anything is set in it. Go has some structs in place in their parent, so
 * they are there from the beginning and nobody owns them as such; an OpenAPI document does not tell
 * them from those behind a pointer, so these are told by their names. Lists that must be there are
 * there, too.
 */
final class ZeroObject {
  private static final List<String> IN_PLACE =
      List.of(
          "metadata",
          "spec",
          "status",
          "template",
          "jobTemplate",
          "strategy",
          "updateStrategy",
          "source");

  /** A job in a template in a spec is as deep as they are inside each other. */
  private static final int DEPTH_MAX = 8;

  private ZeroObject() {}

  static ObjectNode of(StructuralSchema schema) {
    return of(schema, 0);
  }

  private static ObjectNode of(StructuralSchema schema, int depth) {
    ObjectNode zero = JsonNodeFactory.instance.objectNode();
    if (!schema.attributes().builtin() || depth == DEPTH_MAX) {
      return zero;
    }
    for (String name : IN_PLACE) {
      StructuralSchema field = schema.property(name);
      if (field != null && field.type() == SchemaType.OBJECT && !field.properties().isEmpty()) {
        zero.set(name, of(field, depth + 1));
      }
    }
    for (String name : schema.required()) {
      StructuralSchema field = schema.property(name);
      if (field != null && field.type() == SchemaType.ARRAY) {
        zero.set(name, JsonNodeFactory.instance.arrayNode());
      }
    }
    return zero;
  }
}
