package io.binnacle.manifests.type.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryOrderTest {
  /** DISC-13 */
  @Test
  void versionsAreOrderedByStabilityThenNumber() {
    List<String> versions =
        new ArrayList<>(
            List.of("foo1", "v1alpha1", "v1beta1", "v1beta2", "v1", "v10", "v2", "v2beta1", "foo"));

    versions.sort(DiscoveryOrder.VERSIONS);

    assertThat(versions)
        .containsExactly(
            "v10", "v2", "v1", "v2beta1", "v1beta2", "v1beta1", "v1alpha1", "foo", "foo1");
  }

  /** RES-07 */
  @Test
  void groupsOfCustomResourcesComeAfterAllBuiltInOnes() {
    List<String> groups =
        new ArrayList<>(List.of("example.com", "apps", "acme.io", "", "node.k8s.io"));

    groups.sort(DiscoveryOrder.GROUPS);

    assertThat(groups).containsExactly("", "apps", "node.k8s.io", "acme.io", "example.com");
  }
}
