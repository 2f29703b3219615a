package io.binnacle.manifests.schema;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.text;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads the structural schema, on a small one of our own. */
class SchemaTest {
  private static final SchemaDefinitions DEFINITIONS =
      SchemaDefinitions.load(
          utf8(
              """
              {"binnacleSchema": 1, "definitions": {
                "test.v1.Thing": {"type": "object", "required": ["spec"], "properties": {
                  "apiVersion": {"type": "string"}, "kind": {"type": "string"},
                  "metadata": {"type": "object", "properties": {
                    "name": {"type": "string"},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "creationTimestamp": {"type": "string", "format": "date-time"}}},
                  "spec": {"$ref": "test.v1.ThingSpec", "description": "what is wanted"}}},
                "test.v1.ThingSpec": {"type": "object", "required": ["image"], "properties": {
                  "image": {"type": "string", "maxLength": 10, "pattern": "^[a-z]+$"},
                  "replicas": {"type": "integer", "format": "int32", "default": 1, "minimum": 0, "maximum": 5},
                  "policy": {"type": "string", "enum": ["Always", "Never"], "default": "Always"},
                  "big": {"type": "integer", "format": "int64"},
                  "share": {"type": "number"},
                  "flag": {"type": "boolean"},
                  "data": {"type": "string", "format": "byte"},
                  "port": {"x-kubernetes-int-or-string": true},
                  "limits": {"type": "object", "additionalProperties": {"type": "string", "format": "quantity"}},
                  "args": {"type": "array", "items": {"type": "string"}},
                  "kept": {"type": "array", "items": {"type": "string"}, "x-binnacle-keep-empty": true},
                  "source": {"type": "object", "properties": {"a": {"type": "string", "default": "x"}}},
                  "raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                  "any": {},
                  "maybe": {"type": "string", "nullable": true},
                  "at": {"type": "string", "format": "micro-time"},
                  "children": {"type": "array", "items": {"$ref": "test.v1.ThingSpec"}, "maxItems": 3},
                  "ports": {"type": "array", "x-kubernetes-list-type": "map", "x-binnacle-unique": true,
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {"type": "object", "properties": {"name": {"type": "string"},
                      "port": {"type": "integer", "format": "int32"}}}},
                  "tags": {"type": "array", "x-kubernetes-list-type": "set", "x-binnacle-unique": true,
                    "items": {"type": "string"}}}}}}
              """));
  private static final StructuralSchema THING = DEFINITIONS.get("test.v1.Thing");

  @Test
  void definitionsReferToEachOtherAndToThemselves() {
    StructuralSchema spec = THING.at("spec");
    assertThat(spec.description()).isEqualTo("what is wanted");
    assertThat(spec.attributes().typeName()).isEqualTo("v1.ThingSpec");
    assertThat(THING.at("spec", "children", "children", "replicas").format()).isEqualTo("int32");
    assertThat(THING.at("metadata", "labels", "any").type()).isEqualTo(SchemaType.STRING);
    assertThat(THING.at("spec", "nothing")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"binnacleSchema\":2,\"definitions\":{}}",
        "{\"binnacleSchema\":1}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":5}}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":{\"typo\":5}}}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":{\"type\":\"text\"}}}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":{\"items\":{\"$ref\":\"b\"}}}}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":{\"pattern\":\"(\"}}}",
        "{\"binnacleSchema\":1,\"definitions\":{\"a\":{\"required\":\"x\"}}}",
        "not json"
      })
  void aResourceWithAMistakeIsRefused(String resource) {
    assertThatThrownBy(() -> SchemaDefinitions.load(utf8(resource)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** CRUD-03, CRUD-04, CRD-15. */
  @Test
  void unknownFieldsAreDroppedAndNamed() {
    Manifest manifest =
        json(
            """
            {"kind": "Thing", "odd": 1, "metadata": {"name": "x", "labels": {"free": "y"}, "Name": 1},
             "spec": {"imge": "x", "children": [{}, {"foo": {"bar": 1}}], "raw": {"a": {"b": 1}},
                      "any": {"c": [{"d": 1}]}, "source": {"b": 1}}}
            """);
    Pruned pruned = Pruning.prune(THING, manifest);
    assertThat(pruned.unknownFieldPaths())
        .containsExactly(
            "odd", "metadata.Name", "spec.imge", "spec.children[1].foo", "spec.source.b");
    assertThat(text(pruned.manifest()))
        .isEqualTo(
            "{\"kind\":\"Thing\",\"metadata\":{\"name\":\"x\",\"labels\":{\"free\":\"y\"}},"
                + "\"spec\":{\"children\":[{},{}],\"raw\":{\"a\":{\"b\":1}},\"any\":{\"c\":[{\"d\":1}]},"
                + "\"source\":{}}}");
    assertThat(manifest.has("odd")).isTrue();
    assertThat(Pruning.prune(THING, pruned.manifest()).unknownFieldPaths()).isEmpty();
  }

  /** DEF-01 to DEF-03, CRD-21. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{} | {\"replicas\":1,\"policy\":\"Always\"}",
        "{\"replicas\":0,\"policy\":\"\"} | {\"replicas\":0,\"policy\":\"Always\"}",
        "{\"replicas\":null,\"policy\":\"Never\"} | {\"policy\":\"Never\",\"replicas\":1}",
        "{\"replicas\":2,\"policy\":\"Never\",\"args\":[],\"limits\":{},\"kept\":[],\"source\":{}}"
            + " | {\"replicas\":2,\"policy\":\"Never\",\"kept\":[],\"source\":{\"a\":\"x\"}}",
        "{\"replicas\":2,\"policy\":\"Never\",\"image\":null,\"maybe\":null,\"any\":null}"
            + " | {\"replicas\":2,\"policy\":\"Never\",\"maybe\":null,\"any\":null}",
        "{\"replicas\":2,\"policy\":\"Never\",\"limits\":{\"cpu\":0.5,\"memory\":\"1024Mi\",\"n\":null}}"
            + " | {\"replicas\":2,\"policy\":\"Never\",\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\",\"n\":\"0\"}}",
        "{\"replicas\":2,\"policy\":\"Never\",\"args\":[null,\"a\"]}"
            + " | {\"replicas\":2,\"policy\":\"Never\",\"args\":[\"\",\"a\"]}",
        "{\"replicas\":2,\"policy\":\"Never\",\"children\":[{\"replicas\":3}]} |"
            + " {\"replicas\":2,\"policy\":\"Never\",\"children\":[{\"replicas\":3,\"policy\":\"Always\"}]}",
        "{\"replicas\":2,\"policy\":\"Never\",\"at\":\"2026-11-24T15:00:00.5+01:00\"}"
            + " | {\"replicas\":2,\"policy\":\"Never\",\"at\":\"2026-11-24T14:00:00.500000Z\"}",
      })
  void defaultsAreFilledInAndValuesGetTheirForm(String spec, String expected) {
    Manifest given = json("{\"spec\":" + spec + "}");
    String before = text(given);
    Manifest defaulted = Defaulting.apply(THING, given);
    assertThat(text(defaulted)).isEqualTo("{\"spec\":" + expected + "}");
    assertThat(text(given)).isEqualTo(before);
    assertThat(text(Defaulting.apply(THING, defaulted))).isEqualTo(text(defaulted));
  }

  /** Nested defaults only where the parent is. */
  @Test
  void aMissingParentGetsNoDefaults() {
    assertThat(text(Defaulting.apply(THING, json("{\"metadata\":{\"creationTimestamp\":null}}"))))
        .isEqualTo("{\"metadata\":{}}");
  }

  /** CRUD-05: in the words of Go's decoder. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"replicas\":\"3\"} | json: cannot unmarshal string into Go struct field"
            + " ThingSpec.spec.replicas of type int32",
        "{\"replicas\":1.5} | json: cannot unmarshal number 1.5 into Go struct field"
            + " ThingSpec.spec.replicas of type int32",
        "{\"replicas\":2147483648} | json: cannot unmarshal number 2147483648 into Go struct field"
            + " ThingSpec.spec.replicas of type int32",
        "{\"big\":9223372036854775808} | json: cannot unmarshal number 9223372036854775808 into Go"
            + " struct field ThingSpec.spec.big of type int64",
        "{\"image\":5} | json: cannot unmarshal number 5 into Go struct field ThingSpec.spec.image"
            + " of type string",
        "{\"flag\":\"yes\"} | json: cannot unmarshal string into Go struct field"
            + " ThingSpec.spec.flag of type bool",
        "{\"share\":\"1\"} | json: cannot unmarshal string into Go struct field"
            + " ThingSpec.spec.share of type float64",
        "{\"args\":\"a\"} | json: cannot unmarshal string into Go struct field ThingSpec.spec.args"
            + " of type []string",
        "{\"children\":{}} | json: cannot unmarshal object into Go struct field"
            + " ThingSpec.spec.children of type []v1.ThingSpec",
        "{\"children\":[{\"image\":true}]} | json: cannot unmarshal bool into Go struct field"
            + " ThingSpec.spec.children.image of type string",
        "{\"limits\":[]} | json: cannot unmarshal array into Go struct field ThingSpec.spec.limits"
            + " of type map[string]string",
        "{\"limits\":{\"cpu\":\"much\"}} | quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{\"limits\":{\"cpu\":true}} | quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{\"port\":true} | json: cannot unmarshal bool into Go value of type int32",
        "{\"data\":\"a?==\"} | illegal base64 data at input byte 1",
        "{\"data\":\"abc\"} | illegal base64 data at input byte 3",
        "{\"at\":\"now\"} | parsing time \"now\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot"
            + " parse \"now\"",
      })
  void wrongTypesAreFound(String spec, String message) {
    assertThat(TypeCheck.check(THING, json("{\"spec\":" + spec + "}"))).containsExactly(message);
  }

  @Test
  void rightTypesAndNullsPass() {
    String spec =
        "{\"replicas\":null,\"image\":\"x\",\"big\":9223372036854775807,\"limits\":{\"cpu\":1,\"m\":\"1Gi\"},\"port\":\"http\",\"data\":\"YWJj\\n"
            + "ZA==\",\"any\":[1,\"x\"],\"raw\":{\"x\":1},\"share\":1,"
            + "\"children\":[{\"port\":80}],\"args\":null}";
    assertThat(TypeCheck.check(THING, json("{\"spec\":" + spec + "}"))).isEmpty();
    assertThat(TypeCheck.check(THING, json("{\"spec\":5}")))
        .containsExactly(
            "json: cannot unmarshal number 5 into Go struct field Thing.spec of type v1.ThingSpec");
  }

  /** DEF-01: resources are counted in thousandths at the finest; other amounts are not. */
  @Test
  void amountsOfResourcesAreRoundedUpToMilli() {
    Manifest object =
        json(
            """
            {"spec": {"image": "a", "limits": {"cpu": "0.0001", "memory": "1024Mi", "x": "1.5001"}}}
            """);
    assertThat(text(Defaulting.apply(THING, object)))
        .contains("\"limits\":{\"cpu\":\"1m\",\"memory\":\"1Gi\",\"x\":\"1501m\"}");
  }

  /** CRD-23, VAL-01: all errors at once. */
  @Test
  void valuesAreValidated() {
    String spec =
        """
        {"image": "Too-Long-Image", "replicas": 7, "policy": "Sometimes", "children":
          [{"image": ""}, {"image": "a"}, {"image": "b"}],
         "ports": [{"name": "a"}, {"name": "b"}, {"name": "a"}], "tags": ["x", "x"]}
        """;
    assertThat(messages("{\"spec\":" + spec + "}"))
        .containsExactly(
            "spec.image: Too long: may not be more than 10 bytes",
            "spec.image: Invalid value: \"Too-Long-Image\": spec.image in body should match"
                + " '^[a-z]+$'",
            "spec.replicas: Invalid value: 7: must be between 0 and 5, inclusive",
            "spec.policy: Unsupported value: \"Sometimes\": supported values: \"Always\","
                + " \"Never\"",
            "spec.children[0].image: Required value",
            "spec.ports[2].name: Duplicate value: \"a\"",
            "spec.tags[1]: Duplicate value: \"x\"");
    assertThat(messages("{}")).containsExactly("spec: Required value");
    assertThat(messages("{\"spec\":{\"image\":\"a\",\"replicas\":\"x\"}}"))
        .containsExactly(
            "spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type"
                + " integer: \"string\"");
    assertThat(messages("{\"spec\":{\"image\":\"a\",\"children\":[{},{},{},{}]}}"))
        .containsExactly("spec.children: Too many: 4: must have at most 3 items");
    assertThat(messages("{\"spec\":{\"image\":\"a\",\"policy\":\"\"}}")).isEmpty();
  }

  private static List<String> messages(String object) {
    return SchemaValidation.validate(THING, json(object)).stream()
        .map(FieldError::message)
        .toList();
  }
}
