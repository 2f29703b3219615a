package io.binnacle.manifests.typed;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.fieldpath.FieldSetBuilder;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.tree.TreeEquality;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which fields differ between an object and what it becomes (SSA-15). */
public final class TypedComparison {
  private TypedComparison() {}

  public static Differences compare(StructuralSchema schema, Manifest old, Manifest updated) {
    return compare(schema, ManifestTree.of(old), ManifestTree.of(updated));
  }

  /**
   * All fields of a new object as added. Structs that Go has in each object of a type count as if
   * they had been there before, so that only what is in them is owned.
   */
  public static Differences born(StructuralSchema schema, Manifest created) {
    return compare(schema, ZeroObject.of(schema), ManifestTree.of(created));
  }

  private static Differences compare(StructuralSchema schema, ObjectNode old, ObjectNode updated) {
    Place root = new Place(null, null);
    maps(schema, old, updated, root);
    return root.toDifferences();
  }

  /** A node on the way down; its builders are made when a difference is found below it. */
  private static final class Place {
    private final @Nullable Place above;
    private final @Nullable PathElement step;
    private @Nullable FieldSetBuilder added;
    private @Nullable FieldSetBuilder modified;
    private @Nullable FieldSetBuilder removed;

    Place(@Nullable Place above, @Nullable PathElement step) {
      this.above = above;
      this.step = step;
    }

    FieldSetBuilder added() {
      if (added == null) {
        added = above == null || step == null ? new FieldSetBuilder() : above.added().below(step);
      }
      return added;
    }

    FieldSetBuilder modified() {
      if (modified == null) {
        modified =
            above == null || step == null ? new FieldSetBuilder() : above.modified().below(step);
      }
      return modified;
    }

    FieldSetBuilder removed() {
      if (removed == null) {
        removed =
            above == null || step == null ? new FieldSetBuilder() : above.removed().below(step);
      }
      return removed;
    }

    Differences toDifferences() {
      return new Differences(added().build(), modified().build(), removed().build());
    }
  }

  private static void maps(
      @Nullable StructuralSchema schema, JsonNode old, JsonNode updated, Place here) {
    for (Map.Entry<String, JsonNode> property : old.properties()) {
      String name = property.getKey();
      JsonNode was = property.getValue();
      JsonNode is = updated.get(name);
      if (is == null || !isSame(was, is)) {
        node(Shape.below(schema, name), was, is, here, PathElement.field(name));
      }
    }
    for (Map.Entry<String, JsonNode> property : updated.properties()) {
      String name = property.getKey();
      if (old.get(name) == null) {
        StructuralSchema below = Shape.below(schema, name);
        node(below, null, property.getValue(), here, PathElement.field(name));
      }
    }
  }

  // What two trees share needs no look inside.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(JsonNode old, JsonNode updated) {
    return old == updated;
  }

  private static void node(
      @Nullable StructuralSchema schema,
      @Nullable JsonNode old,
      @Nullable JsonNode updated,
      Place above,
      PathElement step) {
    if (old == null || updated == null) {
      if (updated != null) {
        whole(schema, updated, above.added(), step);
      } else if (old != null) {
        whole(schema, old, above.removed(), step);
      }
      return;
    }
    Shape shape = Shape.of(schema, updated);
    boolean together = old.getNodeType() == updated.getNodeType();
    if (shape == Shape.LEAF || !together || (old.isEmpty() && updated.isEmpty())) {
      leaf(old, updated, above, step);
    } else if (shape == Shape.MAP) {
      maps(schema, old, updated, new Place(above, step));
    } else {
      lists(Objects.requireNonNull(schema), old, updated, new Place(above, step));
    }
  }

  /** A tree that only one side has: each node in it is a difference. */
  private static void whole(
      @Nullable StructuralSchema schema, JsonNode value, FieldSetBuilder into, PathElement step) {
    into.add(step);
    Shape shape = Shape.of(schema, value);
    if (shape == Shape.LEAF || value.isEmpty()) {
      return;
    }
    FieldSetBuilder below = into.below(step);
    if (shape == Shape.MAP) {
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        String name = property.getKey();
        whole(Shape.below(schema, name), property.getValue(), below, PathElement.field(name));
      }
      return;
    }
    StructuralSchema list = Objects.requireNonNull(schema);
    ListItems items = ListItems.of(list, value);
    for (PathElement identity : items.identities()) {
      JsonNode item = items.only(identity);
      if (item == null) {
        below.add(identity);
      } else {
        whole(list.items(), item, below, identity);
      }
    }
  }

  private static void leaf(
      @Nullable JsonNode old, @Nullable JsonNode updated, Place above, PathElement step) {
    if (old == null) {
      above.added().add(step);
    } else if (updated == null) {
      above.removed().add(step);
    } else if (!TreeEquality.same(old, updated)) {
      above.modified().add(step);
    }
  }

  private static void lists(StructuralSchema schema, JsonNode old, JsonNode updated, Place here) {
    ListItems former = ListItems.of(schema, old);
    ListItems latter = ListItems.of(schema, updated);
    for (PathElement identity : former.identities()) {
      item(schema, former.get(identity), latter.get(identity), here, identity);
    }
    for (PathElement identity : latter.identities()) {
      if (!former.has(identity)) {
        item(schema, null, latter.get(identity), here, identity);
      }
    }
  }

  /** Items that cannot be told apart are owned together, and nothing in them (SSA-37). */
  private static void item(
      StructuralSchema list,
      ListItems.@Nullable Item old,
      ListItems.@Nullable Item updated,
      Place here,
      PathElement identity) {
    boolean oldDoubled = old != null && old.doubled();
    boolean newDoubled = updated != null && updated.doubled();
    JsonNode was = old == null ? null : old.node();
    JsonNode is = updated == null ? null : updated.node();
    if (oldDoubled == newDoubled || is == null || was == null) {
      if (oldDoubled || newDoubled) {
        leaf(was, is, here, identity);
      } else if (was == null || is == null || !isSame(was, is)) {
        node(list.items(), was, is, here, identity);
      }
    } else if (oldDoubled) {
      node(list.items(), null, is, here, identity);
    } else {
      node(list.items(), was, null, here, identity);
      here.added().add(identity);
    }
  }
}
