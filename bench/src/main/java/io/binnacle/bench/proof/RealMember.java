package io.binnacle.bench.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process of one member. */
final class RealMember {
  private static final long KILLED_SECONDS_MAX = 10;

  /** An idle member takes a tenth of a second; a leader hands over and answers first. */
  private static final long TERMINATED_SECONDS_MAX = 60;

  private final String name;
  private final int securePort;
  private final List<String> command;
  private final Path log;
  private @Nullable Process process;

  RealMember(String name, int securePort, List<String> command, Path log) {
    this.name = name;
    this.securePort = securePort;
    this.command = List.copyOf(command);
    this.log = log;
  }

  String name() {
    return name;
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + securePort);
  }

  synchronized boolean runs() {
    return process != null && process.isAlive();
  }

  synchronized void start() throws IOException {
    if (!runs()) {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }
  }

  /** SIGKILL; returns when the process is gone. */
  synchronized void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      awaitEnd(running, KILLED_SECONDS_MAX);
    }
  }

  /**
   * SIGTERM; returns when the process has ended by itself.
   *
   * @throws IOException it has not, in a time that is more than enough
   */
  synchronized void terminate() throws IOException {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!awaitEnd(running, TERMINATED_SECONDS_MAX)) {
        throw new IOException(
            name
                + " still runs "
                + TERMINATED_SECONDS_MAX
                + " s after SIGTERM; it said last: "
                + lastWords());
      }
    }
  }

  /**
   * An interrupt waits, too: whoever starts the member again needs the old process gone.
   *
   * @return whether it is
   */
  private static boolean awaitEnd(Process ending, long secondsMax) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
    boolean interrupted = false;
    boolean ended = !ending.isAlive();
    while (!ended && System.nanoTime() < until) {
      try {
        ended = ending.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String which) throws IOException, InterruptedException {
    long pid;
    synchronized (this) {
      if (process == null || !process.isAlive()) {
        return;
      }
      pid = process.pid();
    }
    new ProcessBuilder("kill", "-" + which, Long.toString(pid)).start().waitFor();
  }

  /** What it said last, for a member that does not come up. */
  String lastWords() throws IOException {
    if (!Files.exists(log)) {
      return "it said nothing";
    }
    List<String> lines =
        Files.readString(log, UTF_8).lines().filter(each -> !each.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
