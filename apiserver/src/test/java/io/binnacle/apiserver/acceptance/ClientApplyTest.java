package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Two managers apply objects of thirty kinds, with each of the client libraries for Java. */
@Tag("clients")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientApplyTest {
  private KubernetesClient fabric8;
  private Map<String, Applier> appliers = Map.of();

  @BeforeAll
  void connect(AcceptanceCluster cluster) throws IOException {
    fabric8 = Clients.fabric8(cluster, cluster.balancerUrl());
    appliers =
        Map.of(
            "fabric8",
            Applier.fabric8(fabric8),
            "official",
            Applier.official(Clients.official(cluster, cluster.balancerUrl())));
    fabric8
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(AppliedKind.NAMESPACE)
                .endMetadata()
                .build())
        .create();
  }

  @AfterAll
  void disconnect() {
    fabric8.namespaces().withName(AppliedKind.NAMESPACE).delete();
    fabric8.close();
  }

  static List<Arguments> kindsAndClients() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (AppliedKind kind : AppliedKind.all()) {
      all.add(Arguments.of(kind, "fabric8"));
      all.add(Arguments.of(kind, "official"));
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(2 * 20);
    return all;
  }

  /**
   * SSA-01, SSA-31, SSA-32: the first apply creates, the second changes nothing; another manager
   * who wants another value is told whose the field is and takes it by force; then the first is
   * told; what nobody applies any more goes.
   */
  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("kindsAndClients")
  void twoManagersShareAnObject(AppliedKind kind, String client) {
    Applier applier = appliers.get(client);
    try {
      Applier.Result created = applier.apply(kind, kind.manifest(0, true), "first", false);
      assertThat(managers(created)).containsExactly("first Apply");
      assertThat(created.at(kind.extra()).isMissingNode()).isFalse();
      Applier.Result again = applier.apply(kind, kind.manifest(0, true), "first", false);
      assertThat(version(again)).isEqualTo(version(created));

      assertConflict(kind, applier.apply(kind, kind.manifest(1, false), "second", false), "first");
      Applier.Result forced = applier.apply(kind, kind.manifest(1, false), "second", true);
      assertThat(managers(forced)).containsExactly("first Apply", "second Apply");
      assertConflict(kind, applier.apply(kind, kind.manifest(0, true), "first", false), "second");

      Applier.Result agreed = applier.apply(kind, kind.manifest(1, false), "first", false);
      assertThat(managers(agreed)).containsExactlyInAnyOrder("first Apply", "second Apply");
      assertThat(agreed.at(kind.extra()).isMissingNode()).as("%s", agreed).isTrue();
    } finally {
      fabric8.resource(kind.manifest(0, true)).withGracePeriod(0).delete();
    }
  }

  private static void assertConflict(AppliedKind kind, Applier.Result result, String owner) {
    assertThat(result.code()).as("%s", result).isEqualTo(409);
    assertThat(result.causes())
        .containsExactly(
            "FieldManagerConflict %s conflict with \"%s\"".formatted(kind.conflict(), owner));
  }

  private static String version(Applier.Result result) {
    return result.at("/metadata/resourceVersion").asString();
  }

  private static List<String> managers(Applier.Result result) {
    List<String> managers = new ArrayList<>();
    for (JsonNode entry : result.at("/metadata/managedFields")) {
      managers.add(entry.path("manager").asString() + " " + entry.path("operation").asString());
    }
    return managers;
  }
}
