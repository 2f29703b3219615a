package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server says about itself, over real TLS. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerDocumentsTest {
  @TempDir private static Path dataDir;
  private static ServerFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = ServerFixture.start(dataDir);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** URL-16, HLTH-01. */
  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theVersionIsServedOverBothProtocols(HttpClient.Version version) throws Exception {
    if (!version.name().startsWith("HTTP_3")) {
      HttpResponse<String> response = fixture.get(fixture.admin(version), "/version");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body()).contains("\"gitVersion\": \"v1.36.0");
      assertThat(response.headers().firstValue("Audit-Id")).isPresent();
      assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache, private");
    }
  }

  /** HLTH-02, HLTH-03, HLTH-04, HLTH-05. */
  @Test
  void healthIsServedAsAWholeByCheckAndWithExclusions() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    assertThat(fixture.get(admin, "/livez").body()).isEqualTo("ok");
    assertThat(fixture.get(admin, "/healthz/").body()).isEqualTo("ok");
    assertThat(fixture.get(admin, "/readyz/etcd-readiness").body()).isEqualTo("ok");
    assertThat(fixture.get(admin, "/livez/etcd-readiness").statusCode()).isEqualTo(404);
    assertThat(fixture.get(admin, "/readyz?verbose").body())
        .contains("[+]ping ok\n", "[+]shutdown ok\n", "readyz check passed\n");
    for (String check :
        List.of(
            "informer-sync",
            "poststarthook/start-system-namespaces-controller",
            "poststarthook/bootstrap-controller",
            "poststarthook/start-service-ip-repair-controllers",
            "poststarthook/start-kube-apiserver-identity-lease-controller",
            "poststarthook/start-binnacle-controllers")) {
      assertThat(fixture.get(admin, "/readyz/" + check).body()).as(check).isEqualTo("ok");
    }
    assertThat(fixture.get(admin, "/livez/poststarthook/start-binnacle-controllers").body())
        .isEqualTo("ok");
    assertThat(fixture.get(admin, "/livez/poststarthook/bootstrap-controller").statusCode())
        .isEqualTo(404);
    assertThat(fixture.get(admin, "/readyz?verbose&exclude=shutdown&exclude=nobody").body())
        .contains("[+]shutdown excluded: ok\n")
        .contains("warn: some health checks cannot be excluded: no matches for \"nobody\"");
  }

  /** DISC-01, DISC-02, DISC-07, DISC-08, DISC-11. */
  @Test
  void discoveryIsServedInBothFormsWithATag() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    assertThat(fixture.get(admin, "/api").body())
        .startsWith("{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]")
        .contains("\"serverAddress\":\"127.0.0.1:" + fixture.server().securePort());
    assertThat(fixture.get(admin, "/apis").body()).contains("\"kind\":\"APIGroupList\"");
    String accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
            + "application/json";
    HttpResponse<String> first = fixture.get(admin, "/api", "Accept", accept);
    assertThat(first.headers().firstValue("Content-Type"))
        .hasValue("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    assertThat(first.body()).contains("\"apiVersion\":\"apidiscovery.k8s.io/v2\"");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).matches("\"[0-9A-F]{128}\"");
    HttpResponse<String> second =
        fixture.get(admin, "/api", "Accept", accept, "If-None-Match", tag);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    String old = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    assertThat(fixture.get(admin, "/apis", "Accept", old + ",application/json").body())
        .contains("APIGroupList");
    assertThat(fixture.get(admin, "/apis", "Accept", "text/html").statusCode()).isEqualTo(406);
  }

  /** URL-10, URL-11, URL-17. */
  @Test
  void unknownPathsAndMethodsAreAnsweredInTheWordsOfTheReference() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_1_1);
    HttpResponse<String> unknown = fixture.get(admin, "/nothing");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("404 page not found\n");
    HttpResponse<String> wrongMethod = fixture.send(admin, "POST", "/version", "{}");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.body())
        .contains("the server does not allow this method on the requested resource");
    assertThat(fixture.get(admin, "/version/").statusCode()).isEqualTo(200);
    assertThat(fixture.get(admin, "/").body()).contains("\"/livez\"", "\"/api/v1\"");
    HttpResponse<String> head = fixture.send(admin, "HEAD", "/version", null);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  /** URL-13, URL-02. */
  @Test
  void aTimeoutThatIsNoneIsABadRequestAndAGivenAuditIdIsKept() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    HttpResponse<String> response =
        fixture.get(admin, "/version?timeout=soon", "Audit-Id", "mine-1");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("invalid timeout specified in the request URL");
    assertThat(response.headers().firstValue("Audit-Id")).hasValue("mine-1");
    assertThat(fixture.get(admin, "/version?timeout=1m30s").statusCode()).isEqualTo(200);
  }

  /** MET-01, MET-02, RAFT-75. */
  @Test
  void metricsCountRequestsByTheNamesThatDashboardsKnow() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    assertThat(fixture.get(admin, "/api/v1/nothings").statusCode()).isEqualTo(404);
    String text = fixture.get(admin, "/metrics").body();
    assertThat(text)
        .contains(
            "binnacle_peer_connection_faults_total{reason=\"certificate\"} 0.0",
            "binnacle_peer_connection_faults_total{reason=\"half_open\"} 0.0");
    assertThat(text)
        .contains(
            "apiserver_request_total{code=\"404\",component=\"apiserver\"",
            "resource=\"unknown\"",
            "apiserver_request_duration_seconds_bucket",
            "apiserver_current_inflight_requests{request_kind=\"readOnly\"}",
            "etcd_disk_wal_fsync_duration_seconds_bucket",
            "etcd_server_leader_changes_seen_total 1.0",
            "binnacle_scrubbed_bytes_total 0.0",
            "apiserver_resource_objects{group=\"\",resource=\"namespaces\"} 4.0",
            "apiserver_storage_objects{resource=\"deployments.apps\"} 0.0",
            "binnacle_raft_term 1",
            "binnacle_raft_role{role=\"leader\"} 1.0",
            "binnacle_raft_role{role=\"learner\"} 0.0",
            "etcd_server_is_learner 0.0",
            "binnacle_raft_apply_lag_entries ",
            "binnacle_state_comparisons_total{result=\"undecided\"} 0.0",
            "binnacle_last_write_applied_age_seconds ")
        .doesNotContain("nothings", "binnacle_raft_peer_connected{");
  }

  /** MET-01, MET-03, MET-04, MET-05, MET-09, D5. */
  @Test
  void metricsTellWhatWatchesSentAndHowLongThatTook() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    String collection = "/api/v1/namespaces/default/configmaps";
    HttpResponse<InputStream> watch =
        admin.send(
            HttpRequest.newBuilder(fixture.uri(collection + "?watch=1&resourceVersion=0")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      for (String name : List.of("one", "two", "three")) {
        String body = "{\"metadata\":{\"name\":\"metered-" + name + "\"}}";
        assertThat(fixture.send(admin, "POST", collection, body).statusCode()).isEqualTo(201);
        assertThat(events.readLine()).contains("metered-" + name);
      }
      String text = fixture.get(admin, "/metrics").body();
      String labels = "{group=\"\",resource=\"configmaps\",version=\"v1\"}";
      assertThat(text)
          .contains("apiserver_watch_events_total" + labels + " 3.0")
          .contains("apiserver_watch_events_sizes_count" + labels + " 3")
          .contains(
              "apiserver_request_sli_duration_seconds_bucket",
              "authentication_attempts_total{result=\"success\"}",
              "authorization_attempts_total{result=\"allowed\"}",
              "kubernetes_healthcheck{name=\"etcd-readiness\",type=\"readyz\"} 1.0",
              "kubernetes_build_info{git_version=\"v1.36.0");
      assertThat(text.lines())
          .anyMatch(
              line ->
                  line.startsWith("apiserver_longrunning_requests{")
                      && line.contains("verb=\"WATCH\"")
                      && line.endsWith(" 1.0"));
      // The last chunk may still be on its way out when the client has it.
      assertThat(
              Double.parseDouble(
                  valueOf(text, "binnacle_watch_commit_to_socket_seconds_count" + labels)))
          .isBetween(2.0, 3.0);
      assertThat(
              Double.parseDouble(
                  valueOf(text, "binnacle_watch_commit_to_socket_seconds_sum" + labels)))
          .isBetween(0.0, 30.0);
    }
    assertThat(fixture.get(admin, "/metrics/slis").body())
        .contains("kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1.0")
        .doesNotContain("apiserver_");
  }

  /** MET-05, MET-06, MET-09. */
  @Test
  void metricsTellWhatTheStoreWasAskedForAndWhatTheControllersDo() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    String collection = "/api/v1/namespaces/default/secrets";
    String about = "group=\"\",operation=\"%s\",resource=\"secrets\"";
    for (String name : List.of("one", "two")) {
      String body = "{\"metadata\":{\"name\":\"stored-" + name + "\"}}";
      assertThat(fixture.send(admin, "POST", collection, body).statusCode()).isEqualTo(201);
    }
    assertThat(fixture.get(admin, collection + "/stored-one").statusCode()).isEqualTo(200);
    assertThat(fixture.get(admin, collection + "?fieldSelector=metadata.name!=stored-one").body())
        .contains("stored-two");
    assertThat(fixture.send(admin, "DELETE", collection + "/stored-two", null).statusCode())
        .isEqualTo(200);
    String text = fixture.get(admin, "/metrics").body();
    assertThat(text)
        .contains(
            "etcd_requests_total{" + about.formatted("create") + "} 2.0",
            "etcd_requests_total{" + about.formatted("get") + "} 1.0",
            "etcd_requests_total{" + about.formatted("delete") + "} 1.0",
            "etcd_request_errors_total{" + about.formatted("create") + "} 0.0",
            "etcd_request_duration_seconds_count{" + about.formatted("create") + "} 2")
        .contains(
            "apiserver_request_filter_duration_seconds_count{filter=\"authentication\"}",
            "apiserver_request_filter_duration_seconds_count{filter=\"authorization\"}",
            "apiserver_watch_cache_resource_version{group=\"apps\",resource=\"deployments\"}",
            "process_open_fds ",
            "process_max_fds ",
            "process_virtual_memory_bytes ",
            "workqueue_depth{name=\"garbage_collector\"} 0.0",
            "workqueue_adds_total{name=\"namespace\"}",
            "workqueue_longest_running_processor_seconds{name=\"namespace\"}");
    // The controllers, which list everything once, may have counted the same before or meanwhile.
    String secrets = "{group=\"\",resource=\"secrets\"}";
    assertThat(Double.parseDouble(valueOf(text, "apiserver_storage_list_total" + secrets)))
        .isGreaterThanOrEqualTo(1.0);
    double evaluated =
        Double.parseDouble(
            valueOf(text, "apiserver_storage_list_evaluated_objects_total" + secrets));
    double returned =
        Double.parseDouble(
            valueOf(text, "apiserver_storage_list_returned_objects_total" + secrets));
    assertThat(evaluated - returned).isEqualTo(1.0);
  }

  /** MET-05. */
  @Test
  void aHandshakeThatIsNoneIsCounted() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    String series = "apiserver_tls_handshake_errors_total";
    double before = Double.parseDouble(valueOf(fixture.get(admin, "/metrics").body(), series));
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), fixture.server().securePort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      // Until the server gives the connection up.
      socket.getInputStream().readAllBytes();
    }
    double after = before;
    while (after == before) {
      after = Double.parseDouble(valueOf(fixture.get(admin, "/metrics").body(), series));
    }
    assertThat(after).isEqualTo(before + 1);
  }

  private static String valueOf(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> line.substring(series.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in " + metrics));
  }

  /** D11. */
  @Test
  void theStatusIsForAdministratorsAndTheKubeconfigForItsOwner() throws Exception {
    String path = "/binnacle/v1/status";
    HttpResponse<String> response = fixture.get(fixture.admin(HttpClient.Version.HTTP_2), path);
    assertThat(response.body())
        .contains("\"role\":\"leader\"", "\"ready\":true", "\"name\":\"default\"");
    HttpClient nobody = fixture.client(HttpClient.Version.HTTP_2, null);
    assertThat(fixture.get(nobody, path).statusCode()).isEqualTo(403);
    Path kubeconfig = fixture.server().kubeconfig();
    assertThat(kubeconfig).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(kubeconfig)).contains("server: " + fixture.server().url());
  }

  @Test
  void aSecondServerOnTheSameDirectoryOrPortSaysSoInOneLine() {
    List<ServerOptions> clashes =
        List.of(
            ServerFixture.optionsOf(dataDir),
            ServerFixture.optionsOf(dataDir.resolve("other"))
                .withServing(ServerOptions.Serving.on("127.0.0.1", fixture.server().securePort())));
    for (ServerOptions options : clashes) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ApiServer.start(options)))
          .isInstanceOf(StartFailedException.class)
          .hasMessageMatching(".*in use.*")
          .hasMessageNotContaining("\n");
    }
  }
}
