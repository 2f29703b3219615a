package io.binnacle.manifests.typed;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.fieldpath.FieldPath;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.SchemaAttributes;
import io.binnacle.manifests.schema.SchemaType;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is wrong with an applied object that only matters where fields have owners: fields that the
 * schema does not know, items that are there twice, and items that nothing identifies (SSA-07,
 * SSA-37, SSA-38). That values have the right types is for {@link
 * io.binnacle.manifests.schema.TypeCheck} to say.
 */
public final class TypedCheck {
  /** As many as anybody reads. */
  private static final int PROBLEMS_MAX = 10;

  private final Deque<PathElement> trail = new ArrayDeque<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private TypedCheck() {}

  /**
   * Each problem with the path to it.
   *
   * @param unknownFields what the schema does not declare
   * @param brokenLists items that are doubled or not identified
   */
  public record Problems(List<String> unknownFields, List<String> brokenLists) {}

  public static Problems check(StructuralSchema schema, Manifest applied) {
    TypedCheck check = new TypedCheck();
    check.node(schema, ManifestTree.of(applied));
    return new Problems(List.copyOf(check.unknown), List.copyOf(check.broken));
  }

  private void node(@Nullable StructuralSchema schema, JsonNode value) {
    if (schema == null || unknown.size() + broken.size() >= PROBLEMS_MAX) {
      return;
    }
    if (value instanceof ObjectNode object) {
      object(schema, object);
    } else if (value.isArray()) {
      list(schema, value);
    }
  }

  private void object(StructuralSchema schema, ObjectNode object) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = property.getKey();
      trail.addLast(PathElement.field(name));
      StructuralSchema below = schema.field(name);
      if (below == null && !takes(schema, name)) {
        unknown.add(here() + ": field not declared in schema");
      }
      node(below, property.getValue());
      trail.removeLast();
    }
  }

  private static boolean takes(StructuralSchema schema, String name) {
    SchemaAttributes attributes = schema.attributes();
    boolean implicit =
        attributes.embeddedResource()
            && (name.equals("apiVersion") || name.equals("kind") || name.equals("metadata"));
    return implicit
        || attributes.preserveUnknownFields()
        || (attributes.type() == SchemaType.ANY && schema.properties().isEmpty());
  }

  private void list(StructuralSchema schema, JsonNode list) {
    boolean atomic = schema.attributes().listType() == SchemaAttributes.ListType.ATOMIC;
    Set<PathElement> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      PathElement identity = atomic ? null : ListItems.identity(schema, item);
      if (identity == null && !atomic) {
        broken.add(here() + ": element " + i + ": " + ListItems.problem(schema, item));
      } else if (identity != null && !seen.add(identity)) {
        broken.add(here() + ": duplicate entries for key " + identity.shown());
      }
      trail.addLast(identity == null ? position(i) : identity);
      node(schema.items(), item);
      trail.removeLast();
    }
  }

  private static PathElement position(int at) {
    return new PathElement(PathElement.Kind.INDEX, Integer.toString(at));
  }

  private String here() {
    return new FieldPath(List.copyOf(trail)).toString();
  }
}
