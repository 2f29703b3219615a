package io.binnacle.manifests.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import io.binnacle.manifests.schema.SchemaAttributes.ValidationRule;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.cel.library.KubernetesLibrary;
import io.binnacle.manifests.schema.cel.value.SchemaTypes;
import io.binnacle.manifests.schema.cel.value.TreeValues;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a schema's rules into something that can be asked; used once. */
final class RuleCompiler {
  static final String SELF = "self";
  static final String OLD_SELF = "oldSelf";
  static final String ITEM = "item";
  static final String KEY = "key";
  static final String INDEX = "index";

  /** The environment is made when the first rule of the process is compiled. */
  private static final class Shared {
    static final KubernetesLibrary LIBRARY = new KubernetesLibrary();
    static final CelCompiler COMPILER = LIBRARY.compiler().build();
    static final CelRuntime RUNTIME = LIBRARY.runtime();

    private Shared() {}
  }

  private record RulesKey(Object children, List<ValidationRule> rules, boolean isRoot) {}

  private final SchemaTypes types = new SchemaTypes();
  private final TreeValues values = new TreeValues(types);
  private final IdentityHashMap<StructuralSchema, RuleNode> nodes = new IdentityHashMap<>();
  private final Map<RulesKey, List<CompiledRule>> compiled = new LinkedHashMap<>();
  private final List<RuleNode> order = new ArrayList<>();
  private final List<FieldError> problems = new ArrayList<>();

  List<FieldError> problems() {
    return problems;
  }

  /** Null where the schema has no rules. */
  @Nullable RuleNode compile(StructuralSchema schema) {
    RuleNode root = node(schema, "", true, true);
    // Nodes were found from the top; what is below them is known sooner from the end.
    boolean changed = true;
    while (changed) {
      changed = false;
      for (RuleNode node : order.reversed()) {
        changed |= node.becameLive();
      }
    }
    order.forEach(RuleNode::prune);
    return root.live ? root : null;
  }

  private RuleNode node(
      StructuralSchema schema, String path, boolean isRoot, boolean correlatable) {
    RuleNode known = nodes.get(schema);
    if (known != null) {
      return known;
    }
    RuleNode node = new RuleNode(schema, values, rules(schema, path, isRoot, correlatable));
    nodes.put(schema, node);
    order.add(node);
    schema
        .properties()
        .forEach(
            (name, field) ->
                node.properties.put(
                    name,
                    node(field, below(path, "properties[" + name + "]"), false, correlatable)));
    StructuralSchema items = schema.items();
    if (items != null) {
      boolean byKey = schema.attributes().listType() == ListType.MAP;
      node.items = node(items, below(path, "items"), false, correlatable && byKey);
    }
    StructuralSchema each = schema.additionalProperties();
    if (each != null) {
      node.additionalProperties =
          node(each, below(path, "additionalProperties"), false, correlatable);
    }
    return node;
  }

  private static String below(String path, String part) {
    return path.isEmpty() ? part : path + "." + part;
  }

  private List<CompiledRule> rules(
      StructuralSchema schema, String path, boolean isRoot, boolean correlatable) {
    List<ValidationRule> sources = schema.attributes().rules();
    if (sources.isEmpty()) {
      return List.of();
    }
    RulesKey key = new RulesKey(schema.sharedChildren(), sources, isRoot);
    List<CompiledRule> known = compiled.get(key);
    if (known != null) {
      return known;
    }
    List<CompiledRule> rules = new ArrayList<>();
    CelType self = isRoot ? types.rootType(schema) : types.typeOf(schema);
    for (int i = 0; i < sources.size(); i++) {
      String place = below(path, "x-kubernetes-validations[" + i + "]");
      CompiledRule rule = self == null ? null : rule(sources.get(i), schema, self, place);
      if (rule != null && rule.usesOldSelf() && !correlatable) {
        problem(
            place + ".rule",
            rule.source().rule(),
            "oldSelf cannot be used on the uncorrelatable portion of the schema within " + path);
      } else if (rule != null) {
        rules.add(rule);
      }
    }
    compiled.put(key, rules);
    return rules;
  }

  private @Nullable CompiledRule rule(
      ValidationRule source, StructuralSchema schema, CelType self, String place) {
    StructuralSchema each = schema.property(source.each());
    if (!source.each().isEmpty() && each == null) {
      problem(place + ".x-binnacle-each", source.each(), "does not refer to a valid field");
      return null;
    }
    if (source.uniqueBy() != null && !hasFields(each, source.uniqueBy())) {
      problem(
          place + ".x-binnacle-uniqueBy",
          String.join(",", source.uniqueBy()),
          "does not refer to valid fields of a list's items");
      return null;
    }
    CelCompiler compiler = compiler(source, self, each);
    Checked condition = check(compiler, source.rule(), place + ".rule", "");
    if (condition != null && !condition.isOf(SimpleType.BOOL)) {
      problem(place + ".rule", source.rule(), "cel expression must evaluate to a bool");
      condition = null;
    }
    Checked message =
        check(
            compiler,
            source.messageExpression(),
            place + ".messageExpression",
            "messageExpression ");
    if (message != null && !message.isOf(SimpleType.STRING)) {
      problem(
          place + ".messageExpression",
          source.messageExpression(),
          "messageExpression must evaluate to a string");
      message = null;
    }
    Checked shown = check(compiler, source.valueExpression(), place + ".x-binnacle-value", "");
    RulePath path = path(source, each == null ? schema : itemOf(each), place);
    return (condition == null && source.uniqueBy() == null) || path == null
        ? null
        : new CompiledRule(
            source,
            condition == null ? null : condition.expression(),
            message == null ? null : message.expression(),
            shown == null ? null : shown.expression(),
            path,
            condition != null && condition.usesOldSelf());
  }

  private CelCompiler compiler(
      ValidationRule source, CelType self, @Nullable StructuralSchema each) {
    CelType old = source.optionalOldSelf() ? OptionalType.create(self) : self;
    CelCompilerBuilder builder =
        Shared.COMPILER
            .toCompilerBuilder()
            .setTypeProvider(types)
            .addVar(SELF, self)
            .addVar(OLD_SELF, old);
    if (each != null) {
      CelType item = types.typeOf(itemOf(each));
      builder
          .addVar(ITEM, item == null ? SimpleType.DYN : item)
          .addVar(KEY, SimpleType.STRING)
          .addVar(INDEX, SimpleType.INT);
    }
    return builder.build();
  }

  private static boolean hasFields(@Nullable StructuralSchema list, List<String> fields) {
    StructuralSchema items = list == null ? null : list.items();
    return items != null && fields.stream().allMatch(field -> items.property(field) != null);
  }

  /** The schema of what is in a list or map. */
  private static StructuralSchema itemOf(StructuralSchema each) {
    StructuralSchema items = each.items() == null ? each.additionalProperties() : each.items();
    return items == null ? each : items;
  }

  private @Nullable RulePath path(ValidationRule source, StructuralSchema schema, String place) {
    try {
      return RulePath.parse(source.fieldPath(), schema);
    } catch (IllegalArgumentException e) {
      problem(
          place + ".fieldPath",
          source.fieldPath(),
          "fieldPath must be a valid path: " + e.getMessage());
      return null;
    }
  }

  private record Checked(CelAbstractSyntaxTree syntax, Expression expression) {
    boolean isOf(CelType type) {
      return syntax.getResultType().equals(type);
    }

    boolean usesOldSelf() {
      return syntax.getReferenceMap().values().stream()
          .anyMatch(reference -> reference.name().equals(OLD_SELF));
    }
  }

  private @Nullable Checked check(CelCompiler compiler, String text, String place, String what) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      CelAbstractSyntaxTree syntax = compiler.compile(text).getAst();
      return new Checked(syntax, new Expression(Shared.RUNTIME.createProgram(syntax), syntax));
    } catch (CelValidationException e) {
      problem(place, text, what + "compilation failed: " + e.getMessage());
    } catch (CelEvaluationException e) {
      problem(place, text, what + "program instantiation failed: " + e.getMessage());
    }
    return null;
  }

  private void problem(String place, String value, String why) {
    problems.add(FieldError.invalid(place, value, why));
  }
}
