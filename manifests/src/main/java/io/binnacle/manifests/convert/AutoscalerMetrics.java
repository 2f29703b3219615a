package io.binnacle.manifests.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shapes of metrics: flat in the annotations of autoscaling/v1, nested in autoscaling/v2. One
 * table for both ways.
 */
final class AutoscalerMetrics {
  static final AutoscalerMetrics SPEC = new AutoscalerMetrics("target");
  static final AutoscalerMetrics STATUS = new AutoscalerMetrics("current");

  private final String part;

  /** By source: the path in v2, and the name in v1. */
  private final Map<String, List<Field>> fields = new LinkedHashMap<>();

  private record Field(String parent, String name, String flat) {}

  private AutoscalerMetrics(String part) {
    this.part = part;
    Field value = new Field(part, "value", part + "Value");
    Field average = new Field(part, "averageValue", part + "AverageValue");
    Field utilization = new Field(part, "averageUtilization", part + "AverageUtilization");
    Field metric = new Field("metric", "name", "metricName");
    Field selector = new Field("metric", "selector", "selector");
    Field name = new Field("", "name", "name");
    fields.put(
        "object",
        List.of(
            new Field("", "describedObject", "target"),
            metric,
            selector,
            value,
            new Field(part, "averageValue", "averageValue")));
    fields.put("pods", List.of(metric, selector, average));
    fields.put("resource", List.of(name, utilization, average));
    fields.put(
        "containerResource",
        List.of(name, new Field("", "container", "container"), utilization, average));
    fields.put(
        "external",
        List.of(metric, new Field("metric", "selector", "metricSelector"), value, average));
  }

  ObjectNode fromStored(ObjectNode metric) {
    ObjectNode flat = metric.deepCopy();
    fields.forEach(
        (source, all) -> {
          if (metric.get(source) instanceof ObjectNode nested) {
            ObjectNode written = flat.putObject(source);
            for (Field field : all) {
              JsonNode value = in(nested, field).get(field.name());
              if (value != null) {
                written.set(field.flat(), value);
              }
            }
          }
        });
    return flat;
  }

  private static JsonNode in(ObjectNode nested, Field field) {
    return field.parent().isEmpty() ? nested : nested.path(field.parent());
  }

  ObjectNode toStored(ObjectNode flat) {
    ObjectNode metric = flat.deepCopy();
    fields.forEach(
        (source, all) -> {
          if (flat.get(source) instanceof ObjectNode written) {
            metric.set(source, nested(written, all));
          }
        });
    return metric;
  }

  private ObjectNode nested(ObjectNode flat, List<Field> all) {
    ObjectNode nested = JsonNodeFactory.instance.objectNode();
    ObjectNode measure = nested.putObject(part);
    for (Field field : all) {
      JsonNode value = flat.get(field.flat());
      if (value != null) {
        (field.parent().isEmpty() ? nested : nested.withObjectProperty(field.parent()))
            .set(field.name(), value);
      }
    }
    if (part.equals("target")) {
      measure.put("type", typeOf(measure));
    }
    return nested;
  }

  private static String typeOf(ObjectNode target) {
    if (target.has("averageUtilization")) {
      return "Utilization";
    }
    return target.has("averageValue") ? "AverageValue" : "Value";
  }
}
