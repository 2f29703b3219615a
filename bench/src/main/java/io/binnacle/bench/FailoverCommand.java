package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.http.Call;
import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.StatusOnly;
import io.binnacle.bench.http.WholeAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
          + " its load balancer. Before each kill all members are ready and one leads.",
      "Ends with 1 when a write did not succeed within 60 s, or the cluster was not whole again."
    })
final class FailoverCommand implements Callable<Integer> {
  private static final Pattern SECURE_PORT = Pattern.compile("\"securePort\":\\s*(\\d+)");
  private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
  private static final long WHOLE_SECONDS_MAX = 120;
  private static final long WRITE_SECONDS_MAX = 60;
  private static final long ATTEMPT_SECONDS_MAX = 5;
  private static final long STATUS_MILLIS_MAX = 2_000;

  /** Long enough for the last one to become ready to hear from its leader. */
  private static final long SETTLE_MILLIS = 200;

  private static final long RETRY_MILLIS = 5;
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int EXISTS = 409;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--times", defaultValue = "20", description = "Leaders to kill. Default: 20.")
  private int times = 20;

  @Option(names = "--data-dir", defaultValue = ".binnacle", description = "As given to 'up'.")
  private Path dataDirectory = Path.of(".binnacle");

  private final Histogram pauses = ClosedLoop.histogram();
  private long attemptsFailed;

  /** Kills after which nothing could be written in time. */
  private long killsFailed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    Objects objects = target.objects();
    long began = System.nanoTime();
    List<Lines> members = new ArrayList<>();
    String ended = "";
    try (Lines lines = target.lines()) {
      for (URI each : memberUrls()) {
        members.add(target.lines(each));
      }
      ClosedLoop.ensure(lines.open(1, 1).getFirst(), objects.createNamespace());
      for (int i = 0; i < times && ended.isEmpty(); i++) {
        Optional<ProcessHandle> leader = awaitWholeWithLeader(members);
        if (leader.isEmpty()) {
          ended = "the cluster was not whole again within " + WHOLE_SECONDS_MAX + " s";
        } else {
          killAndWrite(leader.get(), lines, objects, i);
        }
      }
    } finally {
      members.forEach(Lines::close);
    }
    print(out, (System.nanoTime() - began) / 1e9, ended);
    return ended.isEmpty() && killsFailed == 0 ? 0 : 1;
  }

  private void print(PrintWriter out, double seconds, String ended) {
    String work = "first write after kill -9 of the leader";
    out.println(Measured.HEADER);
    new Measured(work, pauses, killsFailed, 0, seconds, -1).print(out);
    out.printf(
        "%nkills %d: median %.0f ms, p99 %.0f ms, worst %.0f ms; %d without a write within %d s;"
            + " %d attempts failed before one succeeded%n",
        pauses.getTotalCount() + killsFailed,
        pauses.getValueAtPercentile(50) / 1e3,
        pauses.getValueAtPercentile(99) / 1e3,
        pauses.getMaxValue() / 1e3,
        killsFailed,
        WRITE_SECONDS_MAX,
        attemptsFailed);
    if (!ended.isEmpty()) {
      out.println("ended early: " + ended);
    }
  }

  private void killAndWrite(ProcessHandle leader, Lines lines, Objects objects, int round)
      throws InterruptedException {
    String name = "f-" + ProcessHandle.current().pid() + "-" + round;
    long killed = System.nanoTime();
    long until = killed + TimeUnit.SECONDS.toNanos(WRITE_SECONDS_MAX);
    leader.destroyForcibly();
    // Attempts one after the other, each on a new connection, as a client that retries.
    while (!attempt(lines, objects, name)) {
      attemptsFailed++;
      if (System.nanoTime() - until > 0) {
        killsFailed++;
        System.err.printf("kill %d: no write within %d s%n", round + 1, WRITE_SECONDS_MAX);
        return;
      }
      Thread.sleep(RETRY_MILLIS);
    }
    long micros = (System.nanoTime() - killed) / 1_000;
    pauses.recordValue(micros);
    System.err.printf("kill %d: %.0f ms%n", round + 1, micros / 1e3);
  }

  private static boolean attempt(Lines lines, Objects objects, String name)
      throws InterruptedException {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    try {
      Line line = lines.open(1, 1).getFirst();
      try {
        line.send(objects.create(name), new StatusOnly(answer));
        int status = answer.get(ATTEMPT_SECONDS_MAX, TimeUnit.SECONDS);
        // An attempt that seemed to fail may have been written: then it exists.
        return status == CREATED || status == EXISTS;
      } finally {
        line.close();
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception refused) {
      // Netty throws what went wrong with a connection as it is, checked or not.
      return false;
    }
  }

  /** Empty where it took too long. */
  private static Optional<ProcessHandle> awaitWholeWithLeader(List<Lines> members)
      throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WHOLE_SECONDS_MAX);
    Optional<ProcessHandle> leader = Optional.empty();
    while (leader.isEmpty() && System.nanoTime() < until) {
      Thread.sleep(SETTLE_MILLIS);
      leader = leaderOfWhole(members);
    }
    return leader;
  }

  /** Empty while a member is down or not ready, or none leads. */
  private static Optional<ProcessHandle> leaderOfWhole(List<Lines> members)
      throws InterruptedException {
    Optional<ProcessHandle> leader = Optional.empty();
    for (Lines member : members) {
      String said = status(member);
      Matcher pid = PID.matcher(said);
      if (!said.contains("\"ready\":true") || !pid.find()) {
        return Optional.empty();
      }
      if (said.contains("\"role\":\"leader\"")) {
        leader = ProcessHandle.of(Long.parseLong(pid.group(1)));
      }
    }
    return leader;
  }

  /** What a member says of itself; empty while it does not answer. */
  private static String status(Lines member) throws InterruptedException {
    try {
      Line line = member.open(1, 1).getFirst();
      try {
        WholeAnswer answer = new WholeAnswer();
        line.send(Call.get("/binnacle/v1/status"), answer);
        WholeAnswer.Answer said = answer.await(STATUS_MILLIS_MAX);
        return said.status() == OK ? said.body() : "";
      } finally {
        line.close();
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception refused) {
      return "";
    }
  }

  private List<URI> memberUrls() throws IOException {
    List<URI> urls = new ArrayList<>();
    Matcher ports = SECURE_PORT.matcher(Files.readString(dataDirectory.resolve("cluster.json")));
    while (ports.find()) {
      urls.add(URI.create("https://127.0.0.1:" + ports.group(1)));
    }
    return urls;
  }
}
