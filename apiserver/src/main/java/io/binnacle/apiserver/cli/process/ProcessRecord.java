package io.binnacle.apiserver.cli.process;

import io.binnacle.apiserver.certificates.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pid file: the pid on the first line, the start of the process (milliseconds since 1970) on the
 * second. Pids are given out again after a crash or a reboot; one is believed only when the process
 * that has it now started when the file says.
 */
public final class ProcessRecord {
  /** The system derives start times from ticks since boot, so two readings differ a little. */
  private static final long START_TOLERANCE_MILLIS = 2_000;

  private ProcessRecord() {}

  public static void write(Path file, ProcessHandle process) throws IOException {
    PrivateFiles.write(file, process.pid() + "\n" + startMillis(process) + "\n");
  }

  /** The process of which the file speaks, if that one still runs. */
  public static Optional<ProcessHandle> find(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(0).strip());
      long started = Long.parseLong(lines.get(1).strip());
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> Math.abs(startMillis(process) - started) <= START_TOLERANCE_MILLIS);
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
