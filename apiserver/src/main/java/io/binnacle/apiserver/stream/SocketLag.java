package io.binnacle.apiserver.stream;

import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongSupplier;

/**
 * How long events take from their commit to the socket (design D5). Remembers, for each chunk on
 * its way, when the oldest of its events was committed. Bound: so many chunks; a stream never has
 * more than a few on their way, and what does not fit is not measured. One thread hands chunks
 * over, another says that they were written.
 */
final class SocketLag {
  private static final int CHUNKS_MAX = 8;
  private static final long NOT_MEASURED = Long.MIN_VALUE;

  private final WatchMeter meter;
  private final LongSupplier nanoTime;
  private final Queue<Long> onTheirWay = new ArrayBlockingQueue<>(CHUNKS_MAX);

  SocketLag(WatchMeter meter, LongSupplier nanoTime) {
    this.meter = meter;
    this.nanoTime = nanoTime;
  }

  /**
   * A chunk is on its way.
   *
   * @param committedNanos of its oldest event; empty where it is not to be measured
   */
  void handedOver(OptionalLong committedNanos) {
    onTheirWay.offer(committedNanos.orElse(NOT_MEASURED));
  }

  /** The oldest chunk on its way was written. */
  void written() {
    Long committedNanos = onTheirWay.poll();
    if (committedNanos != null && committedNanos != NOT_MEASURED) {
      meter.reachedSocket(nanoTime.getAsLong() - committedNanos);
    }
  }
}
