package io.binnacle.apiserver.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is logged still goes out. Where nobody reads the pipe that standard output is, every
 * thread that logs stands still sooner or later. Each question begins an attempt to flush, unless
 * one is under way; the answer is that of the attempts so far, so nobody waits for it.
 */
public final class LogCheck implements Supplier<@Nullable String> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Between two attempts, however often somebody asks. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Runnable flush;
  private final Consumer<Runnable> aside;
  private final LongSupplier nanoTime;
  private final AtomicReference<Attempt> last = new AtomicReference<>(Attempt.NONE);

  private record Attempt(long beganNanos, boolean over, boolean first) {
    static final Attempt NONE = new Attempt(0, true, true);

    boolean isPast(Duration time, long nowNanos) {
      return first || nowNanos - beganNanos > time.toNanos();
    }
  }

  /**
   * @param flush returns when everything that waits has been written
   * @param aside runs something on a thread that may be held up
   */
  public LogCheck(Runnable flush, Consumer<Runnable> aside, LongSupplier nanoTime) {
    this.flush = flush;
    this.aside = aside;
    this.nanoTime = nanoTime;
  }

  @Override
  public @Nullable String get() {
    long now = nanoTime.getAsLong();
    Attempt attempt = last.get();
    if (!attempt.over()) {
      return attempt.isPast(PATIENCE, now)
          ? "an attempt to write out what was logged has not ended for more than " + PATIENCE
          : null;
    }
    Attempt next = new Attempt(now, false, false);
    if (attempt.isPast(PAUSE, now) && last.compareAndSet(attempt, next)) {
      aside.accept(() -> carryOut(next));
    }
    return null;
  }

  private void carryOut(Attempt attempt) {
    try {
      flush.run();
    } finally {
      last.set(new Attempt(attempt.beganNanos(), true, false));
    }
  }
}
