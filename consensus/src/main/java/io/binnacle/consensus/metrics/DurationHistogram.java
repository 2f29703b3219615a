package io.binnacle.consensus.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, in 14 buckets of 1 ms times powers of two and one beyond, as etcd has
 * them (WAL-08). One thread records, any reads.
 */
public final class DurationHistogram {
  private static final int BUCKETS = 14;
  private static final long FIRST_BOUND_NANOS = 1_000_000;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
  private final AtomicLongArray sums = new AtomicLongArray(1);

  public void record(long nanos) {
    long bound = FIRST_BOUND_NANOS;
    int bucket = 0;
    while (bucket < BUCKETS && nanos > bound) {
      bound *= 2;
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sums.addAndGet(0, nanos);
  }

  public Values values() {
    List<Long> copy = new ArrayList<>(BUCKETS + 1);
    for (int i = 0; i <= BUCKETS; i++) {
      copy.add(counts.get(i));
    }
    return new Values(copy, sums.get(0));
  }

  /**
   * @param countsByBucket not cumulative; the upper bound of bucket n is 2^n ms, the last has none
   */
  public record Values(List<Long> countsByBucket, long sumNanos) {
    public static final Values NONE = new Values(List.of(), 0);

    public Values {
      countsByBucket = List.copyOf(countsByBucket);
    }

    public long count() {
      return countsByBucket.stream().mapToLong(Long::longValue).sum();
    }

    /** The upper bounds of the buckets in seconds; the last bucket has none. */
    public static List<Double> boundsInSeconds() {
      List<Double> bounds = new ArrayList<>(BUCKETS);
      for (int i = 0; i < BUCKETS; i++) {
        bounds.add(FIRST_BOUND_NANOS * (1L << i) / 1e9);
      }
      return bounds;
    }
  }
}
