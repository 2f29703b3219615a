package io.binnacle.bench.commits.load;

import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param times in nanoseconds, of what was committed
 * @param errors what was not
 * @param serverCpuNanos of all members; negative where they cannot be told from the client
 * @param clientCpuNanos of the process that put
 */
public record Outcome(
    Histogram times, long errors, double seconds, long serverCpuNanos, long clientCpuNanos) {
  public double perSecond() {
    return times.getTotalCount() / seconds;
  }

  public double millisAt(double percentile) {
    return times.getValueAtPercentile(percentile) / 1e6;
  }

  /** Cells of a table: commits/s, p50, p99, max, errors, CPU of the members and of the client. */
  public String cells() {
    return "%,.0f | %.2f | %.2f | %.1f | %d | %s | %s"
        .formatted(
            perSecond(),
            millisAt(50),
            millisAt(99),
            times.getMaxValue() / 1e6,
            errors,
            micros(serverCpuNanos),
            micros(clientCpuNanos));
  }

  private String micros(long nanos) {
    long done = times.getTotalCount();
    return nanos < 0 || done == 0 ? "-" : "%.1f".formatted(nanos / 1e3 / done);
  }
}
