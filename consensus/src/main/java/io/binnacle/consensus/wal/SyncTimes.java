package io.binnacle.consensus.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long syncs took, in 14 buckets of 1 ms times powers of two and one beyond (WAL-08), with the
 * sum of their nanoseconds last. One thread writes, any reads.
 */
final class SyncTimes {
  static final int BUCKETS = 14;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 2);

  void record(long nanos) {
    long bound = 1_000_000;
    int bucket = 0;
    while (bucket < BUCKETS && nanos > bound) {
      bound *= 2;
      bucket++;
    }
    counts.incrementAndGet(bucket);
    counts.addAndGet(BUCKETS + 1, nanos);
  }

  /** How many fell into each bucket; the last has no upper bound. */
  List<Long> countsByBucket() {
    List<Long> copy = new ArrayList<>(BUCKETS + 1);
    for (int i = 0; i <= BUCKETS; i++) {
      copy.add(counts.get(i));
    }
    return copy;
  }

  long sumNanos() {
    return counts.get(BUCKETS + 1);
  }
}
