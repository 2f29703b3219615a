package io.binnacle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what processes have used of the CPU, user and system, from /proc. */
final class ServerCpu {
  /** The kernel reports in ticks of 10 ms to user space, whatever its own are. */
  private static final double SECONDS_PER_TICK = 0.01;

  /** Fields of /proc/PID/stat behind the command's name: utime is the 12th, stime the 13th. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private ServerCpu() {}

  static double seconds(List<Long> pids) throws IOException {
    double sum = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      sum += ticks * SECONDS_PER_TICK;
    }
    return sum;
  }
}
