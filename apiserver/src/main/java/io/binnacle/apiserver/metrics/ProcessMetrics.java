package io.binnacle.apiserver.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

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
        .callback(
            callback ->
                statusKilobytes("VmRSS:").ifPresent(kilobytes -> callback.call(kilobytes * 1_024)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_virtual_memory_bytes")
        .help("Address space in use.")
        .callback(
            callback ->
                statusKilobytes("VmSize:").ifPresent(kilobytes -> callback.call(kilobytes * 1_024)))
        .register(registry);
    files(
        registry,
        "process_open_fds",
        "File descriptors that are open.",
        UnixOperatingSystemMXBean::getOpenFileDescriptorCount);
    files(
        registry,
        "process_max_fds",
        "File descriptors that may be open.",
        UnixOperatingSystemMXBean::getMaxFileDescriptorCount);
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

  /** The system is asked at a scrape and not before: it would cost the start some time. */
  private static void files(
      PrometheusRegistry registry,
      String name,
      String help,
      ToLongFunction<UnixOperatingSystemMXBean> count) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(
            callback -> {
              if (ManagementFactory.getOperatingSystemMXBean()
                  instanceof UnixOperatingSystemMXBean unix) {
                callback.call((double) count.applyAsLong(unix));
              }
            })
        .register(registry);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** Empty where the system has no such file. */
  private static OptionalDouble statusKilobytes(String name) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException _) {
      // Not Linux.
      return OptionalDouble.empty();
    }
  }
}
