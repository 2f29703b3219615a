package io.binnacle.bench;

import io.binnacle.bench.http.Call;
import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Listener;
import io.binnacle.bench.http.StatusOnly;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Clients that send the next call as soon as they have the answer to the last. */
final class ClosedLoop {
  /** Ten minutes for one call is a server that hangs. */
  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(10);

  private static final long PHASE_MINUTES_MAX = 30;
  private static final long ENSURE_SECONDS_MAX = 30;
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;
  private static final int SUCCESS_MIN = 200;
  private static final int SUCCESS_MAX = 299;

  private final List<Line> lines;
  private final List<Long> serverPids;

  ClosedLoop(List<Line> lines, List<Long> serverPids) {
    this.lines = lines;
    this.serverPids = serverPids;
  }

  static Histogram histogram() {
    return new ConcurrentHistogram(LATENCY_MICROS_MAX, 3);
  }

  /** Sends one call that creates something which may be there already. */
  static void ensure(Line line, Call call) throws InterruptedException, IOException {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    line.send(call, new StatusOnly(answer));
    try {
      int status = answer.get(ENSURE_SECONDS_MAX, TimeUnit.SECONDS);
      if (status != CREATED && status != CONFLICT) {
        throw new IOException(call.method() + " " + call.path() + ": status " + status);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(call.method() + " " + call.path() + " got no answer", e);
    }
  }

  /** Sends that many calls, over all lines, and waits for the last answer. */
  Measured run(String work, LongFunction<Call> calls, long count)
      throws InterruptedException, IOException {
    Phase phase = new Phase(calls, count, lines.size());
    double cpuBefore = ServerCpu.seconds(serverPids);
    long began = System.nanoTime();
    for (Line each : lines) {
      phase.next(each);
    }
    if (!phase.finished.await(PHASE_MINUTES_MAX, TimeUnit.MINUTES)) {
      throw new IOException(work + " did not end within " + PHASE_MINUTES_MAX + " minutes");
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = serverPids.isEmpty() ? -1 : ServerCpu.seconds(serverPids) - cpuBefore;
    String firstError = phase.firstError;
    if (firstError != null) {
      System.err.println(work + ": first error: " + firstError);
    }
    return new Measured(work, phase.latencies, phase.errors.get(), phase.bytes.get(), seconds, cpu);
  }

  private static final class Phase {
    private final LongFunction<Call> calls;
    private final long count;
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Histogram latencies = histogram();
    private final CountDownLatch finished;
    private volatile @Nullable String firstError;

    Phase(LongFunction<Call> calls, long count, int lines) {
      this.calls = calls;
      this.count = count;
      this.finished = new CountDownLatch(lines);
    }

    void next(Line line) {
      long number = given.getAndIncrement();
      if (number >= count) {
        finished.countDown();
        return;
      }
      long sent = System.nanoTime();
      line.send(
          calls.apply(number),
          new Listener() {
            @Override
            public void piece(ByteBuf piece) {
              bytes.addAndGet(piece.readableBytes());
            }

            @Override
            public void ended(int status) {
              latencies.recordValue((System.nanoTime() - sent) / 1_000);
              if (status < SUCCESS_MIN || status > SUCCESS_MAX) {
                note("status " + status);
              }
              // Not from within the answer's own handling: HTTP/1.1 lines are free after it.
              line.eventLoop().execute(() -> next(line));
            }

            @Override
            public void failed(Throwable reason) {
              // The line is gone: its client is missing from here on, and the row shows it.
              note(String.valueOf(reason));
              finished.countDown();
            }
          });
    }

    private void note(String error) {
      errors.incrementAndGet();
      if (firstError == null) {
        firstError = error;
      }
    }
  }
}
