package io.binnacle.bench;

import java.io.PrintWriter;
import org.HdrHistogram.Histogram;

/**
 * One row of the table.
 *
 * @param latencies in microseconds
 * @param cpuSeconds of the server; negative where its processes were not named
 */
record Measured(
    String work, Histogram latencies, long errors, long bytes, double seconds, double cpuSeconds) {

  static final String HEADER =
      """
      | work | done | per second | p50 ms | p99 ms | max ms | MB/s | errors | server CPU per operation |
      |---|---|---|---|---|---|---|---|---|""";

  void print(PrintWriter out) {
    long done = latencies.getTotalCount();
    out.println(
        "| %s | %d | %.1f | %.2f | %.2f | %.2f | %.1f | %d | %s |"
            .formatted(
                work,
                done,
                done / seconds,
                millis(50),
                millis(99),
                latencies.getMaxValue() / 1e3,
                bytes / seconds / 1e6,
                errors,
                cpu(done)));
  }

  private double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  private String cpu(long done) {
    if (cpuSeconds < 0 || done == 0) {
      return "-";
    }
    double micros = cpuSeconds * 1e6 / done;
    return micros < 1_000 ? "%.0f us".formatted(micros) : "%.2f ms".formatted(micros / 1e3);
  }
}
