package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * E2E-08, INV-10, WATCH: nothing acknowledged is lost and no watcher misses, doubles or reorders an
 * event.
 */
@Tag("failover")
class FailoverTest {
  private static final int WRITES = 1_600;
  private static final int WRITERS = 8;
  private static final String END = "end-of-history";
  private static final JsonMapper JSON = new JsonMapper();

  @AutoClose private static AcceptanceCluster cluster;

  /** Each test writes and watches in its own. */
  private String namespace = "";

  @BeforeAll
  static void start() throws Exception {
    cluster = AcceptanceCluster.start(3);
  }

  @BeforeEach
  void startWhatATestBeforeLeftDead(TestInfo test) {
    cluster.up();
    namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
  }

  /** WATCH-06: one of the informers is fabric8's, which asks for a WebSocket first. */
  @Test
  void theLeaderIsKilledUnderLoadBehindTheLocalBalancer() throws Exception {
    churnWhileTheLeaderDies(cluster.balancerUrl());
  }

  @Test
  void theLeaderIsKilledUnderLoadBehindHaproxy() throws Exception {
    Path haproxy = Programs.require("BINNACLE_HAPROXY", "haproxy");
    try (HaproxyProcess balancer = HaproxyProcess.start(haproxy, cluster)) {
      churnWhileTheLeaderDies(balancer.url());
    }
  }

  /** INV-10: all members lose their memory at once. */
  @Test
  void allReplicasAreKilledAtOnceAndComeBackAsTheyWere() throws Exception {
    OkHttpClient http = Clients.official(cluster, cluster.balancerUrl()).getHttpClient();
    createNamespace(http, cluster.balancerUrl());
    String collection = collection(cluster.balancerUrl());
    long start = listVersion(http, collection);
    try (RawWatcher watcher = new RawWatcher(http, collection, start)) {
      ChurnWriter before = new ChurnWriter(http, collection, WRITERS, 400);
      before.start();
      assertThat(before.finished().await(60, TimeUnit.SECONDS)).isTrue();
      Map<String, Long> objects = objects(http, collection);
      for (AcceptanceCluster.Member member : cluster.members()) {
        cluster.kill(member);
      }
      cluster.up();
      http.connectionPool().evictAll();
      for (AcceptanceCluster.Member member : cluster.members()) {
        assertThat(objects(http, collection(member.url()))).as(member.name()).isEqualTo(objects);
      }
      ChurnWriter after = new ChurnWriter(http, collection, WRITERS, 400);
      after.start();
      assertThat(after.finished().await(60, TimeUnit.SECONDS)).isTrue();
      createConfigMap(http, collection, END);
      List<Change> log = log(http, collection, start);
      assertThat(log).containsAll(before.acknowledged()).containsAll(after.acknowledged());
      awaitSame(watcher, log);
    }
  }

  private void churnWhileTheLeaderDies(String url) throws Exception {
    ApiClient apiClient = Clients.official(cluster, url);
    OkHttpClient http = apiClient.getHttpClient();
    createNamespace(http, url);
    String collection = collection(url);
    long start = listVersion(http, collection);
    List<RawWatcher> watchers = new ArrayList<>();
    watchers.add(new RawWatcher(http, collection, start));
    for (AcceptanceCluster.Member member : cluster.members()) {
      watchers.add(new RawWatcher(http, collection(member.url()), start));
    }
    var contest =
        new ElectionCandidate.Contest(namespace, "led-through-failover", Duration.ofSeconds(4));
    try (KubernetesClient fabric8 = Clients.fabric8(cluster, url);
        ElectionCandidate one = ElectionCandidate.fabric8(fabric8, contest, "one");
        ElectionCandidate two = ElectionCandidate.official(apiClient, contest, "two");
        InformerRecorder first = InformerRecorder.fabric8(fabric8, namespace);
        InformerRecorder second =
            InformerRecorder.official(Clients.official(cluster, url), namespace)) {
      TimeUnit.SECONDS.sleep(1);
      ChurnWriter writer = new ChurnWriter(http, collection, WRITERS, WRITES);
      writer.start();
      awaitWrites(writer, WRITES / 2);
      cluster.kill(cluster.leader());
      awaitWrites(writer, WRITES * 3 / 4);
      cluster.up();
      assertThat(writer.finished().await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(writer.done()).isEqualTo(WRITES);
      List<Change> log = checkReplicas(http, start, writer);
      for (RawWatcher watcher : watchers) {
        awaitSame(watcher, log);
      }
      assertThat(watchers.stream().anyMatch(w -> w.streams() > 1)).isTrue();
      checkInformer("fabric8", first, log, objects(http, collection));
      checkInformer("official", second, log, objects(http, collection));
      checkElection(fabric8, contest, List.of(one, two));
    } finally {
      for (RawWatcher watcher : watchers) {
        watcher.close();
      }
    }
  }

  /** Every replica tells the same story, and the story holds everything that was acknowledged. */
  private List<Change> checkReplicas(OkHttpClient http, long start, ChurnWriter writer)
      throws Exception {
    List<List<Change>> logs = new ArrayList<>();
    List<Map<String, Long>> states = new ArrayList<>();
    createConfigMap(http, collection(cluster.leader().url()), END);
    for (AcceptanceCluster.Member member : cluster.members()) {
      assertThat(member.runs()).as(member.name()).isTrue();
      logs.add(log(http, collection(member.url()), start));
      states.add(objects(http, collection(member.url())));
    }
    assertThat(states).allMatch(state -> state.equals(states.getFirst()));
    assertThat(logs).allMatch(log -> log.equals(logs.getFirst()));
    assertThat(logs.getFirst()).containsAll(writer.acknowledged());
    return logs.getFirst();
  }

  private static void awaitWrites(ChurnWriter writer, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (writer.done() < count && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(writer.done()).isGreaterThanOrEqualTo(count);
  }

  private static void awaitSame(RawWatcher watcher, List<Change> log) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (watcher.changes().size() < log.size()
        && watcher.fault().isEmpty()
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(watcher.fault()).isEmpty();
    assertThat(watcher.changes()).isEqualTo(log);
  }

  /**
   * The cache is what the server lists, and the handler was told each change of the log once and in
   * order; where the library read the list again, nothing out of order and nothing that is not in
   * the log, up to the last change of each object.
   */
  private static void checkInformer(
      String name, InformerRecorder informer, List<Change> log, Map<String, Long> objects)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while ((informer.changes().size() < log.size() || !informer.cache().equals(objects))
        && !(informer.hasListedAgain() && informer.cache().equals(objects))
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(informer.cache()).as("%s cache", name).isEqualTo(objects);
    if (informer.hasListedAgain()) {
      checkInOrder(name, informer.changes(), log);
      return;
    }
    assertThat(byName(informer.changes())).as("%s events", name).isEqualTo(byName(log));
  }

  /**
   * E2E-03: who leads at the end is named by the Lease, and nobody led beside another on the way,
   * though the two use different libraries.
   */
  private static void checkElection(
      KubernetesClient client,
      ElectionCandidate.Contest contest,
      List<ElectionCandidate> candidates)
      throws Exception {
    ElectionCandidate leader =
        AcceptanceCluster.await(
                "one leader", () -> candidates.stream().filter(ElectionCandidate::leads).toList())
            .getFirst();
    assertThat(
            client
                .leases()
                .inNamespace(contest.namespace())
                .withName(contest.name())
                .get()
                .getSpec()
                .getHolderIdentity())
        .isEqualTo(leader.identity());
    List<ElectionCandidate.Term> terms =
        candidates.stream()
            .flatMap(candidate -> candidate.terms().stream())
            .sorted(Comparator.comparingLong(ElectionCandidate.Term::fromNanos))
            .toList();
    for (int position = 1; position < terms.size(); position++) {
      assertThat(terms.get(position).fromNanos())
          .as("%s", terms)
          .isGreaterThanOrEqualTo(terms.get(position - 1).toNanos());
    }
  }

  /** Versions of an object are told in the order of the log, each of them one of the log. */
  private static void checkInOrder(String name, List<Change> told, List<Change> log) {
    Set<String> known = new HashSet<>();
    log.forEach(change -> known.add(change.name() + " " + change.resourceVersion()));
    Map<String, Long> newest = new TreeMap<>();
    for (Change change : told) {
      if (change.type().equals("DELETED")) {
        continue;
      }
      long before = newest.getOrDefault(change.name(), 0L);
      assertThat(change.resourceVersion())
          .as("%s: %s", name, change)
          .isGreaterThanOrEqualTo(before);
      assertThat(known).as(name).contains(change.name() + " " + change.resourceVersion());
      newest.put(change.name(), change.resourceVersion());
    }
  }

  /** Deletions without their resourceVersion: libraries report the object as they last knew it. */
  private static Map<String, List<String>> byName(List<Change> changes) {
    Map<String, List<String>> all = new TreeMap<>();
    for (Change change : changes) {
      String text =
          change.type().equals("DELETED")
              ? "DELETED"
              : change.type() + " " + change.resourceVersion();
      all.computeIfAbsent(change.name(), _ -> new ArrayList<>()).add(text);
    }
    return all;
  }

  private String collection(String url) {
    return url + "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private void createNamespace(OkHttpClient http, String url) throws Exception {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
            + namespace
            + "\"}}";
    Request request =
        new Request.Builder()
            .url(url + "/api/v1/namespaces")
            .post(RequestBody.create(body, MediaType.get("application/json")))
            .build();
    // There already: the answer of an attempt before was lost.
    answer(http, request, List.of(201, 409));
  }

  private static JsonNode get(OkHttpClient http, String url) throws Exception {
    return JSON.readTree(answer(http, new Request.Builder().url(url).build(), List.of(200)));
  }

  /**
   * Asks as clients do: again, while the server says that it cannot at the moment. On a busy
   * machine there may be another election after the one the test is about.
   */
  private static String answer(OkHttpClient http, Request request, List<Integer> wanted)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try (Response response = http.newCall(request).execute()) {
        String body = response.body().string();
        boolean again = response.code() == 429 || response.code() >= 500;
        if (!again || System.nanoTime() > deadline) {
          assertThat(response.code()).as(body).isIn(wanted);
          return body;
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long listVersion(OkHttpClient http, String collection) throws Exception {
    return Long.parseLong(
        get(http, collection + "?limit=1").get("metadata").get("resourceVersion").asString());
  }

  private static Map<String, Long> objects(OkHttpClient http, String collection) throws Exception {
    Map<String, Long> all = new HashMap<>();
    for (JsonNode item : get(http, collection).get("items")) {
      JsonNode metadata = item.get("metadata");
      all.put(
          metadata.get("name").asString(),
          Long.parseLong(metadata.get("resourceVersion").asString()));
    }
    return all;
  }

  private static void createConfigMap(OkHttpClient http, String collection, String name)
      throws Exception {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    Request request =
        new Request.Builder()
            .url(collection)
            .post(RequestBody.create(body, MediaType.get("application/json")))
            .build();
    // There already: the answer of an attempt before was lost.
    answer(http, request, List.of(201, 409));
  }

  /**
   * The history behind a resourceVersion, up to the object that marks the end, as a fresh watch
   * tells it.
   */
  private static List<Change> log(OkHttpClient http, String collection, long start)
      throws Exception {
    try (RawWatcher reader = new RawWatcher(http, collection, start)) {
      return AcceptanceCluster.await(
          "the whole history",
          () -> {
            List<Change> changes = reader.changes();
            assertThat(reader.fault()).isEmpty();
            boolean complete = !changes.isEmpty() && changes.getLast().name().equals(END);
            return complete ? changes : List.of();
          });
    }
  }
}
