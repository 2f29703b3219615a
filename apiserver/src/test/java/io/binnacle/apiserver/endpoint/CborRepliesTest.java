package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get that ask for CBOR, and what they may send in it (NEG-02, KEP-4222). */
class CborRepliesTest {
  private static final String CBOR = "application/cbor";
  private static final String APPLY = "application/apply-patch+cbor";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int MANY = 300;

  /** With what each event of a watch begins: the tag, a map of two, the name of the first. */
  private static final String EVENT_START = "d9d9f7a24474797065";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  @BeforeAll
  static void start() {
    for (int i = 0; i < MANY; i++) {
      api.post(
          CONFIG_MAPS,
          "{\"metadata\":{\"name\":\"c%03d\",\"labels\":{\"n\":\"%d\"}},\"data\":{\"k\":\"%s\"}}"
              .formatted(i, i % 3, "x".repeat(1_000)));
    }
  }

  private record Reply(int code, String contentType, Bytes content) {
    Manifest object() throws Exception {
      assertThat(HexFormat.of().formatHex(content.toArray())).startsWith("d9d9f7");
      return CborForm.read(content.toArray(), DecodeLimits.standard());
    }
  }

  private static Reply get(String accept, String url) {
    return reply(api.reply(ApiFixture.request("GET", url).withHeader("Accept", accept)));
  }

  private static Reply send(String method, String url, String type, Manifest body) {
    return reply(
        api.reply(
            ApiFixture.request(method, url)
                .withBody(type, CborForm.document(body))
                .withHeader("Accept", CBOR)));
  }

  private static Reply reply(ApiReply reply) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    switch (reply) {
      case ApiReply.Whole whole -> all.writeBytes(whole.body().toArray());
      case ApiReply.Streamed streamed ->
          streamed.chunks().toIterable(1).forEach(chunk -> all.writeBytes(chunk.toArray()));
    }
    return new Reply(
        reply.statusCode(),
        Objects.requireNonNull(reply.headers().first("Content-Type")),
        Bytes.wrap(all.toByteArray()));
  }

  @Test
  void anObjectIsTheSameAsInJson() throws Exception {
    Reply reply = get(CBOR + ",application/json", CONFIG_MAPS + "/c007");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.contentType()).isEqualTo(CBOR);
    assertThat(reply.object()).isEqualTo(api.get(CONFIG_MAPS + "/c007").json());
  }

  /** NEG-11, NEG-18: longer than one chunk, and its number of items stands before them. */
  @ParameterizedTest
  @CsvSource({"'', 300", "?labelSelector=n%3D1, 100", "?limit=40, 40", "?labelSelector=none, 0"})
  void aListIsTheSameAsInJson(String query, int items) throws Exception {
    for (int time = 0; time < 2; time++) {
      Reply reply = get(CBOR, CONFIG_MAPS + query);
      assertThat(reply.contentType()).isEqualTo(CBOR);
      Manifest list = reply.object();
      assertThat(list.items("items")).hasSize(items);
      assertThat(list).isEqualTo(api.get(CONFIG_MAPS + query).json());
    }
  }

  /** NEG-20, NEG-25. */
  @ParameterizedTest
  @CsvSource({
    "as=PartialObjectMetadata, /c007",
    "as=PartialObjectMetadataList, ?limit=3",
    "as=Table, /c007",
    "as=Table, ?limit=3",
    "as=Table, ?limit=3&includeObject=Object"
  })
  void aViewIsTheSameAsInJson(String view, String what) throws Exception {
    String parameters = ";" + view + ";v=v1;g=meta.k8s.io";
    Reply reply = get(CBOR + parameters, CONFIG_MAPS + what);
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.contentType()).isEqualTo(CBOR);
    assertThat(reply.object())
        .isEqualTo(api.getAs("application/json" + parameters, CONFIG_MAPS + what).json());
  }

  /** NEG-09. */
  @Test
  void anErrorIsAStatusInCbor() throws Exception {
    Reply reply = get(CBOR, CONFIG_MAPS + "/nobody");
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.contentType()).isEqualTo(CBOR);
    assertThat(reply.object().kind()).isEqualTo("Status");
    assertThat(reply.object().textOrEmpty("reason")).isEqualTo("NotFound");
    assertThat(reply.object().integer("code")).isEqualTo(404);
  }

  /** WATCH-04, WATCH-36, NEG-02: RFC 8742. */
  @ParameterizedTest
  @CsvSource({CBOR + "-seq", CBOR})
  void aWatchIsASequenceOfDocuments(String accept) throws Exception {
    String url = CONFIG_MAPS + "/c003";
    String since = api.get(url).json().resourceVersion();
    api.mergePatch(url, "{\"data\":{\"more\":\"" + accept + "\"}}");
    String watch =
        CONFIG_MAPS
            + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dc003"
            + "&resourceVersion=";
    Reply reply = get(accept, watch + since);
    assertThat(reply.contentType()).isEqualTo(CBOR + "-seq");
    List<Manifest> events = events(reply);
    assertThat(events)
        .extracting(each -> each.textOrEmpty("type"))
        .startsWith("MODIFIED")
        .endsWith("BOOKMARK");
    assertThat(events.getFirst().object("object")).isEqualTo(api.get(url).json());
    assertThat(events.getLast().textOrEmpty("object", "kind")).isEqualTo("ConfigMap");
    assertThat(events.getLast().textOrEmpty("object", "metadata", "resourceVersion")).isNotEmpty();
  }

  /** WATCH-50, WATCH-51. */
  @ParameterizedTest
  @CsvSource({"Table", "PartialObjectMetadata"})
  void aWatchOfAViewIsASequenceToo(String view) throws Exception {
    Reply reply =
        get(
            CBOR + ";as=" + view + ";v=v1;g=meta.k8s.io",
            CONFIG_MAPS + "?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dc004");
    List<Manifest> events = events(reply);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().textOrEmpty("object", "kind")).isEqualTo(view);
  }

  private static List<Manifest> events(Reply reply) throws Exception {
    List<Manifest> events = new ArrayList<>();
    String all = HexFormat.of().formatHex(reply.content().toArray());
    for (String event : all.split("(?=" + EVENT_START + ")", -1)) {
      events.add(CborForm.read(HexFormat.of().parseHex(event), DecodeLimits.standard()));
    }
    return events;
  }

  /** CRUD-05, CRUD-06, SSA-01, PATCH-01. */
  @Test
  void everyVerbTakesIt() throws Exception {
    Manifest sent =
        ApiFixture.parse(
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"sent\"},"
                + "\"data\":{\"a\":\"AAEC\"}}");
    String collection = "/api/v1/namespaces/default/secrets";
    Reply made = send("POST", collection, CBOR, sent);
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.object().uid()).isNotEmpty();

    Manifest changed = made.object().edit(editor -> editor.setText("AwQ=", "data", "b"));
    Reply put = send("PUT", collection + "/sent", CBOR, changed);
    assertThat(put.code()).isEqualTo(200);
    assertThat(put.object().textMap("data")).containsEntry("a", "AAEC").containsEntry("b", "AwQ=");

    Manifest applied =
        sent.edit(editor -> editor.remove("data").setText("x", "metadata", "labels", "l"));
    Reply patched = send("PATCH", collection + "/sent?fieldManager=me", APPLY, applied);
    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.object().labels()).containsEntry("l", "x");

    Manifest options =
        ApiFixture.parse(
            "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"other\"}}");
    assertThat(send("DELETE", collection + "/sent", CBOR, options).code()).isEqualTo(409);
    Reply gone =
        send(
            "DELETE",
            collection + "/sent",
            CBOR,
            options.edit(editor -> editor.setText(patched(made), "preconditions", "uid")));
    assertThat(gone.code()).isEqualTo(200);
    assertThat(gone.object().textOrEmpty("status")).isEqualTo("Success");
  }

  private static String patched(Reply made) {
    try {
      return made.object().uid();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A client in Go sends bytes as bytes, and says by a tag how they look as a text. */
  @Test
  void bytesOfASecretAreReadAsTheyAreSent() throws Exception {
    String hex =
        "a3"
            + "446b696e6446536563726574"
            + "4464617461a1416bd643000102"
            + "486d65746164617461a1446e616d65456279746573";
    Reply made =
        reply(
            api.reply(
                ApiFixture.request("POST", "/api/v1/namespaces/default/secrets")
                    .withBody(CBOR, HexFormat.of().parseHex(hex))
                    .withHeader("Accept", CBOR)));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.object().textMap("data")).containsExactly(Map.entry("k", "AAEC"));
  }

  /** SSA-02: a field that is named twice is refused, and so is what is no CBOR. */
  @ParameterizedTest
  @CsvSource({
    CBOR + ", POST, the object provided is unrecognized: cbor: found duplicate map key",
    APPLY + ", PATCH, error decoding YAML: cbor: found duplicate map key"
  })
  void aFieldThatIsNamedTwiceIsABadRequest(String type, String method, String message)
      throws Exception {
    String url = method.equals("POST") ? CONFIG_MAPS : CONFIG_MAPS + "/twice?fieldManager=me";
    Reply refused =
        reply(
            api.reply(
                ApiFixture.request(method, url)
                    .withBody(type, HexFormat.of().parseHex("a2416101416102"))
                    .withHeader("Accept", CBOR)));
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.object().textOrEmpty("message")).startsWith(message);
  }

  /** PATCH-01, NEG-04: the other patches have no form in CBOR, and a sequence is no object. */
  @ParameterizedTest
  @CsvSource({
    "PATCH, /c001, application/merge-patch+cbor",
    "PATCH, /c001, application/cbor",
    "POST, '', application/cbor-seq",
    "POST, '', application/apply-patch+cbor"
  })
  void otherFormsAreNotRead(String method, String name, String type) {
    Reply refused = send(method, CONFIG_MAPS + name, type, Manifest.empty());
    assertThat(refused.code()).isEqualTo(415);
    assertThat(new String(refused.content().toArray(), StandardCharsets.ISO_8859_1))
        .contains("accepted media types include: ")
        .contains(method.equals("POST") ? ", application/cbor" : ", application/apply-patch+cbor");
  }
}
