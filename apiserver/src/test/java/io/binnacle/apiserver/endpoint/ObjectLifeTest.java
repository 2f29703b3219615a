package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ObjectLifeTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @AutoClose private final ApiFixture api = new ApiFixture();

  private static String map(String name, String value) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{\"app\":\""
        + value
        + "\"}},\"data\":{\"key\":\""
        + value
        + "\"}}";
  }

  /** CRUD-20, CRUD-22, CRUD-28. */
  @Test
  void whatIsCreatedIsWhatIsReadAfterwards() {
    Answer created = api.post(MAPS, map("a", "one"));
    assertThat(created.code()).isEqualTo(201);
    Answer read = api.get(MAPS + "/a");
    assertThat(read.code()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(created.body());
    assertThat(read.json().uid()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*");
    assertThat(read.json().textOrEmpty("metadata", "creationTimestamp"))
        .isEqualTo("2025-11-24T16:00:00Z");
    assertThat(read.json().textOrEmpty("data", "key")).isEqualTo("one");
    assertThat(read.json().has("metadata", "generation")).isFalse();
  }

  /** LIST-01, NEG-11. */
  @Test
  void aListIsInKeyOrderAndItsItemsNameNoKind() {
    api.post(MAPS, map("b", "two"));
    api.post(MAPS, map("a", "one"));
    Manifest list = api.get(MAPS).json();
    assertThat(list.kind()).isEqualTo("ConfigMapList");
    assertThat(list.items("items")).extracting(Manifest::name).containsExactly("a", "b");
    assertThat(list.items("items").getFirst().kind()).isEmpty();
    assertThat(Long.parseLong(list.resourceVersion())).isGreaterThan(2);
  }

  /** WATCH-02, WATCH-11, WATCH-20. */
  @Test
  void aWatchTellsOfEveryChangeBehindItsStart() {
    String start = api.post(MAPS, map("a", "one")).json().resourceVersion();
    api.put(MAPS + "/a", map("a", "two"));
    api.delete(MAPS + "/a", null);
    List<Manifest> events =
        api.watch(MAPS + "?watch=true&resourceVersion=" + start)
            .take(2)
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(events).isNotNull();
    assertThat(events)
        .extracting(event -> event.textOrEmpty("type"))
        .containsExactly("MODIFIED", "DELETED");
    Manifest last = events.getLast().object("object");
    assertThat(last.textOrEmpty("data", "key")).isEqualTo("two");
    assertThat(Long.parseLong(last.resourceVersion()))
        .isGreaterThan(Long.parseLong(events.getFirst().object("object").resourceVersion()));
  }
}
