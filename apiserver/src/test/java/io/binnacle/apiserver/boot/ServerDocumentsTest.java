package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
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

  /** MET-01, MET-02. */
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
            "apiserver_resource_objects{group=\"\",resource=\"namespaces\"} 4.0",
            "apiserver_storage_objects{resource=\"deployments.apps\"} 0.0",
            "binnacle_raft_term 1")
        .doesNotContain("nothings");
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
