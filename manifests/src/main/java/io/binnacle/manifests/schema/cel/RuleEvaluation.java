package io.binnacle.manifests.schema.cel;

import dev.cel.common.values.NullValue;
import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.cel.Expression.Outcome;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeEquality;
import io.binnacle.manifests.tree.TreePaths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One walk over one object, within one budget. */
final class RuleEvaluation {
  /** What all rules of one object may cost together (CEL-07). */
  private static final long BUDGET = 10_000_000;

  private static final int MESSAGE_BYTES_MAX = 5 * 1024;

  /** More would help nobody, and a list of a million bad items must not become an answer. */
  private static final int ERRORS_MAX = 100;

  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final List<FieldError> errors = new ArrayList<>();
  private final boolean structurallyValid;
  private long budget = BUDGET;
  private boolean stopped;

  /**
   * Where fields are missing that must be there, rules that stumble over that say nothing: the
   * fault was told already.
   */
  RuleEvaluation(boolean structurallyValid) {
    this.structurallyValid = structurallyValid;
  }

  List<FieldError> errors() {
    return List.copyOf(errors);
  }

  /**
   * Asks the rules of a node and of all below it.
   *
   * @param old the value that this one took the place of; null where there is none to compare
   */
  void check(RuleNode node, JsonNode value, @Nullable JsonNode old, String path) {
    if (stopped || value.isNull()) {
      return;
    }
    JsonNode before = old == null || old.isNull() ? null : old;
    if (!node.rules.isEmpty()) {
      ask(node, value, before, path);
    }
    switch (value) {
      case ObjectNode object -> checkObject(node, object, before, path);
      case ArrayNode array -> checkArray(node, array, before, path);
      default -> {}
    }
  }

  private void checkObject(RuleNode node, ObjectNode object, @Nullable JsonNode old, String path) {
    for (Map.Entry<String, RuleNode> property : node.properties.entrySet()) {
      String name = property.getKey();
      JsonNode value = object.get(name);
      if (value != null) {
        check(
            property.getValue(),
            value,
            old == null ? null : old.get(name),
            TreePaths.child(path, name));
      }
    }
    if (node.additionalProperties == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = entry.getKey();
      if (node.schema.property(key) == null) {
        check(
            node.additionalProperties,
            entry.getValue(),
            old == null ? null : old.get(key),
            TreePaths.key(path, key));
      }
    }
  }

  private void checkArray(RuleNode node, ArrayNode array, @Nullable JsonNode old, String path) {
    if (node.items == null) {
      return;
    }
    List<String> keys = node.schema.attributes().listMapKeys();
    Map<ItemIdentity, JsonNode> previous = previous(node, keys, old);
    for (int i = 0; i < array.size() && !stopped; i++) {
      JsonNode item = array.get(i);
      JsonNode before = previous.isEmpty() ? null : previous.get(ItemIdentity.of(item, keys));
      check(node.items, item, before, TreePaths.item(path, i));
    }
  }

  /** The old items by their keys; items of other lists have no history (CEL-03). */
  private static Map<ItemIdentity, JsonNode> previous(
      RuleNode node, List<String> keys, @Nullable JsonNode old) {
    boolean byKey = node.schema.attributes().listType() == ListType.MAP && !keys.isEmpty();
    return byKey && old instanceof ArrayNode oldItems
        ? ItemIdentity.index(oldItems, keys)
        : Collections.emptyMap();
  }

  private void ask(RuleNode node, JsonNode value, @Nullable JsonNode old, String path) {
    if (budget <= 0) {
      stop(node, path, OUT_OF_BUDGET);
      return;
    }
    // Made once for all rules of the node; what is below is read when a rule looks.
    Object self = node.values.of(value, node.schema);
    Object before = old == null ? null : node.values.of(old, node.schema);
    for (CompiledRule rule : node.rules) {
      boolean asked = !rule.usesOldSelf() || before != null || rule.source().optionalOldSelf();
      if (asked && !stopped) {
        Map<String, Object> variables = variables(rule, self, before);
        Place place = new Place(value, old, value, path);
        if (rule.source().uniqueBy() != null) {
          askUniqueness(node, rule, rule.source().uniqueBy(), variables, place);
        } else if (rule.source().each().isEmpty()) {
          ask(node, rule, variables, place);
        } else {
          askEach(node, rule, variables, place);
        }
      }
    }
  }

  private void askEach(
      RuleNode node, CompiledRule rule, Map<String, Object> variables, Place whole) {
    String each = rule.source().each();
    String path = TreePaths.child(whole.path(), each);
    StructuralSchema schema = node.schema.property(each);
    switch (whole.value().path(each)) {
      case ArrayNode array -> {
        for (int i = 0; i < array.size() && !stopped; i++) {
          variables.put(RuleCompiler.INDEX, (long) i);
          StructuralSchema items = schema == null ? null : schema.items();
          variables.put(RuleCompiler.ITEM, node.values.of(array.get(i), items));
          ask(node, rule, variables, whole.at(array.get(i), TreePaths.item(path, i)));
        }
      }
      case ObjectNode object -> {
        StructuralSchema items = schema == null ? null : schema.additionalProperties();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          if (!stopped) {
            variables.put(RuleCompiler.KEY, entry.getKey());
            variables.put(RuleCompiler.ITEM, node.values.of(entry.getValue(), items));
            ask(node, rule, variables, whole.at(entry.getValue(), keyPath(path, entry)));
          }
        }
      }
      default -> {}
    }
  }

  /** Costs nothing of the budget: it is linear, and no longer than the object. */
  private void askUniqueness(
      RuleNode node,
      CompiledRule rule,
      List<String> fields,
      Map<String, Object> variables,
      Place whole) {
    String path = TreePaths.child(whole.path(), rule.source().each());
    if (whole.isUnchanged()
        || !(whole.value().path(rule.source().each()) instanceof ArrayNode array)) {
      return;
    }
    for (int i : ItemIdentity.repeated(array, fields)) {
      if (!stopped) {
        broken(node, rule, variables, whole.at(array.get(i), TreePaths.item(path, i)));
      }
    }
  }

  private static String keyPath(String path, Map.Entry<String, JsonNode> entry) {
    return TreePaths.key(path, entry.getKey());
  }

  private static Map<String, Object> variables(
      CompiledRule rule, Object self, @Nullable Object before) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put(RuleCompiler.SELF, self);
    if (rule.source().optionalOldSelf()) {
      variables.put(RuleCompiler.OLD_SELF, Optional.ofNullable(before));
    } else if (before != null) {
      variables.put(RuleCompiler.OLD_SELF, before);
    }
    return variables;
  }

  /**
   * The value that is asked about, what it took the place of, and where the error would be.
   *
   * @param at what is there: the value, or an item in it
   */
  private record Place(JsonNode value, @Nullable JsonNode old, JsonNode at, String path) {
    Place at(JsonNode item, String itemPath) {
      return new Place(value, old, item, itemPath);
    }

    boolean isUnchanged() {
      return old != null && TreeEquality.same(value, old);
    }
  }

  private void ask(RuleNode node, CompiledRule rule, Map<String, Object> variables, Place place) {
    Expression condition = Objects.requireNonNull(rule.condition(), "uniqueBy is asked elsewhere");
    Outcome outcome = condition.evaluate(variables);
    if (outcome.cost() > budget) {
      stop(node, place.path(), OUT_OF_BUDGET);
      return;
    }
    budget -= outcome.cost();
    switch (outcome) {
      case Outcome.Value found -> {
        // What was wrong before and was left as it was is not this request's fault (CRD-25).
        boolean tolerated = !rule.usesOldSelf() && place.isUnchanged();
        if (!Boolean.TRUE.equals(found.value()) && !tolerated) {
          broken(node, rule, variables, place);
        }
      }
      case Outcome.Failed _ when !structurallyValid -> {}
      case Outcome.Failed failed -> {
        boolean overload = failed.why().startsWith("no such overload");
        add(
            typeError(
                node,
                place.path(),
                overload
                    ? "'"
                        + failed.why()
                        + "': call arguments did not match a supported operator, function or macro"
                        + " signature for rule: "
                        + rule.name()
                    : failed.why() + " evaluating rule: " + rule.name()));
      }
      case Outcome.OverLimit _ ->
          stop(
              node,
              place.path(),
              "'operation cancelled: actual cost limit exceeded': no further validation rules will"
                  + " be run due to call cost exceeds limit for rule: "
                  + rule.name());
    }
  }

  private void broken(
      RuleNode node, CompiledRule rule, Map<String, Object> variables, Place place) {
    // Kubernetes says no more of many fields of its own than that they must be there.
    boolean wordless =
        node.schema.attributes().builtin()
            && rule.source().reason() == FieldError.Type.REQUIRED
            && rule.source().message().isEmpty();
    String detail = wordless ? "" : rule.defaultMessage();
    if (rule.message() != null) {
      Outcome message = rule.message().evaluate(variables);
      boolean overLimit = message instanceof Outcome.OverLimit;
      if (overLimit || message.cost() > budget) {
        stop(
            node,
            rule.path().shownBelow(place.path()),
            overLimit
                ? "no further validation rules will be run due to call cost exceeds limit for"
                    + " messageExpression: "
                    + FieldError.quote(rule.source().messageExpression())
                : "messageExpression evaluation failed due to running out of cost budget, no"
                    + " further validation rules will be run");
        return;
      }
      budget -= message.cost();
      String text = usable(message);
      detail = text == null ? detail : text;
    }
    add(error(node, rule, variables, place, detail));
  }

  /** CEL-04: one line, not empty, not too long; else the message takes its place. */
  private static @Nullable String usable(Outcome message) {
    if (!(message instanceof Outcome.Value value) || !(value.value() instanceof String text)) {
      return null;
    }
    String trimmed = text.strip();
    boolean usable =
        !trimmed.isEmpty()
            && trimmed.indexOf('\n') < 0
            && trimmed.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_BYTES_MAX;
    return usable ? trimmed : null;
  }

  private static FieldError error(
      RuleNode node, CompiledRule rule, Map<String, Object> variables, Place place, String detail) {
    FieldError.Type type = rule.source().reason();
    String field = rule.path().shownBelow(place.path());
    return switch (type) {
      case FORBIDDEN, REQUIRED, TOO_LONG -> new FieldError(type, field, null, detail);
      case DUPLICATE, NOT_FOUND -> {
        // Custom resources have no say in it, nor have most fields of Kubernetes' own.
        boolean says = node.schema.attributes().builtin() && !rule.source().message().isEmpty();
        yield new FieldError(type, field, shown(node, rule, variables, place), says ? detail : "");
      }
      default -> new FieldError(type, field, shown(node, rule, variables, place), detail);
    };
  }

  /** As JSON. Custom resources show scalars only; built-ins show what is at the field. */
  private static @Nullable String shown(
      RuleNode node, CompiledRule rule, Map<String, Object> variables, Place place) {
    if (rule.shown() != null) {
      return rule.shown().evaluate(variables) instanceof Outcome.Value value
          ? json(value.value())
          : null;
    }
    boolean builtin = node.schema.attributes().builtin();
    JsonNode value = builtin ? rule.path().find(place.at()) : place.at();
    if (value == null) {
      return "null";
    }
    return value.isContainer() && !builtin ? null : JsonTreeWriter.toText(value);
  }

  private static String json(Object value) {
    return switch (value) {
      case String text -> FieldError.quote(text);
      case NullValue _ -> "null";
      default -> value.toString();
    };
  }

  private void stop(RuleNode node, String path, String why) {
    add(typeError(node, path, why));
    stopped = true;
  }

  /** Kubernetes shows the type where a rule has no verdict: {@code Invalid value: "object"}. */
  private static FieldError typeError(RuleNode node, String path, String why) {
    String type = node.schema.type().name().toLowerCase(java.util.Locale.ROOT);
    boolean untyped = type.equals("any") || type.equals("int_or_string");
    return FieldError.invalid(path, untyped ? "" : type, why);
  }

  private void add(FieldError error) {
    errors.add(error);
    stopped |= errors.size() >= ERRORS_MAX;
  }
}
