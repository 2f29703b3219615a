package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.Listener;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Watchers and a steady stream of writes. */
@Command(
    name = "watch",
    description = {
      "Measure the fan-out of watches.",
      "One client creates objects in order at a given rate; each watcher must see all of them, in"
          + " order. The latency of a delivery is from sending the create to reading the event."
    })
final class WatchCommand implements Callable<Integer> {
  private static final long DRAIN_SECONDS_MAX = 60;
  private static final long SETTLE_MILLIS = 2_000;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--watchers", defaultValue = "1000", description = "Default: 1000.")
  private int watchers = 1_000;

  @Option(names = "--rate", defaultValue = "100", description = "Writes a second. Default: 100.")
  private int rate = 100;

  @Option(names = "--seconds", defaultValue = "20", description = "Default: 20.")
  private int seconds = 20;

  @Option(
      names = "--label",
      defaultValue = "",
      description = "Put before the name of the work in the table.")
  private String label = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    // Names start at w-0, so each run has a namespace of its own.
    target.namespace += "-" + Long.toString(System.currentTimeMillis(), 36);
    Objects objects = target.objects();
    int writes = rate * seconds;
    AtomicLongArray sentNanos = new AtomicLongArray(writes);
    Histogram latencies = ClosedLoop.histogram();
    AtomicLong wrong = new AtomicLong();
    List<WatchStream> streams = new ArrayList<>();
    try (Lines lines = target.lines()) {
      Line writer = lines.open(1, 1).getFirst();
      ClosedLoop.ensure(writer, objects.createNamespace());
      for (Line each : lines.open(watchers, target.connections)) {
        WatchStream stream = new WatchStream(sentNanos, latencies, wrong);
        streams.add(stream);
        each.send(objects.watch(), stream);
      }
      Thread.sleep(SETTLE_MILLIS);
      double cpuBefore = ServerCpu.seconds(target.serverPids);
      long began = System.nanoTime();
      long writeErrors = write(writer, objects, sentNanos);
      awaitAll(latencies, (long) writes * watchers);
      double took = (System.nanoTime() - began) / 1e9;
      double cpu =
          target.serverPids.isEmpty() ? -1 : ServerCpu.seconds(target.serverPids) - cpuBefore;
      String name = "%s watch, %d watchers x %d writes/s".formatted(label, watchers, rate);
      long missing = (long) writes * watchers - latencies.getTotalCount();
      out.println(Measured.HEADER);
      new Measured(name.strip(), latencies, wrong.get() + writeErrors + missing, 0, took, cpu)
          .print(out);
      report(streams, missing, wrong.get(), writeErrors);
    }
    return 0;
  }

  /** In order, one at a time: the next leaves when it is due and the last one is answered. */
  private long write(Line writer, Objects objects, AtomicLongArray sentNanos)
      throws InterruptedException {
    AtomicLong errors = new AtomicLong();
    long first = System.nanoTime();
    long pause = TimeUnit.SECONDS.toNanos(1) / rate;
    for (int i = 0; i < sentNanos.length(); i++) {
      for (long now = System.nanoTime(); now < first + i * pause; now = System.nanoTime()) {
        LockSupport.parkNanos(first + i * pause - now);
      }
      sentNanos.set(i, System.nanoTime());
      CountDownLatch answered = new CountDownLatch(1);
      writer.send(objects.create("w-" + i), new Answer(answered, errors));
      answered.await();
    }
    return errors.get();
  }

  private static void awaitAll(Histogram latencies, long expected) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS_MAX);
    while (latencies.getTotalCount() < expected && System.nanoTime() < until) {
      Thread.sleep(10);
    }
  }

  private static void report(List<WatchStream> streams, long missing, long wrong, long failed) {
    if (missing + wrong + failed > 0) {
      System.err.printf(
          "%d events missing, %d out of order or skipped, %d writes failed%n",
          missing, wrong, failed);
    }
    for (WatchStream each : streams) {
      @Nullable String end = each.end();
      if (end != null) {
        System.err.println("a watch stream " + end);
        return;
      }
    }
  }

  private record Answer(CountDownLatch answered, AtomicLong errors) implements Listener {
    @Override
    public void piece(ByteBuf bytes) {}

    @Override
    public void ended(int status) {
      if (status != 201) {
        errors.incrementAndGet();
      }
      answered.countDown();
    }

    @Override
    public void failed(Throwable reason) {
      errors.incrementAndGet();
      answered.countDown();
    }
  }
}
