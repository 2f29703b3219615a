package io.binnacle.manifests.schema.cel;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.SchemaDefinitions;
import io.binnacle.manifests.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CEL-09, CEL-12: each function of Kubernetes' environment, as rules over one object. */
class ExpressionTableTest {
  private static final Manifest OBJECT =
      json(
          """
          {"apiVersion": "test/v1", "kind": "Thing", "metadata": {"name": "x"}, "spec": {
            "replicas": 3, "share": 0.5, "image": "nginx", "port": 80, "amount": "2Gi",
            "at": "2026-11-29T10:00:00Z", "day": "2026-11-29", "wait": "1m30s", "bytes": "aGk=",
            "labels": {"app": "web"},
            "ports": [{"name": "http", "port": 80}, {"name": "https", "port": 443}]}}
          """);

  private static Stream<Arguments> rows() throws IOException {
    try (InputStream table = ExpressionTableTest.class.getResourceAsStream("functions.txt")) {
      List<String> lines =
          new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+=> ", 2))
          .map(parts -> Arguments.of(parts[0].strip(), parts[1].strip()));
    }
  }

  @ParameterizedTest(name = "CEL-09 {0}")
  @MethodSource("rows")
  void functionsYieldWhatKubernetesSays(String expression, String expected) {
    RuleSet rules = RuleSet.compile(schemaWith(expression));
    assertThat(rules.problems()).as(expression).isEmpty();
    List<FieldError> errors = rules.check(OBJECT, null, List.of());
    String found = errors.isEmpty() ? "true" : detail(errors.getFirst());
    assertThat(found).as(expression).isEqualTo(expected);
  }

  private static String detail(FieldError error) {
    return error.detail().equals("R")
        ? "false"
        : error
            .detail()
            .replace(" evaluating rule: R", "")
            .replaceFirst("^'(.*)': call arguments did not match.*", "$1");
  }

  private static io.binnacle.manifests.schema.StructuralSchema schemaWith(String rule) {
    return SchemaDefinitions.load(
            utf8(
                """
                {"binnacleSchema": 1, "definitions": {"test.v1.Thing": {"type": "object",
                  "properties": {"spec": {"type": "object",
                    "x-kubernetes-validations": [{"message": "R", "rule": RULE}],
                    "properties": {
                      "replicas": {"type": "integer"}, "share": {"type": "number"},
                      "image": {"type": "string"}, "absent": {"type": "string"},
                      "port": {"x-kubernetes-int-or-string": true},
                      "amount": {"type": "string", "format": "quantity"},
                      "at": {"type": "string", "format": "date-time"},
                      "day": {"type": "string", "format": "date"},
                      "wait": {"type": "string", "format": "duration"},
                      "bytes": {"type": "string", "format": "byte"},
                      "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                      "ports": {"type": "array", "items": {"type": "object", "properties": {
                        "name": {"type": "string"}, "port": {"type": "integer"}}}}}}}}}}
                """
                    .replace("RULE", FieldError.quote(rule))))
        .get("test.v1.Thing");
  }
}
