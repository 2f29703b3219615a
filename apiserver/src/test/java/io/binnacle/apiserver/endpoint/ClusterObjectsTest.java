package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.bootstrap.ClusterObjects;
import io.binnacle.manifests.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every cluster has from its first minute. */
class ClusterObjectsTest {
  private static final String AUTHENTICATION =
      "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
  private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses/";

  /** AUTHN-15: without it controllers take nobody's certificate. */
  @Test
  void theAuthoritiesOfAllReplicasAreNamedAndWrittenOnce() {
    try (ApiFixture api = new ApiFixture()) {
      ClusterObjects objects = new ClusterObjects(api.registry(), "10.96.0.1", 6443);
      objects.makeNamespaces().block();
      objects.makeStanding(List.of("first\n")).block();
      Manifest made = api.get(AUTHENTICATION).json();
      assertThat(made.text("data", "client-ca-file")).isEqualTo("first\n");
      objects.makeStanding(List.of("first\n")).block();
      assertThat(api.get(AUTHENTICATION).json().resourceVersion())
          .isEqualTo(made.resourceVersion());
      objects.makeStanding(List.of("second\n", "first\n")).block();
      assertThat(api.get(AUTHENTICATION).json().text("data", "client-ca-file"))
          .isEqualTo("first\nsecond\n");
    }
  }

  /** CTRL-03. */
  @Test
  void theHighestPrioritiesAreThere() {
    try (ApiFixture api = new ApiFixture()) {
      ClusterObjects objects = new ClusterObjects(api.registry(), "10.96.0.1", 6443);
      objects.makeNamespaces().then(objects.makeStanding(List.of())).block();
      assertThat(api.get(PRIORITIES + "system-cluster-critical").json().integer("value"))
          .isEqualTo(2_000_000_000);
      assertThat(api.get(PRIORITIES + "system-node-critical").json().integer("value"))
          .isEqualTo(2_000_001_000);
    }
  }
}
