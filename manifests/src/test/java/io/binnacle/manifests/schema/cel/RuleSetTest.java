package io.binnacle.manifests.schema.cel;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.SchemaDefinitions;
import io.binnacle.manifests.schema.SchemaValidation;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How rules are compiled, when they are asked, and what is said where they do not hold. */
class RuleSetTest {

  /** A schema whose spec has one rule and the given properties. */
  private static RuleSet specRules(String rule, String properties) {
    return RuleSet.compile(
        schema(
            "\"spec\": {\"type\": \"object\", \"x-kubernetes-validations\": ["
                + rule
                + "], \"properties\": {"
                + properties
                + "}}"));
  }

  private static StructuralSchema schema(String properties) {
    String definitions =
        "{\"binnacleSchema\": 1, \"definitions\": {\"test.v1.Thing\": {\"type\": \"object\","
            + " \"properties\": {"
            + properties
            + "}}}}";
    return SchemaDefinitions.load(utf8(definitions)).get("test.v1.Thing");
  }

  private static Manifest thing(String spec) {
    return json(
        "{\"apiVersion\": \"test/v1\", \"kind\": \"Thing\", \"metadata\": {\"name\": \"x\"},"
            + " \"spec\": "
            + spec
            + "}");
  }

  private static List<String> messages(RuleSet rules, Manifest object, Manifest old) {
    assertThat(rules.problems()).isEmpty();
    return rules.check(object, old, List.of()).stream().map(FieldError::message).toList();
  }

  /** CEL-01, CEL-04. */
  @ParameterizedTest(name = "CEL-01 CEL-04 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'rule': 'self.n > 1'} | spec: Invalid value: {'n':1}: failed rule: self.n > 1",
        "{'rule': 'self.n > 1', 'message': 'too few'} | spec: Invalid value: {'n':1}: too few",
        "{'rule': 'self.n > 1', 'message': 'too few', 'fieldPath': '.n'}"
            + " | spec.n: Invalid value: 1: too few",
        "{'rule': 'self.n > 1', 'message': 'no', 'reason': 'FieldValueForbidden'}"
            + " | spec: Forbidden: no",
        "{'rule': 'self.n > 1', 'message': 'no', 'reason': 'FieldValueRequired', 'fieldPath': '.n'}"
            + " | spec.n: Required value: no",
        "{'rule': 'self.n > 1', 'reason': 'FieldValueDuplicate', 'fieldPath': '.n'}"
            + " | spec.n: Duplicate value: 1",
        "{'rule': 'self.n > 1', 'message': 'no', 'messageExpression':"
            + " '\"n is \" + string(self.n)'} | spec: Invalid value: {'n':1}: n is 1",
        "{'rule': 'self.n > 1', 'message': 'no', 'messageExpression': '\" \"'}"
            + " | spec: Invalid value: {'n':1}: no",
        "{'rule': 'self.n > 1', 'message': 'no', 'messageExpression': '\"a\\\\nb\"'}"
            + " | spec: Invalid value: {'n':1}: no",
        "{'rule': 'self.n > 1', 'message': 'no', 'messageExpression': 'self.absent'}"
            + " | spec: Invalid value: {'n':1}: no",
        "{'rule': 'self.n > 1', 'message': 'no', 'x-binnacle-value': 'string(self.n) + \"!\"'}"
            + " | spec: Invalid value: '1!': no",
        "{'rule': 'self.absent > \"\"', 'message': 'no'}"
            + " | spec: Invalid value: 'object': no such key: absent evaluating rule: no",
      })
  void whatIsSaid(String rule, String expected) {
    String text = rule.replace("\"", "\\\"").replace('\'', '"').replace("\\\\\"", "\\\"");
    RuleSet rules =
        specRules(text, "\"n\": {\"type\": \"integer\"}, \"absent\": {\"type\": \"string\"}");
    assertThat(messages(rules, thing("{\"n\": 1}"), null))
        .containsExactly(expected.replace('\'', '"'));
    assertThat(rules.check(thing("{\"n\": 2, \"absent\": \"x\"}"), null, List.of())).isEmpty();
  }

  /** CEL-02. */
  @ParameterizedTest(name = "CEL-02 {0}")
  @CsvSource({
    "foo.bar, foo__dot__bar",
    "foo-bar, foo__dash__bar",
    "foo/bar, foo__slash__bar",
    "foo__bar, foo__underscores__bar",
    "namespace, __namespace__",
    "in, __in__",
    "int, int",
    "_x, _x",
  })
  void namesAreEscaped(String name, String escaped) {
    RuleSet rules =
        specRules(
            "{\"rule\": \"!has(self." + escaped + ") || self." + escaped + " == 'a'\"}",
            "\"" + name + "\": {\"type\": \"string\"}");
    assertThat(messages(rules, thing("{\"" + name + "\": \"a\"}"), null)).isEmpty();
    assertThat(messages(rules, thing("{}"), null)).isEmpty();
    assertThat(messages(rules, thing("{\"" + name + "\": \"b\"}"), null)).hasSize(1);
  }

  @Test
  void cel02NamesThatCannotBeWrittenAndFieldsThatWereOnlyKeptAreNotThere() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"has(self.raw)\"}, {\"rule\": \"self.open.inside == 1\"}",
            "\"raw\": {}, \"open\": {\"type\": \"object\","
                + " \"x-kubernetes-preserve-unknown-fields\": true}, \"a b\": {\"type\":"
                + " \"string\"}");
    assertThat(rules.problems())
        .extracting(FieldError::detail)
        .satisfiesExactly(
            first -> assertThat(first).contains("undefined field 'raw'"),
            second -> assertThat(second).contains("undefined field 'inside'"));
  }

  /** CEL-02: a root has these four whatever its schema says. */
  @Test
  void cel02RulesAtTheRootSeeKindAndName() {
    StructuralSchema schema =
        SchemaDefinitions.load(
                utf8(
                    """
                    {"binnacleSchema": 1, "definitions": {"t.v1.T": {"type": "object",
                      "x-kubernetes-validations": [{"rule":
                        "self.kind == 'Thing' && self.apiVersion == 'test/v1' && self.metadata.name.startsWith('x') && !has(self.metadata.generateName)"}],
                      "properties": {"spec": {"type": "object"}}}}}
                    """))
            .get("t.v1.T");
    assertThat(messages(RuleSet.compile(schema), thing("{}"), null)).isEmpty();
  }

  /** CEL-03. */
  @Test
  void cel03TransitionsAreAskedOnlyWhereThereWasAValue() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"self.n >= oldSelf.n\", \"message\": \"may not shrink\"}",
            "\"n\": {\"type\": \"integer\"}");
    assertThat(messages(rules, thing("{\"n\": 1}"), null)).isEmpty();
    assertThat(messages(rules, thing("{\"n\": 2}"), thing("{\"n\": 1}"))).isEmpty();
    assertThat(messages(rules, thing("{\"n\": 1}"), thing("{\"n\": 2}")))
        .containsExactly("spec: Invalid value: {\"n\":1}: may not shrink");
  }

  /** CEL-03. */
  @Test
  void cel03AnOptionalOldSelfIsAskedOnCreateToo() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"oldSelf.hasValue() ? self.n == oldSelf.value().n : self.n == 1\","
                + " \"optionalOldSelf\": true, \"message\": \"begins with 1 and stays\"}",
            "\"n\": {\"type\": \"integer\"}");
    assertThat(messages(rules, thing("{\"n\": 1}"), null)).isEmpty();
    assertThat(messages(rules, thing("{\"n\": 2}"), null)).hasSize(1);
    assertThat(messages(rules, thing("{\"n\": 2}"), thing("{\"n\": 1}"))).hasSize(1);
    assertThat(messages(rules, thing("{\"n\": 2}"), thing("{\"n\": 2}"))).isEmpty();
  }

  private static final String PORTS =
      """
      "spec": {"type": "object", "properties": {"ports": {"type": "array",
        "x-kubernetes-list-type": "LIST", "x-kubernetes-list-map-keys": ["name"],
        "items": {"type": "object", "x-kubernetes-validations": [
          {"rule": "self.port == oldSelf.port", "message": "stays"}],
          "properties": {"name": {"type": "string"}, "port": {"type": "integer"}}}}}}
      """;

  /** CEL-03. */
  @Test
  void cel03ItemsOfListMapsAreMatchedByKey() {
    RuleSet rules = RuleSet.compile(schema(PORTS.replace("LIST", "map")));
    Manifest old = thing("{\"ports\": [{\"name\": \"a\", \"port\": 1}, {\"name\": \"b\"}]}");
    Manifest moved =
        thing("{\"ports\": [{\"name\": \"c\", \"port\": 9}, {\"name\": \"a\", \"port\": 2}]}");
    assertThat(messages(rules, moved, old))
        .containsExactly("spec.ports[1]: Invalid value: {\"name\":\"a\",\"port\":2}: stays");
  }

  /** CEL-03. */
  @Test
  void cel03ItemsOfAtomicListsHaveNoHistory() {
    RuleSet rules = RuleSet.compile(schema(PORTS.replace("LIST", "atomic")));
    assertThat(rules.problems())
        .extracting(FieldError::message)
        .containsExactly(
            "properties[spec].properties[ports].items.x-kubernetes-validations[0].rule: Invalid"
                + " value: \"self.port == oldSelf.port\": oldSelf cannot be used on the"
                + " uncorrelatable portion of the schema within"
                + " properties[spec].properties[ports].items");
  }

  /** CEL-05. */
  @ParameterizedTest(name = "CEL-05 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'rule': 'self.x > 1'} | compilation failed: ERROR: <input>:1:5: undefined field 'x'",
        "{'rule': 'self.n >'} | compilation failed: ERROR: <input>:1:9",
        "{'rule': 'self.n + 1'} | cel expression must evaluate to a bool",
        "{'rule': 'true', 'messageExpression': 'self.n'} | messageExpression must evaluate to a"
            + " string",
        "{'rule': 'true', 'messageExpression': 'self.x'}"
            + " | messageExpression compilation failed: ERROR: <input>:1:5: undefined field 'x'",
        "{'rule': 'true', 'fieldPath': '.x'} | fieldPath must be a valid path: does not refer to a"
            + " valid field",
        "{'rule': 'true', 'fieldPath': 'n'} | fieldPath must be a valid path: expected [ or . but"
            + " got: n",
      })
  void whatDoesNotCompileIsAProblemOfTheSchema(String rule, String expected) {
    RuleSet rules = specRules(rule.replace('\'', '"'), "\"n\": {\"type\": \"integer\"}");
    assertThat(rules.problems()).hasSize(1);
    assertThat(rules.problems().getFirst().detail()).startsWith(expected);
    assertThat(rules.problems().getFirst().field())
        .startsWith("properties[spec].x-kubernetes-validations[0].");
  }

  /** CEL-07. */
  @Test
  void cel07ACallThatCostsTooMuchEndsTheValidation() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"self.l.all(a, self.l.all(b, self.l.all(c, a + b + c >= 0)))\","
                + " \"message\": \"cubic\"}, {\"rule\": \"false\", \"message\": \"never asked\"}",
            "\"l\": {\"type\": \"array\", \"items\": {\"type\": \"integer\"}}");
    String many = "0" + ",0".repeat(199);
    assertThat(messages(rules, thing("{\"l\": [" + many + "]}"), null))
        .containsExactly(
            "spec: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded':"
                + " no further validation rules will be run due to call cost exceeds limit for"
                + " rule: cubic");
  }

  /** CEL-07: an || that takes errors of its sides for what they are must not swallow the stop. */
  @Test
  void cel07TheLimitIsNotSwallowedByAnOr() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"self.l.all(a, self.l.all(b, self.l.all(c, a + b + c >= 0))) || true\","
                + " \"message\": \"cubic\"}",
            "\"l\": {\"type\": \"array\", \"items\": {\"type\": \"integer\"}}");
    String many = "0" + ",0".repeat(199);
    assertThat(messages(rules, thing("{\"l\": [" + many + "]}"), null))
        .singleElement()
        .asString()
        .contains("call cost exceeds limit");
  }

  /** CEL-07. */
  @Test
  void cel07AllRulesOfAnObjectShareABudget() {
    RuleSet rules =
        RuleSet.compile(
            schema(
                """
                "spec": {"type": "object", "properties": {"l": {"type": "array", "items": {
                  "type": "array", "items": {"type": "integer"}, "x-kubernetes-validations": [
                    {"rule": "self.all(a, self.all(b, a + b >= 0))", "message": "square"}]}}}}
                """));
    String row = "[0" + ",0".repeat(249) + "]";
    List<String> found =
        messages(rules, thing("{\"l\": [" + row + ("," + row).repeat(49) + "]}"), null);
    assertThat(found)
        .singleElement()
        .asString()
        .matches(
            "spec\\.l\\[[0-9]+\\]: Invalid value: \"array\": validation failed due to running out"
                + " of cost budget, no further validation rules will be run");
  }

  /** CEL-10. */
  @ParameterizedTest(name = "CEL-10 {0}")
  @ValueSource(
      strings = {
        "self.s == self.t",
        "self.s + self.t == ['a', 'b']",
        "self.t + ['c'] == ['b', 'a', 'c']",
        "self.s[0] == 'a'",
        "self.m == oldSelf.m",
        "self == oldSelf || self.s != oldSelf.s",
        "(self.m + oldSelf.m.filter(x, x.k == 'y').map(x, x)).map(x, x.v) == [1, 2]",
        "!(self.m.map(x, x.v) == oldSelf.m.map(x, x.v))",
      })
  void orderOfSetsAndListMapsDoesNotCount(String rule) {
    String item =
        "{\"type\": \"object\", \"properties\": {\"k\": {\"type\": \"string\"}, \"v\": {\"type\":"
            + " \"integer\"}}}";
    String list =
        "{\"type\": \"array\", \"x-kubernetes-list-type\": \"%s\", \"x-kubernetes-list-map-keys\":"
            + " [%s], \"items\": %s}";
    String set = list.formatted("set", "", "{\"type\": \"string\"}");
    String map = list.formatted("map", "\"k\"", item);
    RuleSet rules =
        specRules(
            "{\"rule\": \"" + rule + "\"}",
            "\"s\": %s, \"t\": %s, \"m\": %s".formatted(set, set, map));
    Manifest object =
        thing(
            """
            {"s": ["a", "b"], "t": ["b", "a"], "m": [{"k": "x", "v": 1}, {"k": "y", "v": 2}]}
            """);
    Manifest old =
        thing("{\"s\": [\"b\"], \"m\": [{\"k\": \"y\", \"v\": 2}, {\"k\": \"x\", \"v\": 1}]}");
    assertThat(messages(rules, object, old)).isEmpty();
  }

  @Test
  void valuesOfMapsAndScalarsAreAskedWhereTheyAre() {
    RuleSet rules =
        RuleSet.compile(
            schema(
                """
                "spec": {"type": "object", "properties": {"data": {"type": "object",
                  "additionalProperties": {"type": "string", "x-kubernetes-validations": [
                    {"rule": "self != 'bad'", "message": "is bad"}]}}}}
                """));
    assertThat(messages(rules, thing("{\"data\": {\"a\": \"bad\", \"b\": \"good\"}}"), null))
        .containsExactly("spec.data[a]: Invalid value: \"bad\": is bad");
  }

  /** CRD-25: whoever changes something else is not stopped by what was there before. */
  @Test
  void anUnchangedValueIsTolerated() {
    RuleSet rules = specRules("{\"rule\": \"self.n > 1\"}", "\"n\": {\"type\": \"integer\"}");
    assertThat(messages(rules, thing("{\"n\": 1}"), thing("{\"n\": 1}"))).isEmpty();
    assertThat(messages(rules, thing("{\"n\": 0}"), thing("{\"n\": 1}"))).hasSize(1);
  }

  @Test
  void aSchemaThatLeadsBackToItselfIsCompiledOnce() {
    StructuralSchema schema =
        SchemaDefinitions.load(
                utf8(
                    """
                    {"binnacleSchema": 1, "definitions": {
                      "t.v1.T": {"type": "object", "properties": {"spec": {"$ref": "t.v1.Node"}}},
                      "t.v1.Node": {"type": "object", "x-kubernetes-validations": [
                          {"rule": "!has(self.next) || self.next.n > self.n", "message": "grows"}],
                        "properties": {"n": {"type": "integer"}, "next": {"$ref": "t.v1.Node"}}}}}
                    """))
            .get("t.v1.T");
    RuleSet rules = RuleSet.compile(schema);
    assertThat(
            messages(rules, thing("{\"n\": 1, \"next\": {\"n\": 2, \"next\": {\"n\": 0}}}"), null))
        .containsExactly("spec.next: Invalid value: {\"n\":2,\"next\":{\"n\":0}}: grows");
  }

  @Test
  void aSchemaWithoutRulesAsksNothing() {
    RuleSet rules = RuleSet.compile(schema("\"spec\": {\"type\": \"object\"}"));
    assertThat(rules.isEmpty()).isTrue();
    assertThat(rules.check(thing("{}"), null, List.of())).isEmpty();
  }

  /** CEL-08: what the schema itself found decides whether rules are asked. */
  @ParameterizedTest(name = "CEL-08 {0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "custom | {} | <nil>: Invalid value: null: some validation rules were not checked because"
            + " the object was invalid; correct the existing errors to complete validation",
        "custom | {'n': 1, 'm': 2} | spec: Invalid value: n is less",
        "builtin | {'n': 1} | ",
        "builtin | {'n': 'x', 'm': 0} | ",
        "builtin | {'n': 1, 'm': 2} | spec: Invalid value: {'n':1,'m':2}: n is less",
      })
  void rulesAreNotAskedOfWhatIsBroken(String origin, String spec, String expected) {
    byte[] definitions =
        utf8(
            """
            {"binnacleSchema": 1, "definitions": {"t.v1.T": {"type": "object", "properties": {
              "spec": {"type": "object", "required": ["m"], "x-kubernetes-validations": [
                {"rule": "self.n >= self.m", "message": "n is less"}],
                "properties": {"n": {"type": "integer"}, "m": {"type": "integer"}}}}}}}
            """);
    SchemaDefinitions loaded =
        origin.equals("custom")
            ? SchemaDefinitions.loadCustom(definitions)
            : SchemaDefinitions.load(definitions);
    StructuralSchema schema = loaded.get("t.v1.T");
    Manifest object = thing(spec.replace('\'', '"'));
    List<FieldError> found =
        RuleSet.compile(schema).check(object, null, SchemaValidation.validate(schema, object));
    String message = found.isEmpty() ? null : found.getFirst().message().replace('"', '\'');
    assertThat(message).isEqualTo(expected);
  }

  /** CEL-04: a scalar is shown, what has something in it is not. */
  @Test
  void cel04CustomResourcesShowTheValuesOfScalars() {
    StructuralSchema schema =
        SchemaDefinitions.loadCustom(
                utf8(
                    """
                    {"binnacleSchema": 1, "definitions": {"t.v1.T": {"type": "object",
                      "properties": {"spec": {"type": "object",
                        "x-kubernetes-validations": [{"rule": "self.n > 1", "fieldPath": ".n"}],
                        "properties": {"n": {"type": "integer",
                          "x-kubernetes-validations": [{"rule": "self > 1"}]}}}}}}}
                    """))
            .get("t.v1.T");
    assertThat(messages(RuleSet.compile(schema), thing("{\"n\": 1}"), null))
        .containsExactly(
            "spec.n: Invalid value: failed rule: self.n > 1",
            "spec.n: Invalid value: 1: failed rule: self > 1");
  }

  /** What only our own definition files say: errors at items, found from above them. */
  @Test
  void aRuleOfABuiltinMayBeAskedForEachItem() {
    RuleSet rules =
        specRules(
            "{\"rule\": \"cidr(self.cidr).containsCIDR(item)\", \"x-binnacle-each\": \"except\","
                + " \"message\": \"outside\"}, {\"rule\": \"self.ports.slice(0, index).all(p,"
                + " p.name != item.name)\", \"x-binnacle-each\": \"ports\", \"reason\":"
                + " \"FieldValueDuplicate\", \"fieldPath\": \".name\"}, {\"rule\": \"key != item\","
                + " \"x-binnacle-each\": \"labels\", \"messageExpression\": \"key + ' is its own"
                + " value'\"}",
            """
            "cidr": {"type": "string"},
            "except": {"type": "array", "items": {"type": "string"}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "ports": {"type": "array", "items": {"type": "object", "properties": {
              "name": {"type": "string"}}}}
            """);
    Manifest object =
        thing(
            """
            {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "11.0.0.0/16"],
             "labels": {"a": "b", "c": "c"}, "ports": [{"name": "x"}, {"name": "y"}, {"name": "x"}]}
            """);
    assertThat(messages(rules, object, null))
        .containsExactly(
            "spec.except[1]: Invalid value: \"11.0.0.0/16\": outside",
            "spec.ports[2].name: Duplicate value: \"x\"",
            "spec.labels[c]: Invalid value: \"c\": c is its own value");
    assertThat(messages(rules, object, object)).isEmpty();
    assertThat(specRules("{\"rule\": \"true\", \"x-binnacle-each\": \"no\"}", "").problems())
        .extracting(FieldError::detail)
        .containsExactly("does not refer to a valid field");
  }

  /** Each item that is the same as one before it, whatever the form of its numbers. */
  @Test
  void aRuleOfABuiltinMayWantUniqueItems() {
    RuleSet rules =
        specRules(
            "{\"x-binnacle-uniqueBy\": [\"name\", \"port\"], \"x-binnacle-each\": \"ports\","
                + " \"reason\": \"FieldValueDuplicate\", \"fieldPath\": \".name\"},"
                + " {\"x-binnacle-uniqueBy\": [], \"x-binnacle-each\": \"words\","
                + " \"reason\": \"FieldValueDuplicate\"}",
            """
            "words": {"type": "array", "items": {"type": "string"}},
            "ports": {"type": "array", "items": {"type": "object", "properties": {
              "name": {"type": "string"}, "port": {"type": "number"}}}}
            """);
    Manifest object =
        thing(
            """
            {"words": ["a", "b", "a", "a"], "ports": [{"name": "x", "port": 1}, {"name": "x"},
             {"name": "x", "port": 2}, {"name": "x", "port": 1.0}, {"name": "x", "port": null}]}
            """);
    assertThat(messages(rules, object, null))
        .containsExactly(
            "spec.ports[3].name: Duplicate value: \"x\"",
            "spec.ports[4].name: Duplicate value: \"x\"",
            "spec.words[2]: Duplicate value: \"a\"",
            "spec.words[3]: Duplicate value: \"a\"");
    assertThat(messages(rules, object, object)).isEmpty();
  }

  @Test
  void uniqueItemsNeedAListWithSuchFields() {
    String words = "\"words\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}}";
    String unique = "{\"x-binnacle-each\": \"words\", \"x-binnacle-uniqueBy\": [\"name\"]}";
    assertThat(specRules(unique, words).problems())
        .extracting(FieldError::detail)
        .containsExactly("does not refer to valid fields of a list's items");
    assertThatThrownBy(() -> specRules("{\"x-binnacle-uniqueBy\": []}", words))
        .hasMessageContaining("uniqueBy of a rule must be a list of fields");
    assertThatThrownBy(() -> specRules(unique.replace("{", "{\"rule\": \"true\", "), words))
        .hasMessageContaining("a rule needs a rule");
  }

  @Test
  void rulesOfAReferenceAreAddedToThoseOfItsDefinition() {
    StructuralSchema schema =
        SchemaDefinitions.load(
                utf8(
                    """
                    {"binnacleSchema": 1, "definitions": {
                      "t.v1.T": {"type": "object", "properties": {"spec": {"$ref": "t.v1.Spec",
                        "x-kubernetes-validations": [{"rule": "self.n < 3", "message": "field"}]}}},
                      "t.v1.Spec": {"type": "object",
                        "x-kubernetes-validations": [{"rule": "self.n < 2", "message": "kind"}],
                        "properties": {"n": {"type": "integer"}}}}}
                    """))
            .get("t.v1.T");
    assertThat(messages(RuleSet.compile(schema), thing("{\"n\": 5}"), null))
        .containsExactly(
            "spec: Invalid value: {\"n\":5}: kind", "spec: Invalid value: {\"n\":5}: field");
  }

  @Test
  void wordsOfRulesThatAreNotKnownAreRefused() {
    assertThatThrownBy(() -> specRules("{\"rule\": \"true\", \"mesage\": \"x\"}", ""))
        .hasMessageContaining("the word mesage of a rule is not known");
    assertThatThrownBy(() -> specRules("{\"rule\": \"true\", \"reason\": \"Wrong\"}", ""))
        .hasMessageContaining("the reason Wrong of a rule is not known");
    String ours =
        """
        {"binnacleSchema": 1, "definitions": {"t.v1.T": {"type": "object",
          "x-kubernetes-validations": [{"rule": "true", "x-binnacle-each": "x"}]}}}
        """;
    assertThatThrownBy(() -> SchemaDefinitions.loadCustom(utf8(ours)))
        .hasMessageContaining("the word x-binnacle-each of a rule is not known");
    assertThatThrownBy(() -> specRules("{\"message\": \"x\"}", ""))
        .hasMessageContaining("a rule needs a rule");
  }
}
