package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.StatusOnly;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kills leaders of a local cluster. */
@Command(
    name = "failover",
    description = {
      "Measure the time from kill -9 of the leader to the next write that succeeds.",
      "Works on a cluster that 'binnacle up' has started and restarts members of; writes go through"
          + " its load balancer."
    })
final class FailoverCommand implements Callable<Integer> {
  private static final Pattern MEMBER = Pattern.compile("\\{\"name\"[^}]*\\}");
  private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
  private static final long WHOLE_SECONDS_MAX = 60;
  private static final long ATTEMPT_SECONDS_MAX = 5;
  private static final long SETTLE_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 5;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--times", defaultValue = "20", description = "Leaders to kill. Default: 20.")
  private int times = 20;

  @Option(names = "--binnacle", defaultValue = "./binnacle", description = "The launcher.")
  private Path launcher = Path.of("./binnacle");

  @Option(names = "--data-dir", defaultValue = ".binnacle", description = "As given to 'up'.")
  private Path dataDirectory = Path.of(".binnacle");

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    Histogram pauses = ClosedLoop.histogram();
    Objects objects = target.objects();
    double began = System.nanoTime();
    long failures = 0;
    try (Lines lines = target.lines()) {
      ClosedLoop.ensure(lines.open(1, 1).getFirst(), objects.createNamespace());
      for (int i = 0; i < times; i++) {
        long leader = awaitWholeWithLeader();
        ProcessHandle process =
            ProcessHandle.of(leader).orElseThrow(() -> new IOException("the leader is gone"));
        long killed = System.nanoTime();
        process.destroyForcibly();
        failures += writeUntilDone(lines, objects, i);
        long micros = (System.nanoTime() - killed) / 1_000;
        pauses.recordValue(micros);
        System.err.printf("kill %d: %.0f ms%n", i + 1, micros / 1e3);
      }
    }
    out.println(Measured.HEADER);
    new Measured(
            "first write after kill -9 of the leader",
            pauses,
            0,
            0,
            (System.nanoTime() - began) / 1e9,
            -1)
        .print(out);
    System.err.println(failures + " attempts failed before one succeeded");
    return 0;
  }

  /** Attempts one after the other, each on a new connection, as a client that retries. */
  private long writeUntilDone(Lines lines, Objects objects, int round) throws InterruptedException {
    long failed = 0;
    while (!attempt(lines, objects, "f-" + ProcessHandle.current().pid() + "-" + round)) {
      failed++;
      Thread.sleep(RETRY_MILLIS);
    }
    return failed;
  }

  private static boolean attempt(Lines lines, Objects objects, String name)
      throws InterruptedException {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    try {
      Line line = lines.open(1, 1).getFirst();
      line.send(objects.create(name), new StatusOnly(answer));
      int status = answer.get(ATTEMPT_SECONDS_MAX, TimeUnit.SECONDS);
      line.close();
      // An attempt that seemed to fail may have been written: then it exists.
      return status == 201 || status == 409;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception refused) {
      // Netty throws what went wrong with a connection as it is, checked or not.
      return false;
    }
  }

  private long awaitWholeWithLeader() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WHOLE_SECONDS_MAX);
    while (System.nanoTime() < until) {
      Thread.sleep(SETTLE_MILLIS);
      long leader = leaderOfWhole(status());
      if (leader > 0) {
        return leader;
      }
    }
    throw new IOException("the cluster was not whole again within " + WHOLE_SECONDS_MAX + " s");
  }

  /** 0 while a member is down or none leads. */
  private static long leaderOfWhole(String status) {
    long leader = 0;
    Matcher members = MEMBER.matcher(status);
    while (members.find()) {
      String member = members.group();
      if (member.contains("\"role\":\"down\"")) {
        return 0;
      }
      Matcher pid = PID.matcher(member);
      if (member.contains("\"role\":\"leader\"") && pid.find()) {
        leader = Long.parseLong(pid.group(1));
      }
    }
    return leader;
  }

  private String status() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            launcher.toString(), "status", "-o", "json", "--data-dir", dataDirectory.toString());
    builder.environment().put("BINNACLE_NO_BUILD", "true");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }
}
