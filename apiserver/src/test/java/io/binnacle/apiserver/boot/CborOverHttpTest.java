package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NEG-02: every verb in CBOR, over real TLS. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CborOverHttpTest {
  private static final String CBOR = "application/cbor";
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

  private record Reply(int code, String type, Manifest object) {}

  private static Reply send(
      HttpClient client, String method, String path, String type, @Nullable Manifest body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(fixture.uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", CBOR)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(CborForm.document(body)));
    if (body != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElseThrow(),
        CborForm.read(response.body(), DecodeLimits.standard()));
  }

  private static Manifest json(String text) throws Exception {
    return Manifest.parseJson(text.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  /** CRUD-05, CRUD-06, PATCH-01, SSA-01, WATCH-04, DEL-01. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void everyVerbAnswersInCbor(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.admin(version);
    String name = version == HttpClient.Version.HTTP_2 ? "two" : "one";
    String url = CONFIG_MAPS + "/" + name;
    Manifest sent =
        json(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"t\":\"%s\"}}}"
                .formatted(name, name));
    Reply made = send(admin, "POST", CONFIG_MAPS, CBOR, sent);
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.type()).isEqualTo(CBOR);
    String since = made.object().resourceVersion();

    Manifest changed = made.object().edit(editor -> editor.setText("1", "data", "put"));
    assertThat(send(admin, "PUT", url, CBOR, changed).code()).isEqualTo(200);
    Manifest applied = sent.edit(editor -> editor.setText("2", "data", "applied"));
    Reply patched =
        send(admin, "PATCH", url + "?fieldManager=me", "application/apply-patch+cbor", applied);
    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.object().textMap("data"))
        .containsEntry("put", "1")
        .containsEntry("applied", "2");
    assertThat(send(admin, "GET", url, CBOR, null).object()).isEqualTo(patched.object());
    Reply list = send(admin, "GET", CONFIG_MAPS + "?labelSelector=t%3D" + name, CBOR, null);
    assertThat(list.object().kind()).isEqualTo("ConfigMapList");
    assertThat(list.object().items("items").getFirst().textMap("data"))
        .isEqualTo(patched.object().textMap("data"));

    Manifest options =
        json("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}");
    assertThat(send(admin, "DELETE", url, CBOR, options).code()).isEqualTo(200);
    Reply gone = send(admin, "GET", url, CBOR, null);
    assertThat(gone.code()).isEqualTo(404);
    assertThat(gone.type()).isEqualTo(CBOR);
    assertThat(gone.object().textOrEmpty("reason")).isEqualTo("NotFound");
    assertThat(watched(admin, name, since)).containsExactly("MODIFIED", "MODIFIED", "DELETED");
    Reply all = send(admin, "DELETE", CONFIG_MAPS + "?labelSelector=t%3D" + name, CBOR, options);
    assertThat(all.object().items("items")).isEmpty();
  }

  /** Each event as it comes: its tag, a map, its type. */
  private static List<String> watched(HttpClient client, String name, String since)
      throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(
                    fixture.uri(
                        CONFIG_MAPS
                            + "?watch=1&timeoutSeconds=2&fieldSelector=metadata.name%3D"
                            + name
                            + "&resourceVersion="
                            + since))
                .header("Accept", CBOR + "-seq")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).contains(CBOR + "-seq");
    List<String> types = new ArrayList<>();
    try (InputStream stream = response.body()) {
      String all = HexFormat.of().formatHex(stream.readAllBytes());
      for (String event : all.split("(?=d9d9f7a24474797065)", -1)) {
        types.add(
            CborForm.read(HexFormat.of().parseHex(event), DecodeLimits.standard())
                .textOrEmpty("type"));
      }
    }
    return types;
  }

  /** What is not about objects knows no CBOR, and is as it was. */
  @ParameterizedTest
  @ValueSource(strings = {"/api", "/apis", "/apis/apps/v1", "/version"})
  void discoveryStaysJson(String path) throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    HttpResponse<String> plain = fixture.get(admin, path);
    HttpResponse<String> asked = fixture.get(admin, path, "Accept", CBOR + ",application/json");
    assertThat(asked.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(asked.body()).isEqualTo(plain.body());
  }
}
