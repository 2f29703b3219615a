package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.tidy.SharedInputs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An object of each kind with as many fields as can be set together, through every verb and form:
 * nothing of it is lost on the way.
 */
class FullExamplesTest {
  private static final String CBOR = "application/cbor";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  /** What the server writes in another form, keeps apart or sets itself. */
  private static final Set<String> CHANGED_BY_THE_SERVER =
      Set.of(
          ".stringData.key",
          ".spec.username",
          ".spec.groups[0]",
          ".spec.uid",
          ".spec.extra.key[0]",
          ".spec.containers[0].resources.limits.cpu");

  private static final String AT_ONCE =
      "{\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Background\"}";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  static List<ResourceType> storedTypes() {
    return BuiltinTypes.load().all().stream()
        .filter(each -> each.stored() && each.supports("create") && each.supports("update"))
        .toList();
  }

  private static String collection(ResourceType type) {
    String group = type.group().isEmpty() ? "/api/" : "/apis/" + type.group() + "/";
    String scope = type.namespaced() ? "/namespaces/default/" : "/";
    return group + type.resource().version() + scope + type.plural();
  }

  /** NEG-02, CRUD-45, PATCH-01, WATCH-02. */
  @ParameterizedTest
  @MethodSource("storedTypes")
  void nothingOfAnObjectIsLost(ResourceType type) throws Exception {
    String collection = collection(type);
    FullExample example = FullExample.of(type, "full");
    int all = example.leaves();
    Answer accepted = example.reduced(each -> api.post(collection + "?dryRun=All", each.json()));
    assertThat(accepted.code()).as("%s after %s", accepted.body(), example.taken()).isEqualTo(201);
    // Else the way of taking away has taken everything.
    assertThat(example.leaves()).as(example.json()).isGreaterThan(Math.min(6, all / 4));

    throughEveryForm(type, collection, example);
  }

  private static void throughEveryForm(ResourceType type, String collection, FullExample example)
      throws Exception {
    Answer made = api.post(collection + "?fieldValidation=Strict", example.json());
    assertThat(made.code()).as(made.body()).isEqualTo(201);
    String url = collection + "/" + made.json().name();
    assertThat(lost(example, made.json())).isEmpty();
    formsAreTheSame(url);
    putBackIsNoWrite(url);
    protobufIsTakenAsJsonIs(type, collection, made.json());
    cborIsTakenAsJsonIs(type, collection, url, made.json());
    patchesChangeWhatTheySay(url);
    watchAndDelete(type, collection, url, made.json());
  }

  static List<Manifest> publishedObjects() throws Exception {
    Optional<Path> folder = SharedInputs.manifests();
    Assumptions.assumeTrue(folder.isPresent(), SharedInputs.MISSING);
    List<Manifest> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.orElseThrow())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        objects.addAll(documentsOf(Files.readString(file)));
      }
    }
    return objects;
  }

  private static List<Manifest> documentsOf(String yaml) throws MalformedManifestException {
    List<Manifest> documents = new ArrayList<>();
    for (String document : yaml.split("(?m)^---.*$")) {
      if (document.contains("kind:")) {
        documents.add(
            Manifest.parseYaml(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard()));
      }
    }
    return documents;
  }

  /** NEG-02, CRUD-45, PATCH-01: the same of what people publish, with one label more. */
  @ParameterizedTest
  @MethodSource("publishedObjects")
  void nothingOfAPublishedObjectIsLost(Manifest published) throws Exception {
    ResourceType type =
        BuiltinTypes.load().all().stream()
            .filter(
                each ->
                    each.apiVersion().equals(published.apiVersion())
                        && each.kind().equals(published.kind()))
            .findFirst()
            .orElseThrow();
    String collection = collection(type);
    Manifest labelled =
        published.edit(editor -> editor.setText("published", "metadata", "labels", "example"));
    FullExample example = FullExample.published(type, labelled);
    throughEveryForm(type, collection, example);
  }

  /**
   * NEG-07: protobuf cannot say what kind the claims of a StatefulSet have, so JSON cannot either.
   */
  @Test
  void theClaimsOfAStatefulSetAreClaimsWhateverTheyAreCalled() {
    Answer made =
        api.post(
            "/apis/apps/v1/namespaces/default/statefulsets",
            """
            {"metadata":{"name":"named"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},
              "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}},
              "volumeClaimTemplates":[{"apiVersion":"v9","kind":"Thing","metadata":{"name":"d"},
                "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}""");
    assertThat(made.code()).as(made.body()).isEqualTo(201);
    Manifest claim = made.json().items("spec", "volumeClaimTemplates").getFirst();
    assertThat(claim.apiVersion() + " " + claim.kind()).isEqualTo("v1 PersistentVolumeClaim");
  }

  private static List<String> lost(FullExample example, Manifest read) {
    boolean keepsStatus = read.has("status", "key");
    return example.lostIn(read).stream()
        .filter(each -> keepsStatus || !each.startsWith(".status"))
        .filter(each -> !CHANGED_BY_THE_SERVER.contains(each.substring(0, each.indexOf(':'))))
        .toList();
  }

  private static void formsAreTheSame(String url) throws Exception {
    Manifest json = api.get(url).json();
    // Protobuf has no place for the kinds of claims in a StatefulSet, which are always the same.
    List<Manifest> claims =
        json.items("spec", "volumeClaimTemplates").stream()
            .map(each -> each.edit(editor -> editor.remove("apiVersion").remove("kind")))
            .toList();
    Manifest withoutKinds =
        claims.isEmpty()
            ? json
            : json.edit(editor -> editor.setItems(claims, "spec", "volumeClaimTemplates"));
    byte[] yaml = api.getAs("application/yaml", url).body().getBytes(StandardCharsets.UTF_8);
    assertThat(Manifest.parseYaml(yaml, DecodeLimits.standard()).equals(json))
        .as(new String(yaml, StandardCharsets.UTF_8))
        .isTrue();
    Manifest cbor = CborForm.read(bytesOf(url, CBOR), DecodeLimits.standard());
    assertThat(new String(sorted(cbor), StandardCharsets.UTF_8))
        .isEqualTo(new String(sorted(json), StandardCharsets.UTF_8));
    Manifest protobuf = Manifest.parseProtobuf(bytesOf(url, PROTOBUF), DecodeLimits.standard());
    assertThat(new String(sorted(protobuf), StandardCharsets.UTF_8))
        .isEqualTo(new String(sorted(withoutKinds), StandardCharsets.UTF_8));
  }

  private static byte[] sorted(Manifest object) {
    return object.toYaml();
  }

  private static byte[] bytesOf(String url, String form) {
    ApiReply reply = api.reply(ApiFixture.request("GET", url).withHeader("Accept", form));
    return ((ApiReply.Whole) reply).body().toArray();
  }

  private static void putBackIsNoWrite(String url) {
    Manifest before = api.get(url).json();
    Answer put = api.put(url, new String(before.toJson(), StandardCharsets.UTF_8));
    assertThat(put.code()).as(put.body()).isEqualTo(200);
    assertThat(put.json().resourceVersion()).isEqualTo(before.resourceVersion());
  }

  /** The same object under another name, sent in protobuf. */
  private static void protobufIsTakenAsJsonIs(ResourceType type, String collection, Manifest made) {
    Manifest sent = likeIt(type, made, "wire");
    ApiReply reply =
        api.reply(ApiFixture.request("POST", collection).withBody(PROTOBUF, sent.toProtobuf()));
    String body = ((ApiReply.Whole) reply).body().toUtf8();
    if (type.plural().equals("services")) {
      assertThat(reply.statusCode()).as(body).isIn(201, 422);
      return;
    }
    assertThat(reply.statusCode()).as(body).isEqualTo(201);
    Manifest again = ApiFixture.parse(body);
    for (String part : made.fieldNames()) {
      boolean same = part.equals("metadata") || part.equals("status") || again.sameAt(sent, part);
      assertThat(same).as(part + " of " + body).isTrue();
    }
    api.delete(collection + "/" + sent.name(), AT_ONCE);
  }

  /** The same object under another name, created and put back in CBOR. */
  private static void cborIsTakenAsJsonIs(
      ResourceType type, String collection, String url, Manifest made) throws Exception {
    Manifest before = api.get(url).json();
    ApiReply put =
        api.reply(
            ApiFixture.request("PUT", url)
                .withBody(CBOR, CborForm.document(before))
                .withHeader("Accept", CBOR));
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(cbor(put)).isEqualTo(before);

    Manifest sent = likeIt(type, made, "cbor");
    ApiReply reply =
        api.reply(
            ApiFixture.request("POST", collection)
                .withBody(CBOR, CborForm.document(sent))
                .withHeader("Accept", CBOR));
    Manifest again = cbor(reply);
    if (type.plural().equals("services")) {
      assertThat(reply.statusCode()).as(again.toString()).isIn(201, 422);
      return;
    }
    assertThat(reply.statusCode()).as(again.textOrEmpty("message")).isEqualTo(201);
    for (String part : made.fieldNames()) {
      boolean same = part.equals("metadata") || part.equals("status") || again.sameAt(sent, part);
      assertThat(same).as(part).isTrue();
    }
    api.delete(collection + "/" + sent.name(), AT_ONCE);
  }

  private static Manifest cbor(ApiReply reply) throws MalformedManifestException {
    return CborForm.read(((ApiReply.Whole) reply).body().toArray(), DecodeLimits.standard());
  }

  private static Manifest likeIt(ResourceType type, Manifest made, String name) {
    String changed = made.name().replace("10.0.0.9", "10.0.0.10").replace("full", name);
    String sameButName = changed.equals(made.name()) ? made.name() + "-" + name : changed;
    return made.edit(
        editor -> {
          for (String own :
              List.of(
                  "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")) {
            editor.remove("metadata", own);
          }
          editor.setText(sameButName, "metadata", "name");
          if (type.plural().equals("services")) {
            editor.remove("spec", "clusterIP").remove("spec", "clusterIPs");
            editor.remove("spec", "ports");
          }
          // A binding of itself to what is there already.
          editor.remove("spec", "claimRef");
        });
  }

  private static void patchesChangeWhatTheySay(String url) {
    Manifest before = api.get(url).json();
    String label = "{\"metadata\":{\"labels\":{\"%s\":\"yes\"}}}";
    List<Answer> answers =
        List.of(
            api.send(
                "PATCH",
                url,
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels/one\",\"value\":\"yes\"}]"),
            api.mergePatch(url, label.formatted("two")),
            api.send(
                "PATCH", url, "application/strategic-merge-patch+json", label.formatted("three")),
            api.send(
                "PATCH",
                url + "?fieldManager=tester&force=true",
                "application/apply-patch+yaml",
                "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"four\":\"yes\"}}}"
                    .formatted(before.apiVersion(), before.kind(), before.name())));
    assertThat(answers).allSatisfy(each -> assertThat(each.code()).as(each.body()).isEqualTo(200));
    Manifest after = api.get(url).json();
    assertThat(after.labels()).containsKeys("one", "two", "three", "four");
    for (String part : before.fieldNames()) {
      boolean same = part.equals("metadata") || after.sameAt(before, part);
      assertThat(same).as(part).isTrue();
    }
  }

  private static void watchAndDelete(
      ResourceType type, String collection, String url, Manifest made) {
    Answer gone = api.delete(url, AT_ONCE);
    assertThat(gone.code()).as(gone.body()).isIn(200, 202);
    if (type.plural().equals("namespaces")) {
      return;
    }
    assertThat(api.get(url).code()).isEqualTo(404);
    List<Manifest> events =
        api.watch(
                collection
                    + "?watch=1&timeoutSeconds=5&resourceVersion="
                    + made.resourceVersion()
                    + "&fieldSelector=metadata.name%3D"
                    + made.name())
            .takeUntil(event -> event.textOrEmpty("type").equals("DELETED"))
            .collectList()
            .block();
    assertThat(events)
        .extracting(event -> event.textOrEmpty("type"))
        .containsExactly("MODIFIED", "MODIFIED", "MODIFIED", "MODIFIED", "DELETED");
  }
}
