package io.binnacle.apiserver.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The {@code process_*} family, as far as the system tells (MET-09). */
public final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMetrics() {}

  public static void register(PrometheusRegistry registry) {
    ProcessHandle.Info process = ProcessHandle.current().info();
    CounterWithCallback.builder()
        .name("process_cpu_seconds_total")
        .help("Processor time used, in user and in system mode.")
        .callback(callback -> callback.call(cpuSeconds()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_start_time_seconds")
        .help("Start of the process, in seconds since 1970.")
        .callback(
            callback ->
                process
                    .startInstant()
                    .ifPresent(start -> callback.call(start.toEpochMilli() / 1e3)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_resident_memory_bytes")
        .help("Memory that lies in RAM.")
        .callback(callback -> callback.call(residentBytes()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_heap_used_bytes")
        .help("Java heap in use, garbage included.")
        .callback(
            callback -> {
              Runtime runtime = Runtime.getRuntime();
              callback.call((double) runtime.totalMemory() - runtime.freeMemory());
            })
        .register(registry);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** Zero where the system has no such file. */
  private static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024;
        }
      }
    } catch (IOException _) {
      // Not Linux.
    }
    return 0;
  }
}
