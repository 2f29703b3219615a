package io.binnacle.manifests.schema.cel;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rules of one schema, compiled. Compiling costs milliseconds a rule, so it is done once a
 * type; asking costs microseconds, and nothing at all where no node of the schema has a rule.
 */
public final class RuleSet {
  private static final String NOT_CHECKED =
      "some validation rules were not checked because the object was invalid; correct the existing"
          + " errors to complete validation";

  private final @Nullable RuleNode root;
  private final List<FieldError> problems;

  private static boolean hasRules(
      StructuralSchema schema, IdentityHashMap<StructuralSchema, Boolean> seen) {
    if (seen.put(schema, true) != null) {
      return false;
    }
    StructuralSchema items = schema.items();
    StructuralSchema values = schema.additionalProperties();
    return !schema.attributes().rules().isEmpty()
        || (items != null && hasRules(items, seen))
        || (values != null && hasRules(values, seen))
        || schema.properties().values().stream().anyMatch(field -> hasRules(field, seen));
  }

  private static boolean blocks(FieldError error) {
    return switch (error.type()) {
      case REQUIRED, NOT_SUPPORTED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
      case INVALID, DUPLICATE, FORBIDDEN, NOT_FOUND, INTERNAL -> false;
    };
  }

  private RuleSet(@Nullable RuleNode root, List<FieldError> problems) {
    this.root = root;
    this.problems = problems;
  }

  /** Compiles what there is; see {@link #problems} for what could not be. */
  public static RuleSet compile(StructuralSchema schema) {
    // CEL is a thousand classes, and most types have nothing to say in it.
    if (!hasRules(schema, new IdentityHashMap<>())) {
      return new RuleSet(null, List.of());
    }
    RuleCompiler compiler = new RuleCompiler();
    RuleNode root = compiler.compile(schema);
    return new RuleSet(root, List.copyOf(compiler.problems()));
  }

  /**
   * Rules that are none (CEL-05): they do not compile, or yield the wrong type. The fields are
   * paths within the schema, {@code properties[spec].x-kubernetes-validations[0].rule}.
   */
  public List<FieldError> problems() {
    return problems;
  }

  /** Whether there is nothing to ask. */
  public boolean isEmpty() {
    return root == null;
  }

  /**
   * What does not hold of an object.
   *
   * @param old null on create; it is not asked about itself
   * @param structural what the schema itself has found. A custom resource is then not asked about
   *     at all (CEL-08); a built-in is, since all of its errors are to be told (VAL-01), as long as
   *     its values have the types that the rules were compiled for
   */
  public List<FieldError> check(
      Manifest object, @Nullable Manifest old, List<FieldError> structural) {
    if (root == null) {
      return List.of();
    }
    boolean builtin = root.schema.attributes().builtin();
    if (!builtin && structural.stream().anyMatch(RuleSet::blocks)) {
      return List.of(FieldError.invalidJson("<nil>", "null", NOT_CHECKED));
    }
    if (structural.stream().anyMatch(each -> each.type() == FieldError.Type.TYPE_INVALID)) {
      return List.of();
    }
    RuleEvaluation evaluation = new RuleEvaluation(structural.isEmpty());
    evaluation.check(root, ManifestTree.of(object), old == null ? null : ManifestTree.of(old), "");
    return evaluation.errors();
  }
}
