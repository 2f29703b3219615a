package io.binnacle.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FieldFactsTest {
  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  private static ObjectNode applied(String about, String properties) {
    ObjectNode changed = json(properties);
    new FieldFacts("a.v1.Thing", json(about), changed).apply();
    return changed;
  }

  @Test
  void aListAboutWhichNothingIsSaidIsAtomic() {
    assertThat(applied("{}", "{'a': {'type': 'array'}, 'b': {'type': 'string'}}"))
        .isEqualTo(
            json(
                "{'a': {'type': 'array', 'x-kubernetes-list-type': 'atomic'}, 'b': {'type': 'string'}}"));
  }

  @Test
  void aListThatIsAMapMergesByItsFirstKeyUnlessToldOtherwise() {
    ObjectNode ports = applied("{'lists': {'a': 'map port,protocol'}}", "{'a': {'type': 'array'}}");
    assertThat(ports.path("a").path("x-kubernetes-list-map-keys").size()).isEqualTo(2);
    assertThat(ports.path("a").path("x-kubernetes-patch-merge-key").asString()).isEqualTo("port");
    assertThat(ports.path("a").path("x-kubernetes-patch-strategy").asString()).isEqualTo("merge");

    ObjectNode claims = applied("{'lists': {'a': 'map name nomerge'}}", "{'a': {'type': 'array'}}");
    assertThat(claims.path("a").has("x-kubernetes-patch-merge-key")).isFalse();

    ObjectNode volumes =
        applied("{'lists': {'a': 'map name retainKeys'}}", "{'a': {'type': 'array'}}");
    assertThat(volumes.path("a").path("x-kubernetes-patch-strategy").asString())
        .isEqualTo("merge,retainKeys");

    ObjectNode conditions =
        applied("{'lists': {'a': 'atomic merge=type'}}", "{'a': {'type': 'array'}}");
    assertThat(conditions.path("a").path("x-kubernetes-list-type").asString()).isEqualTo("atomic");
    assertThat(conditions.path("a").path("x-kubernetes-patch-merge-key").asString())
        .isEqualTo("type");
  }

  @Test
  void aMisspeltFieldOrWordStopsTheBuild() {
    assertThatThrownBy(() -> applied("{'defaults': {'b': 1}}", "{'a': {'type': 'integer'}}"))
        .hasMessageContaining("no field b");
    assertThatThrownBy(
            () -> applied("{'lists': {'a': 'map name merg'}}", "{'a': {'type': 'array'}}"))
        .hasMessageContaining("merg");
    assertThatThrownBy(() -> applied("{'required': ['b']}", "{'a': {'type': 'array'}}"))
        .hasMessageContaining("no field b");
  }
}
