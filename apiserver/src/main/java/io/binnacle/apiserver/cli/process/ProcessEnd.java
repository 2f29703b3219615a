package io.binnacle.apiserver.cli.process;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: asks first, insists after a bound. */
public final class ProcessEnd {
  /** A process that got SIGKILL is gone as soon as the system has taken its memory back. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private ProcessEnd() {}

  /**
   * Asks all to end, waits, and kills those that did not.
   *
   * @return how many had to be killed
   */
  public static int end(Collection<ProcessHandle> processes, Duration grace) {
    processes.forEach(ProcessHandle::destroy);
    await(processes, grace);
    int killed = 0;
    for (ProcessHandle each : processes) {
      if (each.isAlive()) {
        each.destroyForcibly();
        killed++;
      }
    }
    if (killed > 0) {
      await(processes, AFTER_KILL);
    }
    return killed;
  }

  private static void await(Collection<ProcessHandle> processes, Duration bound) {
    CompletableFuture<?>[] ends =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // Who is still there is asked one by one.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
