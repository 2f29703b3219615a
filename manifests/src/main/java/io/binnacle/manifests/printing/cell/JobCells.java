package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cells of jobs (PRINT-27). */
final class JobCells {
  /** Conditions that decide the status, the stronger first. */
  private static final List<String> TELLING_CONDITIONS = List.of("Complete", "Failed");

  private static final List<String> LATE_CONDITIONS =
      List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

  private JobCells() {}

  static String status(Manifest job) {
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

  static String completions(Manifest job) {
    long succeeded = job.integerOr(0, "status", "succeeded");
    Long completions = job.integer("spec", "completions");
    if (completions != null) {
      return succeeded + "/" + completions;
    }
    long parallelism = job.integerOr(0, "spec", "parallelism");
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  static @Nullable String duration(Manifest job, long nowEpochSeconds) {
    Long start = Timestamp.epochSecond(job.textOrEmpty("status", "startTime"));
    if (start == null) {
      return null;
    }
    Long end = Timestamp.epochSecond(job.textOrEmpty("status", "completionTime"));
    return HumanDuration.of(Objects.requireNonNullElse(end, nowEpochSeconds) - start);
  }
}
