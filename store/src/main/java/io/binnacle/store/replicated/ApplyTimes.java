package io.binnacle.store.replicated;

import io.binnacle.store.Revision;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * When the newest batches were applied, for measurements of how long their events take from there
 * to a client (design D5). Bound: so many batches; older ones are forgotten. One thread records,
 * any may ask.
 */
final class ApplyTimes {
  /** At 10,000 batches a second what is older than half a second has its place in no histogram. */
  private static final int BATCHES = 4_096;

  private final AtomicReferenceArray<@Nullable Batch> ring = new AtomicReferenceArray<>(BATCHES);
  private volatile long recorded;

  private record Batch(long lastRevision, long nanos) {}

  /** Everything up to the revision is applied now. */
  void record(Revision last, long nowNanos) {
    long number = recorded;
    ring.set((int) (number % BATCHES), new Batch(last.number(), nowNanos));
    recorded = number + 1;
  }

  /** When a revision was applied; empty where that is too long ago, or was before the start. */
  OptionalLong nanosOf(Revision revision) {
    long end = recorded;
    // The oldest place may be overwritten while it is read, so it is left out.
    long low = Math.max(0, end - BATCHES + 1);
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (lastRevisionOf(middle) < revision.number()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Batch found = low < end ? ring.get((int) (low % BATCHES)) : null;
    boolean oldest = low == Math.max(0, end - BATCHES + 1);
    return found == null || oldest || found.lastRevision < revision.number()
        ? OptionalLong.empty()
        : OptionalLong.of(found.nanos);
  }

  private long lastRevisionOf(long number) {
    Batch batch = ring.get((int) (number % BATCHES));
    return batch == null ? 0 : batch.lastRevision;
  }
}
