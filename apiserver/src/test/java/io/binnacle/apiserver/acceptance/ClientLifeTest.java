package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.PatchUtils;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E2E-05: the client libraries for Java, each verb, informers and elections of leaders. */
@Tag("clients")
@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientLifeTest {
  private static final String NAMESPACE = "client-life";

  private KubernetesClient fabric8;
  private ApiClient official;

  @BeforeAll
  void connect(AcceptanceCluster cluster) throws Exception {
    fabric8 = Clients.fabric8(cluster, cluster.balancerUrl());
    official = Clients.official(cluster, cluster.balancerUrl());
    fabric8
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterAll
  void disconnect() {
    fabric8.namespaces().withName(NAMESPACE).delete();
    fabric8.close();
  }

  @Test
  void fabric8DoesEachVerbAndItsInformerSeesIt() throws Exception {
    var maps = fabric8.configMaps().inNamespace(NAMESPACE);
    try (InformerRecorder informer = InformerRecorder.fabric8(fabric8, NAMESPACE)) {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName("of-fabric8")
              .withLabels(Map.of("of", "fabric8"))
              .endMetadata()
              .addToData("a", "1")
              .build();
      ConfigMap created = maps.resource(map).create();
      assertThat(maps.withLabel("of", "fabric8").list().getItems()).containsExactly(created);
      assertThat(maps.withName("of-fabric8").get()).isEqualTo(created);
      ConfigMap edited =
          maps.withName("of-fabric8")
              .edit(old -> new ConfigMapBuilder(old).addToData("b", "2").build());
      assertThat(edited.getData()).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThatThrownBy(() -> maps.resource(created).update())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
      ConfigMap replaced =
          maps.resource(new ConfigMapBuilder(edited).removeFromData("a").build()).update();
      assertThat(replaced.getData()).isEqualTo(Map.of("b", "2"));
      maps.withName("of-fabric8").delete();
      assertThat(maps.withName("of-fabric8").get()).isNull();
      // It names the uid of what is gone, which is a conflict and not 404.
      assertThatThrownBy(() -> maps.resource(replaced).update())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
      awaitChanges(
          informer,
          "of-fabric8",
          created.getMetadata().getResourceVersion(),
          edited.getMetadata().getResourceVersion(),
          replaced.getMetadata().getResourceVersion());
    }
  }

  @Test
  void theOfficialClientDoesEachVerbAndItsInformerSeesIt() throws Exception {
    CoreV1Api api = new CoreV1Api(official);
    String name = "of-official";
    try (InformerRecorder informer = InformerRecorder.official(official, NAMESPACE)) {
      V1ConfigMap map =
          new V1ConfigMap()
              .metadata(new V1ObjectMeta().name(name).labels(Map.of("of", "official")))
              .putDataItem("a", "1");
      V1ConfigMap created = api.createNamespacedConfigMap(NAMESPACE, map).execute();
      assertThat(
              api.listNamespacedConfigMap(NAMESPACE)
                  .labelSelector("of=official")
                  .fieldSelector("metadata.name=" + name)
                  .execute()
                  .getItems())
          .hasSize(1);
      V1ConfigMap read = api.readNamespacedConfigMap(name, NAMESPACE).execute();
      assertThat(read).isEqualTo(created);
      V1ConfigMap patched =
          PatchUtils.patch(
              V1ConfigMap.class,
              () ->
                  api.patchNamespacedConfigMap(
                          name, NAMESPACE, new V1Patch("{\"data\":{\"b\":\"2\"}}"))
                      .buildCall(null),
              V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
              official);
      assertThat(patched.getData()).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThatThrownBy(() -> api.replaceNamespacedConfigMap(name, NAMESPACE, read).execute())
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(409));
      V1ConfigMap replaced =
          api.replaceNamespacedConfigMap(name, NAMESPACE, patched.data(Map.of("b", "2"))).execute();
      api.deleteNamespacedConfigMap(name, NAMESPACE).execute();
      assertThatThrownBy(() -> api.readNamespacedConfigMap(name, NAMESPACE).execute())
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
      awaitChanges(
          informer,
          name,
          created.getMetadata().getResourceVersion(),
          patched.getMetadata().getResourceVersion(),
          replaced.getMetadata().getResourceVersion());
    }
  }

  /** Of other objects in the namespace the informers may hear as well. */
  private static void awaitChanges(
      InformerRecorder informer, String name, String created, String changed, String replaced)
      throws Exception {
    List<String> wanted =
        List.of("ADDED " + created, "MODIFIED " + changed, "MODIFIED " + replaced, "DELETED");
    AcceptanceCluster.await(
        "the informer to see " + wanted,
        () -> {
          List<String> seen =
              informer.changes().stream()
                  .filter(change -> change.name().equals(name))
                  .map(
                      change ->
                          change.type().equals("DELETED")
                              ? "DELETED"
                              : change.type() + " " + change.resourceVersion())
                  .toList();
          return seen.equals(wanted) && !informer.cache().containsKey(name) ? seen : List.of();
        });
  }

  /**
   * E2E-03: of two candidates one leads; the other follows it when it leaves; and who finds
   * somebody else's name in the Lease stops.
   */
  @ParameterizedTest
  @ValueSource(strings = {"fabric8", "official"})
  void ofTwoCandidatesOneLeads(String library) throws Exception {
    var contest =
        new ElectionCandidate.Contest(NAMESPACE, "led-by-" + library, Duration.ofSeconds(2));
    try (ElectionCandidate first = candidate(library, contest, "first")) {
      awaitLeader(first);
      try (ElectionCandidate second = candidate(library, contest, "second")) {
        Thread.sleep(contest.lease().plus(contest.retryPeriod()));
        assertThat(second.leads()).isFalse();
        assertThat(lease(contest).getSpec().getHolderIdentity()).isEqualTo("first");
        first.leave();
        awaitLeader(second);
        assertThat(first.leads()).isFalse();
        assertThat(lease(contest).getSpec().getHolderIdentity()).isEqualTo("second");
        assertThat(first.terms().getLast().toNanos())
            .isLessThanOrEqualTo(second.terms().getFirst().fromNanos());

        takeFromOutside(contest);
        AcceptanceCluster.await(
            "second to stop", () -> second.leads() ? List.of() : List.of("stopped"));
        assertThat(lease(contest).getSpec().getHolderIdentity()).isEqualTo("somebody");
      }
    }
  }

  private ElectionCandidate candidate(
      String library, ElectionCandidate.Contest contest, String identity) {
    return library.equals("fabric8")
        ? ElectionCandidate.fabric8(fabric8, contest, identity)
        : ElectionCandidate.official(official, contest, identity);
  }

  private static void awaitLeader(ElectionCandidate candidate) throws Exception {
    AcceptanceCluster.await(
        candidate.identity() + " to lead",
        () -> candidate.leads() ? List.of(candidate) : List.of());
  }

  private Lease lease(ElectionCandidate.Contest contest) {
    return fabric8.leases().inNamespace(contest.namespace()).withName(contest.name()).get();
  }

  /** Again where the leader has renewed it in between. */
  private void takeFromOutside(ElectionCandidate.Contest contest) throws Exception {
    AcceptanceCluster.await(
        "the Lease to be taken",
        () -> {
          try {
            return List.of(
                fabric8
                    .leases()
                    .inNamespace(contest.namespace())
                    .withName(contest.name())
                    .edit(ClientLifeTest::heldBySomebody));
          } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(409);
            return List.of();
          }
        });
  }

  private static Lease heldBySomebody(Lease old) {
    return new LeaseBuilder(old)
        .editSpec()
        .withHolderIdentity("somebody")
        .withLeaseDurationSeconds(60)
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
        .endSpec()
        .build();
  }
}
