package io.binnacle.manifests.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.schema.cel.RuleSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules in the definition files. */
class BuiltinRulesTest {
  private static final List<ResourceType> ALL = BuiltinTypes.load().all();

  static List<ResourceType> types() {
    return ALL;
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyRuleCompiles(ResourceType type) {
    assertThat(RuleSet.compile(type.schema()).problems()).isEmpty();
  }

  /** Else the test above would have nothing to look at. */
  @Test
  void manyTypesHaveRules() {
    assertThat(ALL.stream().filter(type -> !type.ruleSet().isEmpty())).hasSizeGreaterThan(15);
  }

  /**
   * Kinds that every start of a server writes, and kinds that are written all the time, have no
   * rules in CEL, nor has anything that they contain (docs/adr/0005).
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Namespace", "Lease", "PriorityClass", "ServiceAccount", "Service", "Endpoints",
        "EndpointSlice", "ConfigMap", "Secret", "Pod", "PodTemplate", "ReplicationController",
        "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob",
        "PersistentVolumeClaim"
      })
  void whatIsWrittenAllTheTimeHasNoRuleInCel(String kind) {
    List<ResourceType> types = ALL.stream().filter(type -> type.kind().equals(kind)).toList();
    assertThat(types).isNotEmpty().allMatch(type -> type.ruleSet().isEmpty());
  }
}
