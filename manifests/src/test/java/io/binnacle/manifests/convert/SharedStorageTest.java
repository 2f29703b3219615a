package io.binnacle.manifests.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RES-02: types that share objects. */
class SharedStorageTest {
  private static final TypeCatalogue TYPES = BuiltinTypes.load();

  @Test
  void theTypesThatShareObjectsAreStoredAndPrintedAsTheOther() {
    ResourceType oldAutoscalers = type("autoscaling", "v1", "horizontalpodautoscalers");
    ResourceType autoscalers = type("autoscaling", "v2", "horizontalpodautoscalers");
    assertThat(oldAutoscalers.storagePrefix()).isEqualTo(autoscalers.storagePrefix());
    assertThat(oldAutoscalers.storageKind()).isEqualTo(autoscalers.groupVersionKind());
    assertThat(oldAutoscalers.columns()).isEqualTo(autoscalers.columns());
    ResourceType newEvents = type("events.k8s.io", "v1", "events");
    assertThat(newEvents.storageKind().apiVersion()).isEqualTo("v1");
    assertThat(newEvents.storagePrefix()).isEqualTo("events");
    assertThat(type("", "v1", "events").sharedStorage()).isNull();
  }

  @Test
  void anAutoscalerOfTheOldVersionIsOneMetricOfTheNew() {
    VersionConversion conversion = conversionOf("autoscaling", "v1", "horizontalpodautoscalers");
    Manifest served =
        parse(
            """
            {"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler",
             "metadata":{"name":"web"},
             "spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5,
               "targetCPUUtilizationPercentage":70},
             "status":{"currentReplicas":2,"desiredReplicas":3,
               "currentCPUUtilizationPercentage":90}}
            """);
    Manifest stored =
        parse(
            """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",
             "metadata":{"name":"web"},
             "spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5,
               "metrics":[{"type":"Resource","resource":{"name":"cpu",
                 "target":{"type":"Utilization","averageUtilization":70}}}]},
             "status":{"currentReplicas":2,"desiredReplicas":3,
               "currentMetrics":[{"type":"Resource","resource":{"name":"cpu",
                 "current":{"averageUtilization":90}}}]}}
            """);
    assertThat(conversion.toStored(served)).isEqualTo(stored);
    Manifest back = conversion.fromStored(stored);
    assertThat(back.object("spec")).isEqualTo(served.object("spec"));
    assertThat(back.integer("status", "currentCPUUtilizationPercentage")).isEqualTo(90);
    assertThat(back.annotations())
        .containsOnlyKeys("autoscaling.alpha.kubernetes.io/current-metrics");
    assertThat(conversion.toStored(back)).isEqualTo(stored);
  }

  /** What the old version has no field for comes back as it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        "metrics":[{"type":"Resource","resource":{"name":"memory",
          "target":{"type":"AverageValue","averageValue":"100Mi"}}}]
        """,
        """
        "metrics":[{"type":"Pods","pods":{"metric":{"name":"requests",
          "selector":{"matchLabels":{"a":"b"}}},"target":{"type":"AverageValue","averageValue":"1k"}}}]
        """,
        """
        "metrics":[{"type":"Object","object":{"describedObject":{"kind":"Ingress","name":"main"},
          "metric":{"name":"hits"},"target":{"type":"Value","value":"10k"}}}]
        """,
        """
        "metrics":[{"type":"External","external":{"metric":{"name":"queue",
          "selector":{"matchLabels":{"q":"work"}}},"target":{"type":"AverageValue","averageValue":"30"}}}]
        """,
        """
        "metrics":[{"type":"ContainerResource","containerResource":{"name":"cpu","container":"main",
          "target":{"type":"Utilization","averageUtilization":60}}}]
        """,
        """
        "behavior":{"scaleDown":{"selectPolicy":"Disabled"}}
        """
      })
  void whatTheOldVersionDoesNotKnowIsKeptInAnnotations(String spec) {
    VersionConversion conversion = conversionOf("autoscaling", "v1", "horizontalpodautoscalers");
    Manifest stored =
        parse(
            """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",
             "metadata":{"name":"web","annotations":{"mine":"1"}},
             "spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5,%s},
             "status":{"conditions":[{"type":"AbleToScale","status":"True"}]}}
            """
                .formatted(spec));
    Manifest served = conversion.fromStored(stored);
    assertThat(served.fieldNames("spec"))
        .containsExactlyInAnyOrder("scaleTargetRef", "maxReplicas");
    assertThat(served.fieldNames("status")).isEmpty();
    assertThat(conversion.toStored(served)).isEqualTo(stored);
  }

  @Test
  void anAnnotationThatIsNoneOfOursStaysAsItIs() {
    VersionConversion conversion = conversionOf("autoscaling", "v1", "horizontalpodautoscalers");
    String name = "autoscaling.alpha.kubernetes.io/metrics";
    for (String text : new String[] {"not json", "7", "[1]", "", "{\"a\":1"}) {
      Manifest served =
          Manifest.empty()
              .edit(
                  editor ->
                      editor
                          .setText("autoscaling/v1", "apiVersion")
                          .setText(text, "metadata", "annotations", name)
                          .setInteger(1, "spec", "maxReplicas"));
      assertThat(conversion.toStored(served).annotations()).containsEntry(name, text);
    }
  }

  @Test
  void anEventHasOtherNamesForTheSame() {
    VersionConversion conversion = conversionOf("events.k8s.io", "v1", "events");
    Manifest served =
        parse(
            """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e"},
             "eventTime":"2026-01-01T00:00:00.000000Z","regarding":{"kind":"Pod","name":"p"},
             "related":{"kind":"Node"},"note":"went away","reason":"Gone","action":"Deleting",
             "reportingController":"example.com/c","reportingInstance":"c-1","type":"Normal",
             "deprecatedSource":{"component":"c"},"deprecatedCount":3,
             "deprecatedFirstTimestamp":"2026-01-01T00:00:00Z",
             "deprecatedLastTimestamp":"2026-01-01T00:00:01Z",
             "series":{"count":2,"lastObservedTime":"2026-01-01T00:00:00.000000Z"}}
            """);
    Manifest stored = conversion.toStored(served);
    assertThat(stored.apiVersion()).isEqualTo("v1");
    assertThat(stored.textOrEmpty("involvedObject", "name")).isEqualTo("p");
    assertThat(stored.textOrEmpty("message")).isEqualTo("went away");
    assertThat(stored.textOrEmpty("source", "component")).isEqualTo("c");
    assertThat(stored.textOrEmpty("reportingComponent")).isEqualTo("example.com/c");
    assertThat(stored.integer("count")).isEqualTo(3);
    assertThat(stored.textOrEmpty("lastTimestamp")).isEqualTo("2026-01-01T00:00:01Z");
    assertThat(conversion.fromStored(stored)).isEqualTo(served);
  }

  private static VersionConversion conversionOf(String group, String version, String resource) {
    return Objects.requireNonNull(type(group, version, resource).sharedStorage()).conversion();
  }

  private static ResourceType type(String group, String version, String resource) {
    return Objects.requireNonNull(
        TYPES.find(new GroupVersionResource(group, version, resource)), resource);
  }

  private static Manifest parse(String json) {
    try {
      return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new AssertionError(json, e);
    }
  }
}
