package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Cells of events, in the core form and in that of events.k8s.io (PRINT-37). */
final class EventCells {
  private EventCells() {}

  static @Nullable JsonNode lastSeen(Manifest event, long nowEpochSeconds) {
    String last =
        firstText(
            event,
            List.of(
                new String[] {"series", "lastObservedTime"},
                new String[] {"lastTimestamp"},
                new String[] {"deprecatedLastTimestamp"},
                new String[] {"firstTimestamp"},
                new String[] {"deprecatedFirstTimestamp"},
                new String[] {"eventTime"}));
    return age(last, nowEpochSeconds);
  }

  static @Nullable JsonNode firstSeen(Manifest event, long nowEpochSeconds) {
    String first =
        firstText(
            event,
            List.of(
                new String[] {"firstTimestamp"},
                new String[] {"deprecatedFirstTimestamp"},
                new String[] {"eventTime"}));
    return age(first, nowEpochSeconds);
  }

  static String object(Manifest event) {
    String about = event.has("involvedObject") ? "involvedObject" : "regarding";
    return FieldCells.lowerCase(event.textOrEmpty(about, "kind"))
        + "/"
        + event.textOrEmpty(about, "name");
  }

  static String source(Manifest event) {
    String where = event.has("deprecatedSource") ? "deprecatedSource" : "source";
    String component = event.textOrEmpty(where, "component");
    String host = event.textOrEmpty(where, "host");
    if (component.isEmpty()) {
      component = event.textOrEmpty("reportingComponent");
    }
    if (component.isEmpty()) {
      component = event.textOrEmpty("reportingController");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }

  static JsonNode count(Manifest event, long nowEpochSeconds) {
    long count = event.integerOr(0, "series", "count");
    if (count == 0) {
      count = event.integerOr(0, "count");
    }
    if (count == 0) {
      count = event.integerOr(1, "deprecatedCount");
    }
    return JsonNodeFactory.instance.numberNode(count);
  }

  private static @Nullable JsonNode age(String timestamp, long nowEpochSeconds) {
    String age = HumanDuration.since(timestamp, nowEpochSeconds);
    return CellFunction.textNode(age == null ? "<unknown>" : age);
  }

  private static String firstText(Manifest event, List<String[]> paths) {
    for (String[] path : paths) {
      String text = event.textOrEmpty(path);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }
}
