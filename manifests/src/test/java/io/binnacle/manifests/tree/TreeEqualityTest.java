package io.binnacle.manifests.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TreeEqualityTest {
  private static JsonNode tree(String json) {
    return JsonMapper.shared().readTree(json);
  }

  /** VAL-02: fields that are zero may be left out, on either side; values of maps may not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec | {\"a\":\"\",\"b\":1} | {\"b\":1} | true",
        "spec | {\"a\":{\"b\":0,\"c\":false}} | {\"a\":{}} | true",
        "spec | [{\"name\":\"A\",\"value\":\"\"}] | [{\"name\":\"A\"}] | true",
        "spec | {\"a\":{\"b\":1}} | {\"a\":{\"b\":1.0}} | true",
        "spec | {\"a\":{}} | {} | false",
        "spec | {\"a\":\"\"} | {\"a\":\"x\"} | false",
        "spec | {\"a\":0} | {\"a\":1} | false",
        "spec | [0] | [] | false",
        "spec | [0] | [1] | false",
        "spec | {\"labels\":{\"a\":\"\"}} | {\"labels\":{}} | false",
        "parameters | {\"a\":\"\"} | {} | false",
        "parameters | {\"a\":\"\"} | {\"a\":\"\"} | true"
      })
  void zerosMayBeLeftOut(String field, String one, String other, boolean unchanged) {
    assertThat(TreeEquality.unchanged(field, tree(one), tree(other))).isEqualTo(unchanged);
    assertThat(TreeEquality.unchanged(field, tree(other), tree(one))).isEqualTo(unchanged);
  }

  /** What is deep costs by its size: each level is looked at once. */
  @ParameterizedTest
  @ValueSource(strings = {"data", "spec"})
  void depthDoesNotMultiply(String field) {
    int depth = 60;
    String json = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    boolean unchanged =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> TreeEquality.unchanged(field, tree(json), tree(json)));
    assertThat(unchanged).isTrue();
  }
}
