package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.DiskFullException;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, on the apply loop's thread, when a snapshot is due, and writes it on a thread of its
 * own. Due is one when the log has grown by more than the size the state had at the last one
 * (design D4, RAFT-70): so what is written for snapshots is never much more than the log itself,
 * also while the state only grows. A little chance keeps members from writing at the same time.
 */
public final class SnapshotTaker {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotTaker.class);

  /**
   * @param isReplacement of one that is damaged, perhaps at the same position
   */
  private record Request(
      StateMachine.View view, LogPosition position, Membership membership, boolean isReplacement) {}

  /**
   * What must stay on disk.
   *
   * @param newest a restart can begin from it
   * @param fallback the one before it, for the case that the newest is found broken
   */
  private record Safe(LogPosition newest, LogPosition fallback) {}

  private final SnapshotStore store;
  private final long logBytesMin;
  private final double jitter;
  private final Consumer<LogPosition> taken;
  private final AtomicReference<@Nullable Request> request = new AtomicReference<>(null);
  private final AtomicBoolean replacementAsked = new AtomicBoolean();
  private Runnable wakeUp = () -> {};
  private Runnable askForReplacement = () -> {};
  private long logBytes;
  private long sizeAtLast;

  /** The newest whose file is durable; also the one that is sent to others. */
  private final AtomicReference<LogPosition> newest;

  /** Changed by the log's thread only. */
  private final AtomicReference<Safe> safe;

  private Safe deletedFor;

  /**
   * @param jitter between 0 and 1
   * @param newest the one that was restored
   * @param taken told when a snapshot's file is durable
   */
  public SnapshotTaker(
      SnapshotStore store,
      long logBytesMin,
      double jitter,
      LogPosition newest,
      Consumer<LogPosition> taken) {
    this.store = store;
    this.logBytesMin = logBytesMin;
    this.jitter = jitter;
    this.newest = new AtomicReference<>(newest);
    this.deletedFor = new Safe(newest, LogPosition.NONE);
    this.safe = new AtomicReference<>(deletedFor);
    this.taken = taken;
    store.tellDamageTo(this::damaged);
  }

  /** What leads to a call of {@link #replace} by the thread that applies. */
  public void askBy(Runnable toRun) {
    askForReplacement = toRun;
  }

  /**
   * The newest snapshot was found damaged when it should be sent: who needs it would wait until the
   * log has grown enough for the next. What is in memory is whole.
   */
  private void damaged(LogPosition position) {
    if (position.equals(newest.get()) && replacementAsked.compareAndSet(false, true)) {
      LOGGER.error("the snapshot at index {} is damaged and taken anew", position.index());
      askForReplacement.run();
    }
  }

  public void replace(StateMachine<?> machine, LogPosition applied, Membership membership) {
    if (request.compareAndSet(null, new Request(machine.capture(), applied, membership, true))) {
      logBytes = 0;
      sizeAtLast = machine.sizeInBytes();
      wakeUp.run();
    } else {
      replacementAsked.set(false);
    }
  }

  public void wakeBy(Runnable toRun) {
    wakeUp = toRun;
  }

  public SnapshotStore store() {
    return store;
  }

  public LogPosition newest() {
    return newest.get();
  }

  public void logGrew(
      long bytes, StateMachine<?> machine, LogPosition applied, Membership membership) {
    logBytes += bytes;
    double due = Math.max(logBytesMin, sizeAtLast) * (1 + jitter / 4);
    // Nobody could start from one that knows of no group.
    if (logBytes > due && request.get() == null && !membership.voters().isEmpty()) {
      logBytes = 0;
      sizeAtLast = machine.sizeInBytes();
      request.set(new Request(machine.capture(), applied, membership, false));
      wakeUp.run();
    }
  }

  /** A snapshot of another member is the newest now. */
  public void installed(LogPosition position, long stateBytes) {
    logBytes = 0;
    sizeAtLast = stateBytes;
    advanceNewest(position);
  }

  /**
   * The log's pointer to a snapshot is durable. Not before may what is older be deleted: a restart
   * in between would find neither (WAL-14, WAL-18).
   */
  public void pointedTo(LogPosition position) {
    Safe known = safe.get();
    if (position.index() > known.newest.index()) {
      safe.set(new Safe(position, known.newest));
      wakeUp.run();
    }
  }

  public int doWork(long nowNanos) throws IOException {
    return deleteOlder() + writeNext();
  }

  private int deleteOlder() throws IOException {
    Safe known = safe.get();
    if (known.equals(deletedFor)) {
      return 0;
    }
    store.deleteOlderThan(known.newest, known.fallback);
    deletedFor = known;
    return 1;
  }

  private int writeNext() throws IOException {
    Request next = request.get();
    if (next == null) {
      return 0;
    }
    long newestIndex = newest.get().index();
    if (next.position.index() > newestIndex
        || (next.isReplacement && next.position.index() == newestIndex)) {
      write(next);
    }
    request.set(null);
    replacementAsked.set(false);
    return 1;
  }

  private void write(Request next) throws IOException {
    long before = System.nanoTime();
    SnapshotDescription description;
    try (SnapshotWriter writer = store.create(next.position, next.membership)) {
      next.view.writeTo(writer);
      description = writer.finish();
    } catch (DiskFullException e) {
      LOGGER.error("no room for a snapshot; the log is kept meanwhile: {}", e.getMessage());
      return;
    }
    Invariant.check(
        description.position().equals(next.position), "%s is not %s", description, next.position);
    advanceNewest(next.position);
    LOGGER.info(
        "snapshot at index {} of {} bytes written in {} ms",
        next.position.index(),
        description.contentBytes(),
        (System.nanoTime() - before) / 1_000_000);
    taken.accept(next.position);
  }

  /** The taker and the apply loop may both have a newer one. */
  private void advanceNewest(LogPosition position) {
    newest.accumulateAndGet(position, (one, other) -> one.index() >= other.index() ? one : other);
  }
}
