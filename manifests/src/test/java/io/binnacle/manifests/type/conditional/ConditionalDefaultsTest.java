package io.binnacle.manifests.type.conditional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.TypeCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class ConditionalDefaultsTest {
  private static final TypeCatalogue CATALOGUE = BuiltinTypes.load();

  private static Manifest yaml(String text) throws Exception {
    return Manifest.parseYaml(text.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  private static ConditionalDefaults of(String group, String resource) {
    return CATALOGUE
        .find(new GroupVersionResource(group, "v1", resource))
        .rules()
        .conditionalDefaults();
  }

  /** DEF-20 to DEF-24, DEF-10, DEF-40, VAL-46, VAL-53 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apps | deployments | spec: {strategy: {type: RollingUpdate}} | spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}}}",
        "apps | deployments | spec: {strategy: {type: Recreate}} | spec: {strategy: {type: Recreate}}",
        "apps | daemonsets | spec: {updateStrategy: {type: RollingUpdate}} | spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}}",
        "batch | jobs | spec: {parallelism: 2} | spec: {parallelism: 2, completionMode: NonIndexed, suspend: false, backoffLimit: 6, podReplacementPolicy: TerminatingOrFailed}",
        "batch | jobs | spec: {backoffLimitPerIndex: 1, podFailurePolicy: {rules: [{}]}} | spec: {backoffLimitPerIndex: 1, podFailurePolicy: {rules: [{}]}, parallelism: 1, completions: 1, completionMode: NonIndexed, suspend: false, backoffLimit: 2147483647, podReplacementPolicy: Failed}",
        "networking.k8s.io | networkpolicies | spec: {egress: [{}]} | spec: {egress: [{}], policyTypes: [Ingress, Egress]}",
        "networking.k8s.io | networkpolicies | spec: {egress: []} | spec: {egress: [], policyTypes: [Ingress]}",
        "'' | services | spec: {type: LoadBalancer, sessionAffinity: ClientIP} | spec: {type: LoadBalancer, sessionAffinity: ClientIP, externalTrafficPolicy: Cluster, internalTrafficPolicy: Cluster, allocateLoadBalancerNodePorts: true, sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}}",
        "'' | services | spec: {type: ExternalName} | spec: {type: ExternalName}",
        "'' | pods | spec: {enableServiceLinks: false} | spec: {enableServiceLinks: false}",
        "rbac.authorization.k8s.io | rolebindings | subjects: [{kind: User, name: a}, {kind: ServiceAccount, name: b}] | subjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}, {kind: ServiceAccount, name: b}]",
      })
  void aDefaultThatDependsOnOtherFieldsIsFilledIn(
      String group, String resource, String before, String after) throws Exception {
    assertThat(of(group, resource).apply(yaml(before))).isEqualTo(yaml(after));
  }

  @Test
  void anObjectToWhichNoRuleAppliesIsTheSameObject() throws Exception {
    Manifest manifest = yaml("spec: {strategy: {type: Recreate}}");

    assertThat(of("apps", "deployments").apply(manifest)).isSameAs(manifest);
    assertThat(ConditionalDefaults.NONE.apply(manifest)).isSameAs(manifest);
  }

  @Test
  void aRuleThatSaysNotWhereIsRefused() {
    assertThatThrownBy(() -> ConditionalDefaults.of(List.of(JsonNodeFactory.instance.objectNode())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at");
  }
}
