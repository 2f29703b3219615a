package io.binnacle.manifests.convert;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * HorizontalPodAutoscaler autoscaling/v1, which knows the utilization of processors alone, over
 * autoscaling/v2: everything else is in annotations whose names and shapes Kubernetes has fixed.
 */
public final class AutoscalerConversion implements VersionConversion {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ReadLimits ANNOTATION_LIMITS = new ReadLimits(512 * 1024, 32, 40, 0);

  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT_METRICS = PREFIX + "current-metrics";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String BEHAVIOR = PREFIX + "behavior";

  private static final String WANTED = "targetCPUUtilizationPercentage";
  private static final String CURRENT = "currentCPUUtilizationPercentage";

  @Override
  public Manifest toStored(Manifest served) {
    ObjectNode stored = ManifestTree.of(served).deepCopy();
    stored.put("apiVersion", "autoscaling/v2");
    ObjectNode spec = stored.withObjectProperty("spec");
    ArrayNode metrics = NODES.arrayNode();
    if (takeAnnotation(stored, METRICS) instanceof ArrayNode others) {
      others.forEach(metric -> metrics.add(AutoscalerMetrics.SPEC.toStored((ObjectNode) metric)));
    }
    JsonNode wanted = spec.remove(WANTED);
    if (wanted != null) {
      ObjectNode cpu = metrics.addObject().put("type", "Resource").putObject("resource");
      cpu.put("name", "cpu");
      cpu.putObject("target").put("type", "Utilization").set("averageUtilization", wanted);
    }
    if (!metrics.isEmpty()) {
      spec.set("metrics", metrics);
    }
    if (takeAnnotation(stored, BEHAVIOR) instanceof ObjectNode behavior) {
      spec.set("behavior", behavior);
    }
    statusToStored(stored);
    return ManifestTree.toManifest(stored);
  }

  private static void statusToStored(ObjectNode stored) {
    JsonNode currentMetrics = takeAnnotation(stored, CURRENT_METRICS);
    JsonNode conditions = takeAnnotation(stored, CONDITIONS);
    if (!(stored.get("status") instanceof ObjectNode status)) {
      return;
    }
    JsonNode current = status.remove(CURRENT);
    ArrayNode metrics = NODES.arrayNode();
    if (currentMetrics instanceof ArrayNode all) {
      all.forEach(metric -> metrics.add(AutoscalerMetrics.STATUS.toStored((ObjectNode) metric)));
    } else if (current != null) {
      ObjectNode cpu = metrics.addObject().put("type", "Resource").putObject("resource");
      cpu.put("name", "cpu");
      cpu.putObject("current").set("averageUtilization", current);
    }
    if (!metrics.isEmpty()) {
      status.set("currentMetrics", metrics);
    }
    if (conditions instanceof ArrayNode) {
      status.set("conditions", conditions);
    }
  }

  @Override
  public Manifest fromStored(Manifest stored) {
    ObjectNode served = ManifestTree.of(stored).deepCopy();
    served.put("apiVersion", "autoscaling/v1");
    ObjectNode spec = served.withObjectProperty("spec");
    ArrayNode others = NODES.arrayNode();
    JsonNode wanted = null;
    for (JsonNode metric : takeArray(spec, "metrics")) {
      JsonNode utilization = cpuUtilization(metric, "target");
      if (utilization == null) {
        others.add(AutoscalerMetrics.SPEC.fromStored((ObjectNode) metric));
      } else {
        wanted = utilization;
      }
    }
    if (wanted != null) {
      spec.set(WANTED, wanted);
    }
    putAnnotation(served, METRICS, others);
    JsonNode behavior = spec.remove("behavior");
    if (behavior != null) {
      putAnnotation(served, BEHAVIOR, behavior);
    }
    if (served.get("status") instanceof ObjectNode status) {
      statusFromStored(served, status);
    }
    return ManifestTree.toManifest(served);
  }

  private static void statusFromStored(ObjectNode served, ObjectNode status) {
    ArrayNode all = NODES.arrayNode();
    for (JsonNode metric : takeArray(status, "currentMetrics")) {
      JsonNode utilization = cpuUtilization(metric, "current");
      if (utilization != null) {
        status.set(CURRENT, utilization);
      }
      all.add(AutoscalerMetrics.STATUS.fromStored((ObjectNode) metric));
    }
    putAnnotation(served, CURRENT_METRICS, all);
    putAnnotation(served, CONDITIONS, takeArray(status, "conditions"));
  }

  private static @Nullable JsonNode cpuUtilization(JsonNode metric, String part) {
    JsonNode resource = metric.path("resource");
    return metric.path("type").asString("").equals("Resource")
            && resource.path("name").asString("").equals("cpu")
        ? resource.path(part).get("averageUtilization")
        : null;
  }

  private static ArrayNode takeArray(ObjectNode parent, String name) {
    return parent.remove(name) instanceof ArrayNode array ? array : NODES.arrayNode();
  }

  private static void putAnnotation(ObjectNode object, String name, JsonNode value) {
    if (!value.isEmpty()) {
      object
          .withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put(name, JsonTreeWriter.toText(value));
    }
  }

  /** The value of an annotation, which is removed; null, and nothing removed, where it is none. */
  private static @Nullable JsonNode takeAnnotation(ObjectNode object, String name) {
    if (!(object.path("metadata").get("annotations") instanceof ObjectNode annotations)
        || !annotations.has(name)) {
      return null;
    }
    JsonNode value = read(annotations.path(name).asString(""));
    if (value != null) {
      annotations.remove(name);
      if (annotations.isEmpty()) {
        object.withObjectProperty("metadata").remove("annotations");
      }
    }
    return value;
  }

  private static @Nullable JsonNode read(String text) {
    try {
      // The reader reads objects, and some of the annotations are arrays.
      String wrapped = "{\"value\":" + text + "}";
      JsonNode root =
          JsonTreeReader.read(wrapped.getBytes(StandardCharsets.UTF_8), ANNOTATION_LIMITS).root();
      JsonNode value = root.path("value");
      boolean readable =
          value.isObject() || (value.isArray() && value.valueStream().allMatch(JsonNode::isObject));
      return readable && root.size() == 1 ? value : null;
    } catch (MalformedTreeException notOurs) {
      return null;
    }
  }
}
