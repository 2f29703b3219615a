package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayDeque;

/**
 * What was given to the disk and what of it is durable. Writes become durable in the order they
 * were issued. A truncation takes away what earlier writes in flight may still claim: when they
 * come back, they prove nothing about the entries that took that place (RAFT-42), even where index
 * and term are the same.
 */
public final class PersistQueue {
  private final ArrayDeque<Write> inFlight = new ArrayDeque<>();
  private long issuedId;
  private long durableId;
  private long durableIndex;

  public PersistQueue(long durableIndex) {
    this.durableIndex = durableIndex;
  }

  /** Entries up to here are on disk and have not been overwritten since. */
  public long durableIndex() {
    return durableIndex;
  }

  public long durableId() {
    return durableId;
  }

  public long issuedId() {
    return issuedId;
  }

  public boolean isDurable(long persistId) {
    return persistId <= durableId;
  }

  /**
   * A write goes to the disk.
   *
   * @param lastIndex of the log with it
   * @return its id
   */
  public long issue(long lastIndex, long tick) {
    issuedId++;
    inFlight.addLast(new Write(issuedId, lastIndex, tick));
    return issuedId;
  }

  /** The entries at this index and above are about to be replaced. */
  public void truncatedFrom(long index) {
    durableIndex = Math.min(durableIndex, index - 1);
    for (Write write : inFlight) {
      write.lastIndex = Math.min(write.lastIndex, index - 1);
    }
  }

  /** Everything up to this id is durable. */
  public void persisted(long persistId) {
    Invariant.check(
        persistId <= issuedId, "write %d is durable, but only %d were issued", persistId, issuedId);
    for (Write write = inFlight.peekFirst();
        write != null && write.id <= persistId;
        write = inFlight.peekFirst()) {
      inFlight.removeFirst();
      durableId = write.id;
      durableIndex = Math.max(durableIndex, write.lastIndex);
    }
  }

  /** Whether the oldest write has been in flight for longer than that. */
  public boolean isStalled(long nowTick, long ticks) {
    Write oldest = inFlight.peekFirst();
    return oldest != null && nowTick - oldest.tick > ticks;
  }

  private static final class Write {
    private final long id;
    private final long tick;
    private long lastIndex;

    Write(long id, long lastIndex, long tick) {
      this.id = id;
      this.lastIndex = lastIndex;
      this.tick = tick;
    }
  }
}
