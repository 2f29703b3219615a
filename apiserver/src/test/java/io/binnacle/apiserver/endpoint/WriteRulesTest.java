package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WriteRulesTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String SERVICES = "/api/v1/namespaces/default/services";

  @AutoClose private final ApiFixture api = new ApiFixture();

  private static String deployment(int replicas) {
    return "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":"
        + replicas
        + ",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":"
        + "{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}}}";
  }

  private static String service(String name, String spec) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}";
  }

  /** CRUD-24. */
  @Test
  void aGeneratedNameIsTheBaseAndFiveLetters() {
    Manifest made = api.post(MAPS, "{\"metadata\":{\"generateName\":\"base-\"}}").json();
    assertThat(made.name()).matches("base-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(made.generateName()).isEqualTo("base-");
  }

  /** CRUD-45. */
  @Test
  void aWriteThatChangesNothingKeepsTheResourceVersion() {
    Manifest made = api.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}").json();
    Answer put = api.put(MAPS + "/a", "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
    assertThat(put.json().resourceVersion()).isEqualTo(made.resourceVersion());
    Answer patched = api.mergePatch(MAPS + "/a", "{}");
    assertThat(patched.json().resourceVersion()).isEqualTo(made.resourceVersion());
    assertThat(api.store.localView().revision().number())
        .isEqualTo(Long.parseLong(made.resourceVersion()));
  }

  /** CRUD-01. */
  @Test
  void aDryRunShowsWhatWouldBeAndLeavesNothing() {
    long before = api.store.localView().revision().number();
    Answer created = api.post(MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"a\"}}");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.json().uid()).isNotEmpty();
    assertThat(created.json().resourceVersion()).isEmpty();
    Answer served = api.post(SERVICES + "?dryRun=All", service("s", "\"ports\":[{\"port\":1}]"));
    assertThat(served.json().textOrEmpty("spec", "clusterIP")).startsWith("10.96.0.");
    assertThat(api.get(MAPS + "/a").code()).isEqualTo(404);
    assertThat(api.store.localView().revision().number()).isEqualTo(before);
    Manifest made = api.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}").json();
    Answer deleted = api.delete(MAPS + "/a", "{\"dryRun\":[\"All\"]}");
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(api.get(MAPS + "/a").json().uid()).isEqualTo(made.uid());
  }

  /** CRUD-03, CRUD-07. */
  @Test
  void anUnknownFieldIsDroppedWithAWarning() {
    Answer created = api.post(MAPS, "{\"metadata\":{\"name\":\"a\"},\"dta\":{\"k\":\"v\"}}");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.reply().headers().all("Warning"))
        .containsExactly("299 - \"unknown field \\\"dta\\\"\"");
    assertThat(created.json().has("dta")).isFalse();
  }

  /** META-12, META-13, SUB-02. */
  @Test
  void theGenerationCountsChangesOfTheSpecOnly() {
    Manifest made = api.post(DEPLOYMENTS, deployment(1)).json();
    assertThat(made.integer("metadata", "generation")).isEqualTo(1);
    String url = DEPLOYMENTS + "/web";
    assertThat(
            api.mergePatch(url, "{\"metadata\":{\"labels\":{\"l\":\"1\"}}}")
                .json()
                .integer("metadata", "generation"))
        .isEqualTo(1);
    Manifest status =
        api.mergePatch(url + "/status", "{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":4}}")
            .json();
    assertThat(status.integer("metadata", "generation")).isEqualTo(1);
    assertThat(status.integer("spec", "replicas")).isEqualTo(1);
    assertThat(status.integer("status", "replicas")).isEqualTo(4);
    Manifest main =
        api.mergePatch(url, "{\"spec\":{\"replicas\":2},\"status\":{\"replicas\":8}}").json();
    assertThat(main.integer("metadata", "generation")).isEqualTo(2);
    assertThat(main.integer("status", "replicas")).isEqualTo(4);
  }

  /** SUB-03, SUB-04. */
  @Test
  void aScaleChangesTheReplicasOfItsParent() {
    api.post(DEPLOYMENTS, deployment(1));
    Manifest scale = api.get(DEPLOYMENTS + "/web/scale").json();
    assertThat(scale.kind()).isEqualTo("Scale");
    assertThat(scale.apiVersion()).isEqualTo("autoscaling/v1");
    assertThat(scale.textOrEmpty("status", "selector")).isEqualTo("a=b");
    Answer patched = api.mergePatch(DEPLOYMENTS + "/web/scale", "{\"spec\":{\"replicas\":5}}");
    assertThat(patched.json().integer("spec", "replicas")).isEqualTo(5);
    Manifest parent = api.get(DEPLOYMENTS + "/web").json();
    assertThat(parent.integer("spec", "replicas")).isEqualTo(5);
    assertThat(parent.integer("metadata", "generation")).isEqualTo(2);
  }

  /** DEF-10, DEF-11, DEF-20. */
  @Test
  void aDeploymentHasItsDefaults() {
    Manifest made = api.post(DEPLOYMENTS, deployment(1)).json();
    assertThat(made.textOrEmpty("spec", "strategy", "type")).isEqualTo("RollingUpdate");
    assertThat(made.textOrEmpty("spec", "strategy", "rollingUpdate", "maxSurge")).isEqualTo("25%");
    Manifest container = made.items("spec", "template", "spec", "containers").getFirst();
    assertThat(container.textOrEmpty("imagePullPolicy")).isEqualTo("IfNotPresent");
    assertThat(made.textOrEmpty("spec", "template", "spec", "restartPolicy")).isEqualTo("Always");
  }

  /** DEF-41, DEF-42, VAL-41, VAL-42. */
  @Test
  void servicesGetAddressesAndPortsOfTheirOwn() {
    Manifest first = api.post(SERVICES, service("one", "\"ports\":[{\"port\":80}]")).json();
    String address = first.textOrEmpty("spec", "clusterIP");
    assertThat(address).startsWith("10.96.0.");
    assertThat(first.texts("spec", "clusterIPs")).containsExactly(address);
    assertThat(first.items("spec", "ports").getFirst().integer("targetPort")).isEqualTo(80);
    String wanted = "\"clusterIP\":\"" + address + "\",\"ports\":[{\"port\":80}]";
    assertThat(api.post(SERVICES, service("two", wanted)).message())
        .contains("provided IP is already allocated");
    Manifest nodePort =
        api.post(SERVICES, service("np", "\"type\":\"NodePort\",\"ports\":[{\"port\":80}]")).json();
    Long port = nodePort.items("spec", "ports").getFirst().integer("nodePort");
    assertThat(port).isBetween(30_000L, 30_010L);
    Answer replaced =
        api.put(SERVICES + "/np", service("np", "\"type\":\"NodePort\",\"ports\":[{\"port\":80}]"));
    assertThat(replaced.json().resourceVersion()).isEqualTo(nodePort.resourceVersion());
    api.delete(SERVICES + "/one", null);
    assertThat(api.post(SERVICES, service("two", wanted)).code()).isEqualTo(201);
  }

  /** VAL-12: what a StatefulSet claims, its containers may mount. */
  @Test
  void theClaimsOfAStatefulSetAreVolumes() {
    String container =
        "{\"name\":\"c\",\"image\":\"i\",\"volumeMounts\":[{\"name\":\"data\",\"mountPath\":\"/d\"}]}";
    String pod =
        "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":["
            + container
            + "]}}";
    String claim =
        "\"volumeClaimTemplates\":[{\"metadata\":{\"name\":\"data\"},\"spec\":{\"accessModes\":"
            + "[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}],";
    String spec = "\"serviceName\":\"s\",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},";
    String url = "/apis/apps/v1/namespaces/default/statefulsets";
    assertThat(api.post(url, service("with", spec + claim + pod)).code()).isEqualTo(201);
    assertThat(api.post(url, service("without", spec + pod)).message())
        .contains("volumeMounts[0].name: Not found: \"data\"");
  }

  /** DEF-25. */
  @Test
  void aJobIsSelectedByItsUid() {
    Manifest job =
        api.post(
                "/apis/batch/v1/namespaces/default/jobs",
                "{\"metadata\":{\"name\":\"j\"},\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":"
                    + "\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}")
            .json();
    String label = "batch.kubernetes.io/controller-uid";
    assertThat(job.textOrEmpty("spec", "selector", "matchLabels", label)).isEqualTo(job.uid());
    assertThat(job.textOrEmpty("spec", "template", "metadata", "labels", "job-name"))
        .isEqualTo("j");
    assertThat(job.integer("spec", "backoffLimit")).isEqualTo(6);
  }

  /** DEF-50. */
  @Test
  void stringDataBecomesData() {
    String url = "/api/v1/namespaces/default/secrets";
    Manifest made =
        api.post(url, "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"v\"}}").json();
    assertThat(made.has("stringData")).isFalse();
    assertThat(made.textOrEmpty("data", "k")).isEqualTo("dg==");
    assertThat(made.textOrEmpty("type")).isEqualTo("Opaque");
  }

  /** CRUD-08: also what only grew too large by what the server adds; nothing is left out of it. */
  @Test
  void whatIsTooLargeForTheStoreIsRefused() {
    String revisions = "/apis/apps/v1/namespaces/default/controllerrevisions";
    String object = "{\"metadata\":{\"name\":\"%s\"},\"revision\":1,\"data\":{\"a\":\"%s\"}}";
    assertThat(api.post(revisions, object.formatted("fits", "x".repeat(3_000_000))).code())
        .isEqualTo(201);
    Answer refused = api.post(revisions, object.formatted("large", "x".repeat(3_145_600)));
    assertThat(refused.code()).isEqualTo(413);
    assertThat(refused.reason()).isEqualTo("RequestEntityTooLarge");
    assertThat(refused.message()).contains("at most 3145728");
    assertThat(api.get(revisions + "/large").code()).isEqualTo(404);
  }

  /** PATCH-03, CRUD-48: of writers without a resourceVersion none loses what another wrote. */
  @Test
  void concurrentPatchesAllCount() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}");
    Set<Integer> codes = ConcurrentHashMap.newKeySet();
    List<Thread> writers =
        IntStream.range(0, 16)
            .mapToObj(
                writer ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int i = 0; i < 10; i++) {
                                String key = "k" + writer + "-" + i;
                                codes.add(
                                    api.mergePatch(
                                            MAPS + "/a", "{\"data\":{\"" + key + "\":\"v\"}}")
                                        .code());
                              }
                            }))
            .toList();
    writers.forEach(WriteRulesTest::join);
    assertThat(codes).containsExactly(200);
    assertThat(api.get(MAPS + "/a").json().textMap("data")).hasSize(160);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
