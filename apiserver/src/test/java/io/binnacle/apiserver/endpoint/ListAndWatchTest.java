package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class ListAndWatchTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AutoClose private final ApiFixture api = new ApiFixture();

  private Manifest create(String name, String label) {
    return api.post(
            MAPS,
            "{\"metadata\":{\"name\":\""
                + name
                + "\",\"labels\":{\"x\":\""
                + label
                + "\"}},\"data\":{\"k\":\""
                + "v".repeat(100)
                + "\"}}")
        .json();
  }

  private static String seen(Manifest event) {
    Manifest object = event.object("object");
    return event.textOrEmpty("type") + " " + (object == null ? "" : object.name());
  }

  /** LIST-02, LIST-04. */
  @Test
  void thePagesOfAListAreAllOfOneRevision() {
    for (int i = 0; i < 5; i++) {
      create("m" + i, "1");
    }
    Manifest first = api.get(MAPS + "?limit=2").json();
    assertThat(first.integer("metadata", "remainingItemCount")).isEqualTo(3);
    api.delete(MAPS + "/m3", null);
    create("m9", "1");
    List<String> names = new ArrayList<>();
    Manifest page = first;
    while (true) {
      page.items("items").forEach(item -> names.add(item.name()));
      assertThat(page.resourceVersion()).isEqualTo(first.resourceVersion());
      String token = page.textOrEmpty("metadata", "continue");
      if (token.isEmpty()) {
        break;
      }
      page = api.get(MAPS + "?limit=2&continue=" + token).json();
    }
    assertThat(names).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  /** LIST-06, LIST-07, ERR-11. */
  @Test
  void aTokenOfAForgottenRevisionIsAnsweredWithOneThatGoesOn() {
    for (int i = 0; i < 3; i++) {
      create("m" + i, "1");
    }
    String token = api.get(MAPS + "?limit=1").json().textOrEmpty("metadata", "continue");
    create("m9", "1");
    long now = api.store.localView().revision().number();
    api.store.write(new Write.Compact(new Revision(now))).join();
    Answer expired = api.get(MAPS + "?limit=1&continue=" + token);
    assertThat(expired.code()).isEqualTo(410);
    assertThat(expired.reason()).isEqualTo("Expired");
    String fresh = expired.json().textOrEmpty("metadata", "continue");
    assertThat(api.get(MAPS + "?continue=" + fresh).json().items("items"))
        .extracting(Manifest::name)
        .containsExactly("m1", "m2", "m9");
  }

  /** NEG-18: longer than a chunk, so it is streamed; every item is there. */
  @Test
  void aLongListComesInChunks() {
    for (int i = 0; i < 600; i++) {
      create("map-%03d".formatted(i), "1");
    }
    ApiReply reply = api.reply(ApiFixture.request("GET", MAPS));
    assertThat(reply).isInstanceOf(ApiReply.Streamed.class);
    Manifest list = api.get(MAPS).json();
    assertThat(list.items("items")).hasSize(600);
    assertThat(list.items("items").getLast().name()).isEqualTo("map-599");
  }

  /** SEL-01, SEL-04. */
  @Test
  void selectorsChooseByLabelsAndFields() {
    create("a", "1");
    create("b", "2");
    assertThat(api.get(MAPS + "?labelSelector=x%20in%20(2,3)").json().items("items"))
        .extracting(Manifest::name)
        .containsExactly("b");
    assertThat(api.get(MAPS + "?fieldSelector=metadata.name%3Da").json().items("items"))
        .extracting(Manifest::name)
        .containsExactly("a");
    assertThat(
            api.get("/api/v1/configmaps?fieldSelector=metadata.namespace%21%3Ddefault")
                .json()
                .items("items"))
        .isEmpty();
  }

  /** WATCH-12. */
  @Test
  void objectsEnterAndLeaveAWatchWithASelector() {
    String start = create("a", "1").resourceVersion();
    api.mergePatch(MAPS + "/a", "{\"metadata\":{\"labels\":{\"x\":\"2\"}}}");
    api.mergePatch(MAPS + "/a", "{\"data\":{\"k\":\"w\"}}");
    api.mergePatch(MAPS + "/a", "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
    String url = MAPS + "?watch=1&resourceVersion=" + start + "&labelSelector=x%3D2";
    List<Manifest> events = api.watch(url).take(3).collectList().block(PATIENCE);
    assertThat(events)
        .extracting(ListAndWatchTest::seen)
        .containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    assertThat(events.getLast().object("object").labels()).containsEntry("x", "2");
  }

  /** WATCH-23, WATCH-30. */
  @Test
  void theInitialEventsEndWithABookmarkThatSaysSo() {
    create("b", "1");
    create("a", "1");
    String url =
        MAPS
            + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true";
    List<Manifest> events = api.watch(url).take(3).collectList().block(PATIENCE);
    assertThat(events)
        .extracting(ListAndWatchTest::seen)
        .containsExactly("ADDED a", "ADDED b", "BOOKMARK ");
    Manifest bookmark = events.getLast().object("object");
    assertThat(bookmark.annotations()).containsEntry("k8s.io/initial-events-end", "true");
    assertThat(bookmark.kind()).isEqualTo("ConfigMap");
    String resource = "{group=\"\",resource=\"configmaps\"";
    assertThat(api.metricsText())
        .contains(
            "etcd_bookmark_counts" + resource + "} 1.0",
            "apiserver_init_events_total" + resource + ",version=\"v1\"} 2.0",
            "apiserver_watch_list_duration_seconds_count" + resource + ",version=\"v1\"} 1");
  }

  /**
   * WATCH-33, WATCH-37, MET-06: it is told so, and counted, when the events it has not taken are
   * forgotten.
   */
  @Test
  void aWatchThatTakesNothingForTooLongIsEnded() {
    create("a", "1");
    long start = api.store.localView().revision().number();
    ApiReply reply =
        api.reply(ApiFixture.request("GET", MAPS + "?watch=1&resourceVersion=" + start));
    StepVerifier.create(((ApiReply.Streamed) reply).chunks(), 1)
        .expectNextCount(1)
        .then(
            () -> {
              create("b", "1");
              create("c", "1");
              long now = api.store.localView().revision().number();
              api.store.write(new Write.Compact(new Revision(now))).join();
            })
        .thenRequest(10)
        .thenConsumeWhile(Bytes::isEmpty)
        .expectNextMatches(chunk -> chunk.toUtf8().contains("\"reason\":\"Expired\""))
        .expectComplete()
        .verify(PATIENCE);
    assertThat(api.metricsText())
        .contains("apiserver_terminated_watchers_total{group=\"\",resource=\"configmaps\"} 1.0");
  }

  /** WATCH-33, WATCH-36: by a Status, whatever form the objects would have had. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
      })
  void aWatchFromAForgottenRevisionIsToldSo(String accept) {
    create("a", "1");
    create("b", "1");
    long now = api.store.localView().revision().number();
    api.store.write(new Write.Compact(new Revision(now))).join();
    List<Manifest> events =
        api.watchAs(accept, MAPS + "?watch=1&resourceVersion=1").collectList().block(PATIENCE);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().textOrEmpty("type")).isEqualTo("ERROR");
    assertThat(events.getFirst().textOrEmpty("object", "kind")).isEqualTo("Status");
    assertThat(events.getFirst().integer("object", "code")).isEqualTo(410);
    assertThat(events.getFirst().textOrEmpty("object", "reason")).isEqualTo("Expired");
  }

  /** LIST-26: of two objects that are written in turns, none is ever seen two turns ahead. */
  @Test
  void aListIsAStateThatHasBeen() {
    create("a", "0");
    create("b", "0");
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int turn = 1; turn <= 200; turn++) {
                    for (String name : List.of("a", "b")) {
                      String labels = "{\"metadata\":{\"labels\":{\"x\":\"" + turn + "\"}}}";
                      api.mergePatch(MAPS + "/" + name, labels);
                    }
                  }
                });
    int lists = 0;
    while (writer.isAlive()) {
      List<Manifest> items = api.get(MAPS).json().items("items");
      int ahead = turnOf(items.getFirst()) - turnOf(items.getLast());
      assertThat(ahead).isBetween(0, 1);
      lists++;
    }
    assertThat(lists).isPositive();
    assertThat(turnOf(api.get(MAPS + "/b").json())).isEqualTo(200);
  }

  private static int turnOf(Manifest map) {
    return Integer.parseInt(map.labels().get("x"));
  }

  /** WATCH-35: what cannot be read ends the watch with an error of ours. */
  @Test
  void anObjectThatCannotBeReadEndsTheWatch() {
    String start = create("a", "1").resourceVersion();
    create("b", "1");
    Bytes key = Bytes.ofUtf8("/registry/configmaps/default/broken");
    api.store
        .write(
            new Write.Put(
                key, Bytes.ofUtf8("{"), Bytes.ofUtf8("nothing"), new Write.Expected.Absent()))
        .join();
    List<Manifest> events =
        api.watch(MAPS + "?watch=1&resourceVersion=" + start).collectList().block(PATIENCE);
    assertThat(events).extracting(ListAndWatchTest::seen).first().isEqualTo("ADDED b");
    Manifest last = events.getLast();
    assertThat(last.textOrEmpty("type")).isEqualTo("ERROR");
    assertThat(last.integer("object", "code")).isEqualTo(500);
    assertThat(last.textOrEmpty("object", "kind")).isEqualTo("Status");
    assertThat(last.textOrEmpty("object", "reason")).isEqualTo("InternalError");
    List<Manifest> state =
        api.watch(MAPS + "?watch=1&resourceVersion=0").collectList().block(PATIENCE);
    assertThat(state.getLast().textOrEmpty("type")).isEqualTo("ERROR");
    assertThat(state.getLast().integer("object", "code")).isEqualTo(500);
  }

  /** WATCH-56: many watches of namespaces by label, each of which sees every change in order. */
  @Test
  void thousandsOfWatchesSeeEveryChange() {
    String url = "/api/v1/namespaces?watch=1&labelSelector=watched%3Dyes&resourceVersion=";
    String start = api.get("/api/v1/namespaces").json().textOrEmpty("metadata", "resourceVersion");
    List<CompletableFuture<List<String>>> watches =
        IntStream.range(0, 2_000)
            .mapToObj(
                _ ->
                    api.watch(url + start)
                        .take(20)
                        .map(event -> event.textOrEmpty("object", "metadata", "name"))
                        .collectList()
                        .toFuture())
            .toList();
    List<String> names = IntStream.range(0, 20).mapToObj("watched-%02d"::formatted).toList();
    for (String name : names) {
      String labels = "\"labels\":{\"watched\":\"yes\"}";
      api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"," + labels + "}}");
    }
    assertThat(watches)
        .allSatisfy(watch -> assertThat(watch).succeedsWithin(PATIENCE).isEqualTo(names));
  }

  /** WATCH-38: the frame of an event is made for the first of its watchers and shared by all. */
  @Test
  void theFramesOfEventsAreSharedByTheirWatchers() {
    String start = create("a", "1").resourceVersion();
    create("b", "1");
    for (String accept :
        List.of(
            "application/json", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")) {
      assertThat(firstFrame(accept, start)).isSameAs(firstFrame(accept, start));
    }
  }

  private Bytes firstFrame(String accept, String after) {
    ApiReply reply =
        api.reply(
            ApiFixture.request("GET", MAPS + "?watch=1&resourceVersion=" + after)
                .withHeader("Accept", accept));
    return ((ApiReply.Streamed) reply)
        .chunks()
        .filter(chunk -> !chunk.isEmpty())
        .blockFirst(PATIENCE);
  }

  /** WATCH-07. */
  @Test
  void aWatchEndsAfterItsTimeoutWithABookmark() {
    create("a", "1");
    String url =
        MAPS + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=false";
    List<Manifest> events = api.watch(url).collectList().block(PATIENCE);
    assertThat(events).extracting(event -> event.textOrEmpty("type")).containsExactly("BOOKMARK");
  }

  /** WATCH-25: nothing until it is reached, then what is behind it. */
  @Test
  void aWatchFromTheFutureWaitsForIt() {
    long now = api.store.localView().revision().number();
    List<Manifest> events =
        api.watch(MAPS + "?watch=1&resourceVersion=" + (now + 1))
            .doOnSubscribe(
                _ ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              create("first", "1");
                              create("second", "1");
                            }))
            .take(1)
            .collectList()
            .block(PATIENCE);
    assertThat(events).extracting(ListAndWatchTest::seen).containsExactly("ADDED second");
  }

  /** WATCH-13: every event once and in order while writes go on at full speed. */
  @Test
  void aWatchMissesNothingWhileMuchIsWritten() {
    String start = create("counter", "0").resourceVersion();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 1; i <= 500; i++) {
                    api.mergePatch(MAPS + "/counter", "{\"data\":{\"k\":\"" + i + "\"}}");
                  }
                });
    List<String> values =
        api.watch(MAPS + "?watch=1&resourceVersion=" + start)
            .take(500)
            .map(event -> event.textOrEmpty("object", "data", "k"))
            .collectList()
            .block(PATIENCE);
    assertThat(writer.isAlive()).isIn(true, false);
    assertThat(values).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(values.get(i)).isEqualTo(Integer.toString(i + 1));
    }
  }

  /** NEG-20, WATCH-50. */
  @Test
  void aWatchOfTablesNamesItsColumnsOnce() {
    create("a", "1");
    create("b", "1");
    ApiReply reply =
        api.reply(
            ApiFixture.request("GET", MAPS + "?watch=1&timeoutSeconds=1")
                .withHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
    List<Manifest> events =
        ((ApiReply.Streamed) reply)
            .chunks()
            .concatMapIterable(chunk -> chunk.toUtf8().lines().toList())
            .map(ApiFixture::parse)
            .collectList()
            .block(PATIENCE);
    assertThat(events).hasSize(2);
    assertThat(events.getFirst().textOrEmpty("object", "kind")).isEqualTo("Table");
    assertThat(events.getFirst().items("object", "columnDefinitions")).isNotEmpty();
    assertThat(events.getLast().items("object", "columnDefinitions")).isEmpty();
    assertThat(events.getLast().items("object", "rows")).hasSize(1);
  }

  /** NEG-25. */
  @Test
  void metadataAloneIsAViewOfItsOwn() {
    create("a", "1");
    String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    Manifest list = api.getAs(accept, MAPS).json();
    assertThat(list.kind()).isEqualTo("PartialObjectMetadataList");
    assertThat(list.items("items").getFirst().kind()).isEqualTo("PartialObjectMetadata");
    assertThat(list.items("items").getFirst().has("data")).isFalse();
    assertThat(
            api.getAs("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", MAPS).code())
        .isEqualTo(406);
  }
}
