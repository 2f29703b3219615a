package io.binnacle.store.replicated;

import io.binnacle.store.KeyVersion;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.mvcc.EventSequence;
import io.binnacle.store.mvcc.StateRoot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides what history is no longer kept. Every replica remembers which revision it had when, so
 * that a new leader knows the age of revisions written before its time (KV-49); only the leader
 * proposes. One Compact forgets a bounded number of versions, so that apply is never held up for
 * long; while more is due the next follows soon.
 */
final class HistoryKeeper {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A revision is then forgotten at most one sixtieth of the period late. */
  private static final int SAMPLES_PER_PERIOD = 60;

  private static final long SAMPLE_NANOS_MIN = 50 * NANOS_PER_MILLI;

  /** Between two steps of a long compaction, and between looks at the byte limits. */
  private static final long STEP_NANOS = 50 * NANOS_PER_MILLI;

  /** Between looks while nothing changes: a store that rests should not wake a laptop. */
  private static final long REST_NANOS = 500 * NANOS_PER_MILLI;

  private final StoreConfig config;
  private final Supplier<StateRoot> newest;
  private final BooleanSupplier leads;
  private final Function<Revision, CompletableFuture<?>> compact;
  private final long sampleNanos;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Revision newestOld = Revision.NONE;
  private Revision lastSeen = Revision.NONE;
  private long nextLookNanos;
  private boolean started;
  private volatile boolean proposing;

  private record Sample(long nanos, Revision revision) {}

  HistoryKeeper(
      StoreConfig config,
      Supplier<StateRoot> newest,
      BooleanSupplier leads,
      Function<Revision, CompletableFuture<?>> compact) {
    this.config = config;
    this.newest = newest;
    this.leads = leads;
    this.compact = compact;
    this.sampleNanos =
        Math.max(SAMPLE_NANOS_MIN, config.historyMillis() * NANOS_PER_MILLI / SAMPLES_PER_PERIOD);
  }

  /**
   * @return in how many nanoseconds it wants to be called again
   */
  long doWork(long nowNanos) {
    if (started && nowNanos - nextLookNanos < 0) {
      return nextLookNanos - nowNanos;
    }
    started = true;
    StateRoot root = newest.get();
    sample(root, nowNanos);
    Revision target = target(root, nowNanos);
    boolean due = target.compareTo(root.compactRevision()) > 0;
    if (due && !proposing && leads.getAsBoolean()) {
      propose(target);
    }
    boolean resting = !due && root.revision().equals(lastSeen);
    lastSeen = root.revision();
    long pauseNanos = resting ? Math.min(REST_NANOS, sampleNanos) : STEP_NANOS;
    nextLookNanos = nowNanos + pauseNanos;
    return pauseNanos;
  }

  private void sample(StateRoot root, long nowNanos) {
    Sample last = samples.peekLast();
    if (last == null || nowNanos - last.nanos >= sampleNanos) {
      samples.addLast(new Sample(nowNanos, root.revision()));
    }
  }

  private void propose(Revision target) {
    proposing = true;
    var _ = compact.apply(target).whenComplete((_, _) -> proposing = false);
  }

  private Revision target(StateRoot root, long nowNanos) {
    Revision byAge = byAge(nowNanos);
    Revision byBytes = byBytes(root);
    Revision wanted = byAge.compareTo(byBytes) >= 0 ? byAge : byBytes;
    EventSequence events = root.events();
    long stepEnd = events.first() + Limits.COMPACTION_STEP_EVENTS_MAX;
    if (stepEnd >= events.end()) {
      return wanted;
    }
    // A revision with more events than a step goes as a whole.
    Revision atLeast = events.get(events.first()).revision().next();
    Revision step = events.get(stepEnd).revision();
    Revision reachable = step.compareTo(atLeast) >= 0 ? step : atLeast;
    return wanted.compareTo(reachable) <= 0 ? wanted : reachable;
  }

  /** The newest revision that is known to be older than the period. */
  private Revision byAge(long nowNanos) {
    if (config.historyMillis() == 0) {
      samples.clear();
      return Revision.NONE;
    }
    long ageNanos = config.historyMillis() * NANOS_PER_MILLI;
    Sample oldest = samples.peekFirst();
    while (oldest != null && nowNanos - oldest.nanos >= ageNanos) {
      newestOld = oldest.revision;
      samples.removeFirst();
      oldest = samples.peekFirst();
    }
    return newestOld;
  }

  /** What has to go so that history keeps a tenth below its limit. */
  private Revision byBytes(StateRoot root) {
    long allowed =
        Math.min(config.historyBytesMax(), Math.max(0, config.stateBytesMax() - root.liveBytes()));
    if (root.historyBytes() <= allowed) {
      return Revision.NONE;
    }
    long excess = root.historyBytes() - allowed / 10 * 9;
    EventSequence events = root.events();
    long end = Math.min(events.end(), events.first() + Limits.COMPACTION_STEP_EVENTS_MAX);
    Revision target = Revision.NONE;
    for (long sequence = events.first(); sequence < end && excess > 0; sequence++) {
      WatchEvent event = events.get(sequence);
      KeyVersion previous = event.previous();
      if (previous != null) {
        excess -=
            Limits.VERSION_OVERHEAD_BYTES
                + (long) previous.value().length()
                + previous.attachment().length();
      }
      target = event.revision().next();
    }
    return target.compareTo(root.revision()) <= 0 ? target : root.revision();
  }
}
