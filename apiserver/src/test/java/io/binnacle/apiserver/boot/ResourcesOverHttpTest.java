package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Objects and errors over real TLS, in both protocols. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResourcesOverHttpTest {
  private static final String JSON = "application/json";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

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

  /** CTRL-05. */
  @Test
  void everyClusterHasItsNamespacesAndTheServiceOfTheApi() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    JsonNode namespaces = json(fixture.get(admin, "/api/v1/namespaces").body());
    assertThat(
            namespaces.get("items").values().stream()
                .map(each -> each.at("/metadata/name").asString()))
        .contains("default", "kube-node-lease", "kube-public", "kube-system");
    JsonNode service =
        json(fixture.get(admin, "/api/v1/namespaces/default/services/kubernetes").body());
    assertThat(service.at("/spec/clusterIP").asString()).isEqualTo("10.96.0.1");
    assertThat(service.at("/spec/ports/0/targetPort").asInt())
        .isEqualTo(fixture.server().securePort());
  }

  /** URL-16, CRUD, WATCH. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aConfigMapIsCreatedReadListedWatchedAndDeleted(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.admin(version);
    String name = "story-" + version.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    HttpResponse<String> created =
        fixture.send(admin, "POST", CONFIG_MAPS, configMap(name), "Content-Type", JSON);
    assertThat(created.statusCode()).isEqualTo(201);
    String resourceVersion = json(created.body()).at("/metadata/resourceVersion").asString();
    assertThat(resourceVersion).matches("[0-9]+");

    HttpResponse<String> read = fixture.get(admin, CONFIG_MAPS + "/" + name);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.version()).isEqualTo(version);
    assertThat(json(read.body()).at("/data/key").asString()).isEqualTo("value");

    JsonNode list = json(fixture.get(admin, CONFIG_MAPS).body());
    assertThat(list.get("kind").asString()).isEqualTo("ConfigMapList");
    assertThat(
            list.get("items").values().stream().map(each -> each.at("/metadata/name").asString()))
        .contains(name);

    List<String> types = new ArrayList<>();
    try (BufferedReader events = watch(admin, name, resourceVersion)) {
      assertThat(
              fixture
                  .send(
                      admin,
                      "PATCH",
                      CONFIG_MAPS + "/" + name,
                      "{\"data\":{\"key\":\"other\"}}",
                      "Content-Type",
                      "application/merge-patch+json")
                  .statusCode())
          .isEqualTo(200);
      assertThat(fixture.send(admin, "DELETE", CONFIG_MAPS + "/" + name, null).statusCode())
          .isEqualTo(200);
      for (int i = 0; i < 2; i++) {
        types.add(json(events.readLine()).get("type").asString());
      }
    }
    assertThat(types).containsExactly("MODIFIED", "DELETED");
    assertThat(fixture.get(admin, CONFIG_MAPS + "/" + name).statusCode()).isEqualTo(404);
  }

  /** CTRL: the embedded controllers run in the server, on the replica that holds their Lease. */
  @Test
  void aNamespaceThatIsDeletedEmptiesAndGoesAway() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"gone\"}}";
    assertThat(
            fixture
                .send(admin, "POST", "/api/v1/namespaces", body, "Content-Type", JSON)
                .statusCode())
        .isEqualTo(201);
    String inside = "/api/v1/namespaces/gone/configmaps";
    assertThat(
            fixture
                .send(admin, "POST", inside, configMap("inside"), "Content-Type", JSON)
                .statusCode())
        .isEqualTo(201);
    assertThat(fixture.send(admin, "DELETE", "/api/v1/namespaces/gone", null).statusCode())
        .isEqualTo(200);
    while (fixture.get(admin, "/api/v1/namespaces/gone").statusCode() != 404) {
      Thread.sleep(20);
    }
    assertThat(fixture.get(admin, inside + "/inside").statusCode()).isEqualTo(404);
  }

  /** Replies that are larger than any buffer on the way, as a stream and as a whole. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void largeListsAndObjectsArriveCompletely(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.admin(version);
    String prefix = version == HttpClient.Version.HTTP_2 ? "two" : "one";
    String namespace = "/api/v1/namespaces/kube-public/configmaps";
    for (int i = 0; i < 4; i++) {
      String body =
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
              + (prefix + i)
              + "\",\"labels\":{\"test\":\""
              + prefix
              + "\"}},\"data\":{\"key\":\""
              + "v".repeat(900_000)
              + "\"}}";
      assertThat(fixture.send(admin, "POST", namespace, body, "Content-Type", JSON).statusCode())
          .isEqualTo(201);
    }
    JsonNode one = json(fixture.get(admin, namespace + "/" + prefix + "0").body());
    assertThat(one.at("/data/key").asString()).hasSize(900_000);
    JsonNode all = json(fixture.get(admin, namespace + "?labelSelector=test%3D" + prefix).body());
    assertThat(all.get("items").size()).isEqualTo(4);
    assertThat(all.at("/items/3/data/key").asString()).hasSize(900_000);
  }

  /** ERR-01, NEG-03, NEG-04, ERR-12, URL-11, RT-02. */
  @Test
  void mistakesAreAnsweredWithTheRightStatusOverHttp() throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_1_1);
    expect(404, "NotFound", fixture.get(admin, CONFIG_MAPS + "/none"));
    expect(405, "MethodNotAllowed", fixture.send(admin, "POST", CONFIG_MAPS + "/none", "{}"));
    expect(406, "NotAcceptable", fixture.get(admin, CONFIG_MAPS, "Accept", "image/png"));
    expect(
        415,
        "UnsupportedMediaType",
        fixture.send(admin, "POST", CONFIG_MAPS, "{}", "Content-Type", "text/csv"));
    expect(
        400,
        "BadRequest",
        fixture.send(admin, "POST", CONFIG_MAPS, "{\"kind\":", "Content-Type", JSON));
    String large = "{\"data\":\"" + "x".repeat(3 << 20) + "\"}";
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (!version.name().startsWith("HTTP_3")) {
        HttpClient client = fixture.admin(version);
        expect(
            413,
            "RequestEntityTooLarge",
            fixture.send(client, "POST", CONFIG_MAPS, large, "Content-Type", JSON));
        assertThat(fixture.get(client, "/livez").statusCode()).isEqualTo(200);
      }
    }
  }

  /** WATCH-39, RT-10: a server that goes ends its watches properly. */
  @Test
  void aStopEndsWatchesAndTurnsReadinessFirst(@TempDir Path other) throws Exception {
    ServerOptions options =
        ServerFixture.optionsOf(other)
            .withRequests(
                new ServerOptions.Requests(
                    3 << 20,
                    Duration.ofSeconds(60),
                    0,
                    new ServerOptions.Stopping(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                    0,
                    128 << 10));
    try (ServerFixture going = ServerFixture.start(other, options)) {
      HttpClient admin = going.admin(HttpClient.Version.HTTP_2);
      HttpResponse<java.io.InputStream> watch =
          admin.send(
              HttpRequest.newBuilder(going.uri(CONFIG_MAPS + "?watch=1")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(watch.statusCode()).isEqualTo(200);
      Thread stopping = Thread.ofPlatform().start(going.server()::stop);
      HttpResponse<String> ready = going.get(admin, "/readyz");
      while (ready.statusCode() == 200) {
        Thread.sleep(10);
        ready = going.get(admin, "/readyz");
      }
      assertThat(ready.body()).contains("[-]shutdown failed");
      assertThat(going.get(admin, CONFIG_MAPS).statusCode()).isEqualTo(200);
      assertThat(watch.body().readAllBytes()).isEmpty();
      stopping.join(Duration.ofSeconds(20));
      assertThat(going.server().stopped()).isCompletedWithValue("stopped on request");
    }
  }

  @Test
  void whatWasWrittenIsThereAfterAStopAndAStart(@TempDir Path other) throws Exception {
    String path = CONFIG_MAPS + "/kept";
    String before;
    try (ServerFixture first = ServerFixture.start(other)) {
      HttpClient admin = first.admin(HttpClient.Version.HTTP_2);
      first.send(admin, "POST", CONFIG_MAPS, configMap("kept"), "Content-Type", JSON);
      before = first.get(admin, path).body();
      assertThat(json(before).at("/metadata/name").asString()).isEqualTo("kept");
    }
    try (ServerFixture second = ServerFixture.start(other)) {
      assertThat(second.get(second.admin(HttpClient.Version.HTTP_2), path).body())
          .isEqualTo(before);
    }
  }

  private static BufferedReader watch(HttpClient client, String name, String resourceVersion)
      throws IOException, InterruptedException {
    String query =
        "?watch=true&fieldSelector=metadata.name%3D" + name + "&resourceVersion=" + resourceVersion;
    HttpResponse<java.io.InputStream> response =
        client.send(
            HttpRequest.newBuilder(fixture.uri(CONFIG_MAPS + query)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static void expect(int code, String reason, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
    JsonNode status = json(response.body());
    assertThat(status.get("kind").asString()).isEqualTo("Status");
    assertThat(status.get("reason").asString()).isEqualTo(reason);
    assertThat(status.get("code").asInt()).isEqualTo(code);
  }

  private static String configMap(String name) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"key":"value"}}"""
        .formatted(name);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
