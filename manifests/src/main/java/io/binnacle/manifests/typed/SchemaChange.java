package io.binnacle.manifests.typed;

import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.FieldSetBuilder;
import io.binnacle.manifests.fieldpath.PathElement;
import io.binnacle.manifests.schema.StructuralSchema;
import org.jspecify.annotations.Nullable;

/**
 * Brings a set that was stored under an older schema into today's form (SSA-23): who owned parts of
 * what is atomic now owns all of it. What was atomic and is taken apart now needs no change, since
 * its owner keeps the node itself.
 */
public final class SchemaChange {
  private SchemaChange() {}

  public static FieldSet reconcile(StructuralSchema schema, FieldSet fields) {
    return node(schema, fields);
  }

  // A set that needs no change is answered as it is.
  @SuppressWarnings("ReferenceEquality")
  private static FieldSet node(@Nullable StructuralSchema schema, FieldSet fields) {
    FieldSet result = fields;
    for (int at = 0; at < fields.size(); at++) {
      FieldSet below = fields.below(at);
      if (below.isEmpty()) {
        continue;
      }
      PathElement step = fields.element(at);
      StructuralSchema child = step(schema, step);
      if (Shape.isAtomic(child)) {
        result = replaced(result, step, FieldSet.EMPTY, true);
      } else {
        FieldSet reconciled = node(child, below);
        if (reconciled != below) {
          result = replaced(result, step, reconciled, fields.isMember(at));
        }
      }
    }
    return result;
  }

  private static @Nullable StructuralSchema step(
      @Nullable StructuralSchema schema, PathElement step) {
    if (schema == null) {
      return null;
    }
    return switch (step.kind()) {
      case FIELD -> schema.field(step.text());
      case KEY, VALUE, INDEX -> schema.items();
    };
  }

  private static FieldSet withoutTree(FieldSet fields, PathElement step) {
    return fields.differenceOfTrees(new FieldSetBuilder().add(step).build());
  }

  private static FieldSet replaced(
      FieldSet fields, PathElement step, FieldSet below, boolean member) {
    return withoutTree(fields, step).union(FieldSet.ofStep(step, member, below));
  }
}
