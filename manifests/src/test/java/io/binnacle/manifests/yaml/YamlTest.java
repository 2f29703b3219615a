package io.binnacle.manifests.yaml;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.text;
import static io.binnacle.manifests.Documents.utf8;
import static io.binnacle.manifests.Documents.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML as Kubernetes reads and writes it (NEG-17). */
class YamlTest {
  /** What the YAML 1.1 library behind Kubernetes makes of plain scalars. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "yes | true",
        "Off | false",
        "y | true",
        "N | false",
        "True | true",
        "~ | null",
        "Null | null",
        "0644 | 420",
        "0o644 | 420",
        "0x1F | 31",
        "0b101 | 5",
        "1_000 | 1000",
        "-12 | -12",
        "+12 | 12",
        "123456789012345678901 | 123456789012345678901",
        "1.5 | 1.5",
        ".5 | 0.5",
        "1e3 | 1000",
        "30.0 | 30",
        "-2.50e1 | -25",
        "-0.0 | 0",
        "089 | 89",
        "1.2.3 | \"1.2.3\"",
        "2026-11-24 | \"2026-11-24\"",
        "12:30 | \"12:30\"",
        "0x | \"0x\"",
        "0xZZ | \"0xZZ\"",
        "100m | \"100m\"",
        "-a | \"-a\"",
        "'yes' | \"yes\"",
        "\"1\" | \"1\"",
        "!!str 1 | \"1\"",
        "!!int 7 | 7",
        "! 7 | \"7\"",
        "!!binary aGVsbG8= | \"hello\"",
        "yEs | \"yEs\""
      })
  void plainScalarsMeanWhatTheyMeanInKubernetes(String scalar, String expected) {
    assertThat(text(yaml("v: " + scalar))).isEqualTo("{\"v\":" + expected + "}");
  }

  /** Such a one fits where an integer must stand. */
  @Test
  void aFloatWithoutAFractionIsAnInteger() {
    assertThat(yaml("v: 30.0")).isEqualTo(yaml("v: 30"));
    assertThat(yaml("v: 30.0").integer("v")).isEqualTo(30);
    assertThat(yaml("v: 30.5").integer("v")).isNull();
    assertThat(yaml("v: 1e21").integer("v")).isNull();
  }

  @Test
  void keysBecomeTexts() {
    assertThat(text(yaml("1: a\nyes: b\n1.5: c\n\"q\": d")))
        .isEqualTo("{\"1\":\"a\",\"1.5\":\"c\",\"q\":\"d\",\"true\":\"b\"}");
  }

  @Test
  void anchorsAliasesAndMergesAreResolved() {
    Manifest manifest =
        yaml(
            """
            base: &base {image: x, tag: one}
            list: [*base, *base]
            merged: {<<: *base, tag: two}
            several:
              <<: [{a: 1}, {a: 2, b: 3}]
            """);
    assertThat(text(manifest))
        .isEqualTo(
            "{\"base\":{\"image\":\"x\",\"tag\":\"one\"},"
                + "\"list\":[{\"image\":\"x\",\"tag\":\"one\"},{\"image\":\"x\",\"tag\":\"one\"}],"
                + "\"merged\":{\"tag\":\"two\",\"image\":\"x\"},"
                + "\"several\":{\"a\":1,\"b\":3}}");
  }

  @Test
  void jsonIsYaml() {
    String document = "{\"a\": [1, \"x\\u00e9\", {\"b\": null}], \"c\": {}}";
    assertThat(yaml(document)).isEqualTo(json(document));
  }

  @Test
  void duplicatesAreReportedAndTheLastWins() {
    Manifest manifest = yaml("spec:\n  a: 1\n  a: 2\n");
    assertThat(manifest.integer("spec", "a")).isEqualTo(2);
    assertThat(manifest.duplicateFields()).containsExactly("spec.a");
  }

  @Test
  void anEmptyDocumentMayFollow() {
    assertThat(yaml("---\na: 1\n---\n").integer("a")).isEqualTo(1);
    assertThat(yaml("a: 1\n...\n").integer("a")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "---",
        "null",
        "- a",
        "text",
        "a: 1\n---\nb: 2\n",
        "a: [1, 2",
        "a: {b: 1",
        "a: \"x",
        "a: b: c",
        "\ta: 1",
        "a: *unknown",
        "a: &a [*a]",
        "a: !mine 1",
        "a: !!set {b}",
        "a: !!java.lang.Object {}",
        "? [a, b]\n: 1",
        "? {a: 1}\n: 1",
        "~: 1",
        "a: .nan",
        "a: .inf",
        "a: !!int x",
        "a: !!binary '***'",
        "a: 1e99999",
        "a: \"\\u\"",
        "a: \"\\U\"",
        "a: \"\\UFFFFFFFF\"",
        "a: \"\\xZZ\"",
        "<<: 1",
        "a: \u0007",
      })
  void whatIsNotOneMappingIsRefused(String document) {
    assertThatThrownBy(() -> Manifest.parseYaml(utf8(document), DecodeLimits.standard()))
        .isInstanceOf(MalformedManifestException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .isNotBlank()
        .hasSizeLessThan(500)
        .doesNotContain("\n");
  }

  /** A few lines that would unfold into gigabytes. */
  @Test
  void aliasBombsAreRefusedAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String list = ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, list));
    }
    assertThatThrownBy(() -> Manifest.parseYaml(utf8(bomb.toString()), DecodeLimits.standard()))
        .hasMessage("the YAML document contains excessive aliasing");
  }

  /** Each alias deepens what it stands in: together they would overflow the stack of a writer. */
  @Test
  void depthCountsThroughAliases() {
    StringBuilder chain = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 20; i++) {
      chain.append("a%d: &a%d %s*a%d%s\n".formatted(i, i, "[".repeat(50), i - 1, "]".repeat(50)));
    }
    assertThatThrownBy(() -> Manifest.parseYaml(utf8(chain.toString()), DecodeLimits.standard()))
        .hasMessageStartingWith("exceeded max depth");
    assertThatThrownBy(
            () -> Manifest.parseYaml(utf8("a: " + "[".repeat(100_000)), DecodeLimits.standard()))
        .isInstanceOf(MalformedManifestException.class);
  }

  @Test
  void yamlIsWrittenAsKubectlPrintsIt() {
    Manifest manifest =
        json(
            """
            {"kind": "ConfigMap", "apiVersion": "v1",
             "metadata": {"name": "x", "creationTimestamp": "2026-11-24T14:00:00Z", "labels": {}},
             "data": {"a": "1", "b": "two\\nlines\\n", "c": "yes", "d": "plain text: no", "e": "",
                      "f": "k: v # x", "g": "x\\ny", "h": "end\\n\\n"},
             "list": [1, {"name": "n", "sub": [true]}, [], ["x"]]}
            """);
    assertThat(new String(manifest.toYaml(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            apiVersion: v1
            data:
              a: "1"
              b: |
                two
                lines
              c: "yes"
              d: "plain text: no"
              e: ""
              f: "k: v # x"
              g: |-
                x
                y
              h: |+
                end

            kind: ConfigMap
            list:
            - 1
            - name: "n"
              sub:
              - true
            - []
            - - x
            metadata:
              creationTimestamp: "2026-11-24T14:00:00Z"
              labels: {}
              name: x
            """);
  }
}
