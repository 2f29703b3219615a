package io.binnacle.apiserver.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long a stream waits for more before it writes, shared by all streams of a replica: nothing
 * while there is little to do, up to a limit under load, so that events share a write and a flush
 * (design D5).
 */
public final class DeliveryPace {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Below this a write for each event costs less than anybody would notice. */
  private static final long IDLE_EVENTS_PER_SECOND = 2_000;

  /** 20,000 deliveries a second wait 10 ms, 100,000 wait 50 ms. */
  private static final long EVENTS_PER_SECOND_FOR_A_MILLISECOND = 2_000;

  private final long waitNanosMax;
  private final LongAdder delivered = new LongAdder();
  private final AtomicLong windowStart = new AtomicLong();
  private volatile long waitNanos;

  public DeliveryPace(long waitNanosMax) {
    this.waitNanosMax = waitNanosMax;
  }

  void count(int events) {
    delivered.add(events);
  }

  /** Between two writes of one stream. */
  long waitNanos(long nowNanos) {
    long start = windowStart.get();
    if (nowNanos - start >= WINDOW_NANOS && windowStart.compareAndSet(start, nowNanos)) {
      long perSecond =
          delivered.sumThenReset() * TimeUnit.SECONDS.toNanos(1) / Math.max(1, nowNanos - start);
      waitNanos = waitFor(perSecond);
    }
    return waitNanos;
  }

  private long waitFor(long eventsPerSecond) {
    if (eventsPerSecond < IDLE_EVENTS_PER_SECOND) {
      return 0;
    }
    long milliseconds = eventsPerSecond / EVENTS_PER_SECOND_FOR_A_MILLISECOND;
    return Math.min(waitNanosMax, TimeUnit.MILLISECONDS.toNanos(milliseconds));
  }
}
