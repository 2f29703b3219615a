package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cells of jobs and autoscalers (PRINT-27, PRINT-48). */
final class WorkloadCells {
  private static final int METRICS_SHOWN_MAX = 2;
  private static final String UNKNOWN = "<unknown>";

  private WorkloadCells() {}

  /** Conditions that decide the status, the stronger first. */
  private static final List<String> TELLING_CONDITIONS = List.of("Complete", "Failed");

  private static final List<String> LATE_CONDITIONS =
      List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

  static String jobStatus(Manifest job) {
    for (String condition : TELLING_CONDITIONS) {
      if (PodSummary.conditionIsTrue(job, condition)) {
        return condition;
      }
    }
    if (job.has("metadata", "deletionTimestamp")) {
      return "Terminating";
    }
    for (String condition : LATE_CONDITIONS) {
      if (PodSummary.conditionIsTrue(job, condition)) {
        return condition;
      }
    }
    return "Running";
  }

  static String jobCompletions(Manifest job) {
    long succeeded = job.integerOr(0, "status", "succeeded");
    Long completions = job.integer("spec", "completions");
    if (completions != null) {
      return succeeded + "/" + completions;
    }
    long parallelism = job.integerOr(0, "spec", "parallelism");
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  static @Nullable String jobDuration(Manifest job, long nowEpochSeconds) {
    Long start = Timestamp.epochSecond(job.textOrEmpty("status", "startTime"));
    if (start == null) {
      return null;
    }
    Long end = Timestamp.epochSecond(job.textOrEmpty("status", "completionTime"));
    return HumanDuration.of(Objects.requireNonNullElse(end, nowEpochSeconds) - start);
  }

  static String scaleTarget(Manifest autoscaler) {
    return autoscaler.textOrEmpty("spec", "scaleTargetRef", "kind")
        + "/"
        + autoscaler.textOrEmpty("spec", "scaleTargetRef", "name");
  }

  /** Current and wanted value of each metric; the current ones are listed in the same order. */
  static String autoscalerTargets(Manifest autoscaler) {
    List<Manifest> wanted = autoscaler.items("spec", "metrics");
    List<Manifest> current = autoscaler.items("status", "currentMetrics");
    List<String> shown = new ArrayList<>();
    for (int position = 0; position < wanted.size() && position < METRICS_SHOWN_MAX; position++) {
      shown.add(
          target(wanted.get(position), position < current.size() ? current.get(position) : null));
    }
    if (shown.isEmpty()) {
      return FieldCells.NONE;
    }
    String list = String.join(", ", shown);
    int more = wanted.size() - shown.size();
    return more > 0 ? list + " + " + more + " more..." : list;
  }

  private static String target(Manifest metric, @Nullable Manifest current) {
    String source = sourceField(metric.textOrEmpty("type"));
    String name = source.endsWith("esource") ? metric.textOrEmpty(source, "name") + ": " : "";
    String average = metric.scalarText(source, "target", "averageValue");
    if (average != null) {
      String note = source.equals("external") || source.equals("object") ? " (avg)" : "";
      return name + currentText(current, source, "averageValue") + "/" + average + note;
    }
    Long utilization = metric.integer(source, "target", "averageUtilization");
    if (utilization != null) {
      String now = currentText(current, source, "averageUtilization");
      return name + (now.equals(UNKNOWN) ? now : now + "%") + "/" + utilization + "%";
    }
    String value = metric.scalarText(source, "target", "value");
    return name
        + currentText(current, source, "value")
        + "/"
        + Objects.requireNonNullElse(value, "<auto>");
  }

  private static String currentText(@Nullable Manifest metric, String source, String field) {
    String text = metric == null ? null : metric.scalarText(source, "current", field);
    return text == null ? UNKNOWN : text;
  }

  /** {@code ContainerResource} is written in the field {@code containerResource}. */
  private static String sourceField(String type) {
    return type.isEmpty() ? type : FieldCells.lowerCase(type.substring(0, 1)) + type.substring(1);
  }
}
