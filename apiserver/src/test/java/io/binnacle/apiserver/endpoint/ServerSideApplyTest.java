package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Server-side apply and managedFields as requests and replies (SSA-nn). */
class ServerSideApplyTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String HPA_V1 =
      "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  private static final String HPA_V2 =
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  private static Answer apply(String url, String body) {
    return api.send("PATCH", url, "application/apply-patch+yaml", body);
  }

  private static String map(String name, String data) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"data\":{"
        + data
        + "}}";
  }

  private static String deployment(String name, String spec) {
    return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"w\"}},\"template\":{\"metadata\":"
        + "{\"labels\":{\"app\":\"w\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"
        + spec
        + "}}";
  }

  private static List<String> owners(Manifest object) {
    return object.items("metadata", "managedFields").stream()
        .map(
            entry ->
                entry.textOrEmpty("manager")
                    + " "
                    + entry.textOrEmpty("operation")
                    + " "
                    + entry.apiVersion()
                    + (entry.has("subresource") ? " " + entry.text("subresource") : ""))
        .toList();
  }

  private static String fields(Manifest object, int entry) {
    Manifest one = object.items("metadata", "managedFields").get(entry);
    Manifest fields = Objects.requireNonNull(one.object("fieldsV1"));
    return new String(fields.toJson(), StandardCharsets.UTF_8);
  }

  /** SSA-01, SSA-03, SSA-10, SSA-11. */
  @Test
  void anApplyOfSomethingNewCreatesItAndOwnsWhatItNames() {
    Answer answer =
        apply(
            MAPS + "/fresh?fieldManager=mine",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: fresh
              labels: {app: web}
            data:
              k: v
            """);
    assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    Manifest entry = answer.json().items("metadata", "managedFields").getFirst();
    assertThat(new String(entry.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{\"f:k\":"
                + "{}},\"f:metadata\":{\"f:labels\":{\"f:app\":{}}}},\"manager\":\"mine\","
                + "\"operation\":\"Apply\",\"time\":\"2025-11-24T16:00:00Z\"}");
    assertThat(api.get(MAPS + "/fresh").json()).isEqualTo(answer.json());
  }

  /** SSA-06, CRUD-45. */
  @Test
  void theSameApplyAgainWritesNothing() {
    String body = deployment("noop", ",\"replicas\":2");
    Manifest first = apply(DEPLOYMENTS + "/noop?fieldManager=a", body).json();
    api.clock.addAndGet(60);
    Answer second = apply(DEPLOYMENTS + "/noop?fieldManager=a", body);
    assertThat(second.code()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first);
    Manifest changed =
        apply(DEPLOYMENTS + "/noop?fieldManager=a", deployment("noop", ",\"replicas\":3")).json();
    assertThat(changed.resourceVersion()).isNotEqualTo(first.resourceVersion());
    assertThat(changed.items("metadata", "managedFields").getFirst().text("time"))
        .isNotEqualTo(first.items("metadata", "managedFields").getFirst().text("time"));
  }

  /** SSA-06, SSA-41: what becomes canonical is the same, whatever it was called. */
  @Test
  void anApplyThatOnlySaysTheSameOtherwiseWritesNothing() {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"LimitRange\",\"metadata\":{\"name\":\"canon\"},\"spec\":"
            + "{\"limits\":[{\"type\":\"Container\",\"max\":{\"cpu\":\"1000m\"}}]}}";
    String url = "/api/v1/namespaces/default/limitranges/canon?fieldManager=a";
    Manifest first = apply(url, body).json();
    assertThat(first.items("spec", "limits").getFirst().text("max", "cpu")).isEqualTo("1");
    api.clock.addAndGet(60);
    assertThat(apply(url, body).json()).isEqualTo(first);
  }

  /** SSA-30, SSA-31, SSA-32. */
  @Test
  void aConflictNamesTheOwnerAndTheFieldAndForceSettlesIt() {
    apply(DEPLOYMENTS + "/fought?fieldManager=a", deployment("fought", ",\"replicas\":2"));
    String wanted = deployment("fought", ",\"replicas\":5");
    Answer refused = apply(DEPLOYMENTS + "/fought?fieldManager=b", wanted);
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.reason()).isEqualTo("Conflict");
    assertThat(refused.message())
        .isEqualTo("Apply failed with 1 conflict: conflict with \"a\": .spec.replicas");
    Manifest cause = refused.json().items("details", "causes").getFirst();
    assertThat(cause.text("reason")).isEqualTo("FieldManagerConflict");
    assertThat(cause.text("field")).isEqualTo(".spec.replicas");
    Answer forced = apply(DEPLOYMENTS + "/fought?fieldManager=b&force=true", wanted);
    assertThat(forced.code()).isEqualTo(200);
    assertThat(forced.json().integer("spec", "replicas")).isEqualTo(5);
    assertThat(fields(forced.json(), 0)).doesNotContain("f:replicas");
    assertThat(fields(forced.json(), 1)).contains("f:replicas");
  }

  /** SSA-33: the default comes back. */
  @Test
  void aFieldThatIsGivenUpFallsBackToItsDefault() {
    apply(DEPLOYMENTS + "/given?fieldManager=a", deployment("given", ",\"replicas\":4"));
    Manifest after = apply(DEPLOYMENTS + "/given?fieldManager=a", deployment("given", "")).json();
    assertThat(after.integer("spec", "replicas")).isEqualTo(1);
    assertThat(fields(after, 0)).doesNotContain("f:replicas");
  }

  /** SSA-15, CRUD-02: who creates owns the defaults too, and is named after its program. */
  @Test
  void aCreateIsTrackedByTheNameOfTheProgram() {
    Answer created =
        api.send(
            ApiFixture.request("POST", DEPLOYMENTS)
                .withHeader("User-Agent", "kubectl/v1.36.0 (linux/amd64)")
                .withBody(
                    "application/json",
                    deployment("tracked", "").getBytes(StandardCharsets.UTF_8)));
    assertThat(owners(created.json())).containsExactly("kubectl Update apps/v1");
    assertThat(fields(created.json(), 0))
        .isEqualTo(
            "{\"f:spec\":{\"f:progressDeadlineSeconds\":{},\"f:replicas\":{},"
                + "\"f:revisionHistoryLimit\":{},\"f:selector\":{},\"f:strategy\":{"
                + "\"f:rollingUpdate\":{\".\":{},\"f:maxSurge\":{},\"f:maxUnavailable\":{}},"
                + "\"f:type\":{}},\"f:template\":{\"f:metadata\":{\"f:labels\":{\".\":{},"
                + "\"f:app\":{}}},\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{"
                + "\".\":{},\"f:image\":{},\"f:imagePullPolicy\":{},\"f:name\":{},"
                + "\"f:resources\":{},\"f:terminationMessagePath\":{},"
                + "\"f:terminationMessagePolicy\":{}}},\"f:dnsPolicy\":{},\"f:restartPolicy\":{},"
                + "\"f:schedulerName\":{},\"f:securityContext\":{},"
                + "\"f:terminationGracePeriodSeconds\":{}}}}}");
  }

  /** SSA-15, SSA-18: an update takes what it changes; one that changes nothing takes nothing. */
  @Test
  void updatesAndPatchesAreTracked() {
    Manifest created =
        api.post(MAPS + "?fieldManager=a", map("up", "\"x\":\"1\",\"z\":\"1\"")).json();
    Manifest patched =
        api.mergePatch(MAPS + "/up?fieldManager=b", "{\"data\":{\"x\":\"2\"}}").json();
    assertThat(owners(patched)).containsExactly("a Update v1", "b Update v1");
    assertThat(fields(patched, 0)).isEqualTo("{\"f:data\":{\".\":{},\"f:z\":{}}}");
    assertThat(fields(patched, 1)).isEqualTo("{\"f:data\":{\"f:x\":{}}}");
    Manifest same = api.mergePatch(MAPS + "/up?fieldManager=c", "{\"data\":{\"x\":\"2\"}}").json();
    assertThat(same).isEqualTo(patched);
    Manifest replaced = api.put(MAPS + "/up?fieldManager=c", map("up", "\"x\":\"2\"")).json();
    assertThat(fields(replaced, 0)).isEqualTo("{\"f:data\":{}}");
    assertThat(created.has("metadata", "managedFields")).isTrue();
  }

  /** SSA-14, SSA-19, SUB-05: each URL has owners of its own. */
  @Test
  void theStatusAndTheScaleHaveOwnersOfTheirOwn() {
    apply(DEPLOYMENTS + "/subs?fieldManager=a", deployment("subs", ",\"replicas\":2"));
    Manifest scaled =
        api.mergePatch(DEPLOYMENTS + "/subs/scale?fieldManager=hpa", "{\"spec\":{\"replicas\":6}}")
            .json();
    assertThat(scaled.integer("spec", "replicas")).isEqualTo(6);
    api.mergePatch(DEPLOYMENTS + "/subs/status?fieldManager=k", "{\"status\":{\"replicas\":6}}");
    Manifest now = api.get(DEPLOYMENTS + "/subs").json();
    assertThat(owners(now))
        .containsExactly("a Apply apps/v1", "hpa Update apps/v1 scale", "k Update apps/v1 status");
    assertThat(fields(now, 1)).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    assertThat(fields(now, 2)).isEqualTo("{\"f:status\":{\"f:replicas\":{}}}");
    Answer refused =
        apply(DEPLOYMENTS + "/subs?fieldManager=a", deployment("subs", ",\"replicas\":2"));
    assertThat(refused.message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"hpa\" with subresource \"scale\" using"
                + " apps/v1: .spec.replicas");
  }

  /** SSA-05, SUB-04: a Scale and a status can be applied. */
  @Test
  void aScaleAndAStatusCanBeApplied() {
    apply(DEPLOYMENTS + "/applied?fieldManager=a", deployment("applied", ""));
    String scale =
        "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"applied\"},"
            + "\"spec\":{\"replicas\":7}}";
    Answer scaled = apply(DEPLOYMENTS + "/applied/scale?fieldManager=s", scale);
    assertThat(scaled.code()).as(scaled.body()).isEqualTo(200);
    assertThat(scaled.json().integer("spec", "replicas")).isEqualTo(7);
    String status =
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"applied\"},"
            + "\"spec\":{\"paused\":true},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":"
            + "\"True\"}]}}";
    Answer reported = apply(DEPLOYMENTS + "/applied/status?fieldManager=k", status);
    assertThat(reported.code()).as(reported.body()).isEqualTo(200);
    assertThat(reported.json().has("spec", "paused")).isFalse();
    assertThat(owners(reported.json()))
        .containsExactly("a Apply apps/v1", "k Apply apps/v1 status", "s Apply apps/v1 scale");
    assertThat(fields(reported.json(), 1))
        .isEqualTo(
            "{\"f:status\":{\"f:conditions\":{\"k:{\\\"type\\\":\\\"Ready\\\"}\":{\".\":{},"
                + "\"f:status\":{},\"f:type\":{}}}}}");
    assertThat(
            apply(
                    DEPLOYMENTS + "/missing/status?fieldManager=k",
                    status.replace("applied", "missing"))
                .code())
        .isEqualTo(404);
  }

  /** SSA-20: null and broken lists are not meant; an empty one clears, and tracking ends. */
  @Test
  void ownersCanBeReplacedAndCleared() {
    api.post(MAPS + "?fieldManager=a", map("clear", "\"x\":\"1\""));
    Manifest kept =
        api.mergePatch(MAPS + "/clear?fieldManager=b", "{\"metadata\":{\"managedFields\":null}}")
            .json();
    assertThat(owners(kept)).containsExactly("a Update v1");
    Manifest broken =
        api.mergePatch(
                MAPS + "/clear?fieldManager=b",
                "{\"metadata\":{\"managedFields\":[{\"manager\":\"x\",\"operation\":\"Eat\"}]}}")
            .json();
    assertThat(owners(broken)).containsExactly("a Update v1");
    Manifest replaced =
        api.mergePatch(
                MAPS + "/clear?fieldManager=b",
                "{\"metadata\":{\"managedFields\":[{\"manager\":\"x\",\"operation\":\"Update\","
                    + "\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":"
                    + "{\"f:x\":{}}}}]}}")
            .json();
    assertThat(owners(replaced)).containsExactly("x Update v1");
    for (String nothing : List.of("[]", "[{}]")) {
      Manifest cleared =
          api.mergePatch(
                  MAPS + "/clear?fieldManager=b",
                  "{\"metadata\":{\"managedFields\":" + nothing + "}}")
              .json();
      assertThat(cleared.has("metadata", "managedFields")).isFalse();
    }
    Manifest untracked =
        api.mergePatch(MAPS + "/clear?fieldManager=b", "{\"data\":{\"x\":\"2\"}}").json();
    assertThat(untracked.has("metadata", "managedFields")).isFalse();
    Answer refused = apply(MAPS + "/clear?fieldManager=c", map("clear", "\"x\":\"3\""));
    assertThat(refused.message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.x");
    Manifest applied = apply(MAPS + "/clear?fieldManager=c", map("clear", "\"x\":\"2\"")).json();
    assertThat(owners(applied)).containsExactly("c Apply v1", "before-first-apply Update v1");
  }

  /** SSA-20: through a subresource nobody changes owners. */
  @Test
  void ownersInTheBodyOfASubresourceAreIgnored() {
    apply(DEPLOYMENTS + "/ignored?fieldManager=a", deployment("ignored", ""));
    Manifest after =
        api.mergePatch(
                DEPLOYMENTS + "/ignored/status?fieldManager=b",
                "{\"metadata\":{\"managedFields\":[]},\"status\":{\"replicas\":1}}")
            .json();
    assertThat(owners(after)).containsExactly("a Apply apps/v1", "b Update apps/v1 status");
  }

  /** SSA-44: fields are compared in the version in which their owner named them. */
  @Test
  void ownersOfDifferentVersionsMeet() {
    String target =
        "\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"w\"}";
    String v1 =
        "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"HorizontalPodAutoscaler\",\"metadata\":"
            + "{\"name\":\"h\"},\"spec\":{\"maxReplicas\":5,"
            + target
            + ",\"targetCPUUtilizationPercentage\":50}}";
    assertThat(apply(HPA_V1 + "/h?fieldManager=old", v1).code()).isEqualTo(201);
    String v2 = v1.replace("autoscaling/v1", "autoscaling/v2");
    String metrics =
        "\"metrics\":[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":"
            + "\"Utilization\",\"averageUtilization\":60}}}]";
    Answer refused =
        apply(
            HPA_V2 + "/h?fieldManager=new",
            v2.replace("\"targetCPUUtilizationPercentage\":50", metrics));
    assertThat(refused.message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"old\":"
                + " .spec.targetCPUUtilizationPercentage");
    Answer same =
        apply(
            HPA_V2 + "/h?fieldManager=new",
            v2.replace("\"targetCPUUtilizationPercentage\":50", metrics).replace("60", "50"));
    assertThat(same.code()).as(same.body()).isEqualTo(200);
    assertThat(owners(same.json()))
        .containsExactly("new Apply autoscaling/v2", "old Apply autoscaling/v1");
    // Given up in one version, kept by the owner of the other.
    Answer less =
        apply(
            HPA_V2 + "/h?fieldManager=new",
            v2.replace(",\"targetCPUUtilizationPercentage\":50", ""));
    assertThat(less.json().items("spec", "metrics")).hasSize(1);
  }

  /** SSA-03: who may patch and not create. */
  @Test
  void anApplyThatCreatesAsksForThePermissionToCreate() {
    api.mayCreate = false;
    try {
      Answer refused = apply(MAPS + "/denied?fieldManager=a", map("denied", "\"x\":\"1\""));
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.message()).contains("cannot create resource \"configmaps\"");
    } finally {
      api.mayCreate = true;
    }
    assertThat(api.get(MAPS + "/denied").code()).isEqualTo(404);
  }

  /** SSA-03, SSA-04. */
  @Test
  void preconditionsInTheBodyAreKept() {
    String uid = map("cond", "\"x\":\"1\"").replace("\"name\"", "\"uid\":\"u\",\"name\"");
    Answer missing = apply(MAPS + "/cond?fieldManager=a", uid);
    assertThat(missing.code()).isEqualTo(409);
    assertThat(missing.message())
        .contains(
            "uid mismatch: the provided object specified uid u, and no existing object was found");
    apply(MAPS + "/cond?fieldManager=a", map("cond", "\"x\":\"1\""));
    assertThat(apply(MAPS + "/cond?fieldManager=a", uid).code()).isEqualTo(409);
    String old =
        map("cond", "\"x\":\"2\"").replace("\"name\"", "\"resourceVersion\":\"1\",\"name\"");
    Answer stale = apply(MAPS + "/cond?fieldManager=a", old);
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message()).contains("the object has been modified");
  }

  /** SSA-02, SSA-07, PATCH-01, PATCH-04. */
  @Test
  void whatDoesNotFitIsRefused() {
    String body = map("bad", "\"x\":\"1\"");
    Answer nameless = apply(MAPS + "/bad", body);
    assertThat(nameless.code()).isEqualTo(422);
    assertThat(nameless.message())
        .isEqualTo(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
    assertThat(apply(MAPS + "/other?fieldManager=a", body).code()).isEqualTo(400);
    assertThat(apply(MAPS + "/bad?fieldManager=a", "a: [").code()).isEqualTo(400);
    Answer twice = apply(MAPS + "/bad?fieldManager=a", "kind: ConfigMap\nkind: ConfigMap\n");
    assertThat(twice.message()).isEqualTo("error decoding YAML: key \"kind\" already set in map");
    Answer forced =
        api.mergePatch(MAPS + "/bad?fieldManager=a&force=true", "{\"data\":{\"x\":\"1\"}}");
    assertThat(forced.code()).isEqualTo(422);
    Answer unknown = api.send("PATCH", MAPS + "/bad", "text/plain", body);
    assertThat(unknown.message())
        .endsWith(
            "application/json-patch+json, application/merge-patch+json,"
                + " application/strategic-merge-patch+json, application/apply-patch+yaml,"
                + " application/apply-patch+cbor");
    Answer strange =
        apply(
            DEPLOYMENTS + "/bad?fieldManager=a&fieldValidation=Strict",
            deployment("bad", ",\"foo\":1"));
    assertThat(strange.code()).isEqualTo(400);
    assertThat(strange.message()).contains(".spec.foo: field not declared in schema");
  }

  /** SSA-07, CRUD-01. */
  @Test
  void aDryRunShowsTheOwnersAndStoresNothing() {
    Answer dry = apply(MAPS + "/dry?fieldManager=a&dryRun=All", map("dry", "\"x\":\"1\""));
    assertThat(dry.code()).isEqualTo(201);
    assertThat(owners(dry.json())).containsExactly("a Apply v1");
    assertThat(api.get(MAPS + "/dry").code()).isEqualTo(404);
    apply(MAPS + "/dry?fieldManager=a", map("dry", "\"x\":\"1\""));
    Answer changed = apply(MAPS + "/dry?fieldManager=b&dryRun=All", map("dry", "\"z\":\"1\""));
    assertThat(owners(changed.json())).containsExactly("a Apply v1", "b Apply v1");
    assertThat(owners(api.get(MAPS + "/dry").json())).containsExactly("a Apply v1");
  }

  /** SSA-03, PATCH-03: whoever comes first creates it, and nobody's field is lost. */
  @Test
  void managersThatApplyAtTheSameTimeAllGetTheirFields() throws Exception {
    List<Callable<Answer>> applies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String manager = "m" + i;
      String body = map("crowd", "\"" + manager + "\":\"1\"");
      applies.add(() -> apply(MAPS + "/crowd?fieldManager=" + manager, body));
    }
    List<Integer> codes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(applies)) {
        codes.add(answer.get().code());
      }
    }
    assertThat(codes).containsOnly(200, 201).containsOnlyOnce(201);
    Manifest crowd = api.get(MAPS + "/crowd").json();
    assertThat(crowd.textMap("data")).hasSize(8);
    assertThat(owners(crowd)).hasSize(8).allMatch(owner -> owner.endsWith(" Apply v1"));
  }

  /** SSA-22: views of the metadata show owners, and lists too. */
  @Test
  void ownersAreInListsAndInMetadata() {
    apply(MAPS + "/seen?fieldManager=a", map("seen", "\"x\":\"1\""));
    Manifest partial =
        api.getAs("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", MAPS + "/seen")
            .json();
    assertThat(owners(partial)).containsExactly("a Apply v1");
    Manifest item =
        api.get(MAPS + "?fieldSelector=metadata.name=seen").json().items("items").getFirst();
    assertThat(owners(item)).containsExactly("a Apply v1");
  }
}
