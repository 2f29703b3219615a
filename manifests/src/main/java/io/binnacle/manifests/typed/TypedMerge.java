package io.binnacle.manifests.typed;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.tree.Rewriting;
import io.binnacle.manifests.tree.TreeEquality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An applied object laid over a live one (SSA-35, SSA-36); what stays the same stays shared. */
public final class TypedMerge {
  private TypedMerge() {}

  public static Manifest merge(StructuralSchema schema, Manifest live, Manifest applied) {
    return ManifestTree.toManifest(map(schema, ManifestTree.of(live), ManifestTree.of(applied)));
  }

  private static JsonNode node(@Nullable StructuralSchema schema, JsonNode live, JsonNode applied) {
    Shape shape = Shape.of(schema, applied);
    if (shape == Shape.LEAF || live.getNodeType() != applied.getNodeType()) {
      return TreeEquality.same(live, applied) ? live : applied;
    }
    return shape == Shape.MAP
        ? map(schema, (ObjectNode) live, (ObjectNode) applied)
        : list(Objects.requireNonNull(schema), live, applied);
  }

  // Whether a node changed is a question of identity.
  @SuppressWarnings("ReferenceEquality")
  private static ObjectNode map(
      @Nullable StructuralSchema schema, ObjectNode live, ObjectNode applied) {
    ObjectNode merged = live;
    for (Map.Entry<String, JsonNode> property : applied.properties()) {
      String name = property.getKey();
      JsonNode former = live.get(name);
      JsonNode value =
          former == null
              ? property.getValue()
              : node(Shape.below(schema, name), former, property.getValue());
      if (value != former) {
        merged = merged == live ? Rewriting.copy(live) : merged;
        merged.set(name, value);
      }
    }
    return merged;
  }

  /** The live list is walked along the applied one, whose order leads. */
  private static JsonNode list(StructuralSchema schema, JsonNode live, JsonNode applied) {
    ListItems wanted = ListItems.of(schema, applied);
    ListItems former = ListItems.of(schema, live);
    List<PathElement> shared = new ArrayList<>(wanted.identities());
    shared.removeIf(identity -> !former.has(identity));
    Walk walk = new Walk(schema, live, wanted);
    int next = 0;
    for (PathElement identity : wanted.identities()) {
      walk.takeOthersBefore(identity, next < shared.size() ? shared.get(next) : null);
      JsonNode item = Objects.requireNonNull(wanted.only(identity), "applied items are different");
      JsonNode old = former.only(identity);
      walk.take(identity, old == null ? item : node(schema.items(), old, item));
      if (next < shared.size() && shared.get(next).equals(identity)) {
        next++;
      }
    }
    walk.takeOtherRest();
    return TreeEquality.same(live, walk.merged) ? live : walk.merged;
  }

  /** The place in the live list, and what has come out so far. */
  private static final class Walk {
    private final StructuralSchema schema;
    private final JsonNode live;
    private final ListItems wanted;
    private final ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    private int at;

    Walk(StructuralSchema schema, JsonNode live, ListItems wanted) {
      this.schema = schema;
      this.live = live;
      this.wanted = wanted;
    }

    /**
     * Takes the live items that are not applied, up to the one that stands for the next that both
     * lists have; what both have out of order comes when the applied list has it.
     */
    void takeOthersBefore(PathElement identity, @Nullable PathElement nextShared) {
      while (at < live.size()) {
        PathElement here = ListItems.identity(schema, live.get(at));
        if (here == null || !wanted.has(here)) {
          merged.add(live.get(at));
        } else if (here.equals(identity) || here.equals(nextShared)) {
          return;
        }
        at++;
      }
    }

    void take(PathElement identity, JsonNode item) {
      merged.add(item);
      if (at < live.size() && identity.equals(ListItems.identity(schema, live.get(at)))) {
        at++;
      }
    }

    void takeOtherRest() {
      for (; at < live.size(); at++) {
        PathElement here = ListItems.identity(schema, live.get(at));
        if (here == null || !wanted.has(here)) {
          merged.add(live.get(at));
        }
      }
    }
  }
}
