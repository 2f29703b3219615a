package io.binnacle.bench.commits.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;

/** Virtual threads in this process that wait for each of their commands. */
public final class Proposers {
  private Proposers() {}

  /**
   * @param propose one command
   * @param isCommitted of what came of it
   */
  public static <T> Outcome run(
      Load load, Supplier<CompletionStage<T>> propose, Predicate<T> isCommitted)
      throws InterruptedException {
    ConcurrentHistogram times = new ConcurrentHistogram(3);
    AtomicLong errors = new AtomicLong();
    long cpuBefore = cpuNanos(ProcessHandle.current());
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < load.proposers(); i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() - begin < load.nanos()) {
                      long before = System.nanoTime();
                      if (isCommitted(propose, isCommitted)) {
                        times.recordValue(System.nanoTime() - before);
                      } else {
                        errors.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long cpu = cpuNanos(ProcessHandle.current()) - cpuBefore;
    return new Outcome(times, errors.get(), seconds, -1, cpu);
  }

  private static <T> boolean isCommitted(
      Supplier<CompletionStage<T>> propose, Predicate<T> isCommitted) {
    try {
      return isCommitted.test(propose.get().toCompletableFuture().join());
    } catch (CompletionException _) {
      return false;
    }
  }

  public static long cpuNanos(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
