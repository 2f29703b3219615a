package io.binnacle.consensus.log;

import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries a member holds in memory: all behind {@link #base}, durable or not. What lies before
 * the base is in a snapshot. Terms never decrease along it.
 */
public final class LogTail {
  private static final int SLOTS_MIN = 64;

  private LogPosition base;
  // A ring: entry i of the tail is in slot (head + i) modulo its length, a power of two.
  private @Nullable LogEntry[] ring;
  private int head;
  private int size;
  private long bytes;
  private long appliedIndex;
  private long appliedBytes;

  public LogTail(LogPosition base, List<LogEntry> entries) {
    this.base = base;
    this.appliedIndex = base.index();
    this.ring = new LogEntry[SLOTS_MIN];
    entries.forEach(this::append);
  }

  /** The position before the first entry held here. */
  public LogPosition base() {
    return base;
  }

  public long firstIndex() {
    return base.index() + 1;
  }

  public long lastIndex() {
    return base.index() + size;
  }

  public LogPosition last() {
    return size == 0 ? base : entry(lastIndex()).position();
  }

  /** What the entries count against limits. */
  public long sizeInBytes() {
    return bytes;
  }

  /** The state machine has what stands up to this index; what is behind it waits for it. */
  public void applied(long index) {
    while (appliedIndex < index) {
      appliedIndex++;
      appliedBytes += entry(appliedIndex).sizeInBytes();
    }
  }

  /** What the entries that are not applied count against limits, committed or not. */
  public long unappliedBytes() {
    return bytes - appliedBytes;
  }

  /** Whether the term at this index is known here. */
  public boolean reaches(long index) {
    return index >= base.index() && index <= lastIndex();
  }

  public long termAt(long index) {
    Invariant.check(
        reaches(index), "term at %d is not known, the log ends at %d", index, lastIndex());
    return index == base.index() ? base.term() : entry(index).term();
  }

  public boolean matches(LogPosition position) {
    return reaches(position.index()) && termAt(position.index()) == position.term();
  }

  public LogEntry entry(long index) {
    Invariant.check(
        index > base.index() && index <= lastIndex(),
        "no entry %d, the log ends at %d",
        index,
        lastIndex());
    LogEntry entry = ring[slot((int) (index - firstIndex()))];
    if (entry == null) {
      throw Invariant.violated("empty slot for entry " + index);
    }
    return entry;
  }

  public void append(LogEntry entry) {
    LogPosition last = last();
    Invariant.check(
        entry.index() == last.index() + 1, "entry %d behind %d", entry.index(), last.index());
    Invariant.check(
        entry.term() >= last.term(), "term %d behind term %d", entry.term(), last.term());
    if (size == ring.length) {
      grow();
    }
    ring[slot(size)] = entry;
    size++;
    bytes += entry.sizeInBytes();
  }

  /** Removes the entries at this index and above (RAFT-41), none of them applied. */
  public void truncateFrom(long index) {
    Invariant.check(
        index > appliedIndex, "cannot remove %d, applied is up to %d", index, appliedIndex);
    while (lastIndex() >= index) {
      bytes -= entry(lastIndex()).sizeInBytes();
      ring[slot(size - 1)] = null;
      size--;
    }
  }

  /** Forgets the entries up to and including this index, which are applied. */
  public void releaseTo(long index) {
    Invariant.check(
        index <= appliedIndex, "cannot release up to %d, applied is up to %d", index, appliedIndex);
    while (base.index() < index) {
      LogEntry first = entry(firstIndex());
      bytes -= first.sizeInBytes();
      appliedBytes -= first.sizeInBytes();
      ring[head] = null;
      head = slot(1);
      size--;
      base = first.position();
    }
  }

  /** Forgets everything: a snapshot takes its place. */
  public void restart(LogPosition snapshot) {
    base = snapshot;
    ring = new LogEntry[SLOTS_MIN];
    head = 0;
    size = 0;
    bytes = 0;
    appliedIndex = snapshot.index();
    appliedBytes = 0;
  }

  /**
   * Where the log may begin if the newest entries up to and including an index are kept, so many of
   * them at most and so many bytes.
   *
   * @return the position of the newest entry that is not kept; the base where all are
   */
  public long baseThatKeeps(long index, int entriesMax, long bytesMax) {
    long kept = index;
    long keptBytes = 0;
    while (kept > base.index() && index - kept < entriesMax) {
      keptBytes += entry(kept).sizeInBytes();
      if (keptBytes > bytesMax) {
        break;
      }
      kept--;
    }
    return kept;
  }

  /** Entries from one index to another, both included. */
  public List<LogEntry> range(long from, long to) {
    List<LogEntry> entries = new ArrayList<>((int) (to - from + 1));
    for (long index = from; index <= to; index++) {
      entries.add(entry(index));
    }
    return entries;
  }

  /** What the entries behind this index count against limits. */
  public long bytesBehind(long index) {
    long behind = 0;
    for (long each = index + 1; each <= lastIndex(); each++) {
      behind += entry(each).sizeInBytes();
    }
    return behind;
  }

  /** As many entries from this index on as fit, but at least one, and none beyond {@code to}. */
  public List<LogEntry> batch(long from, long to, long bytesMax) {
    List<LogEntry> entries = new ArrayList<>();
    long total = 0;
    for (long index = from; index <= to; index++) {
      LogEntry next = entry(index);
      total += next.sizeInBytes();
      if (total > bytesMax && !entries.isEmpty()) {
        break;
      }
      entries.add(next);
    }
    return entries;
  }

  /**
   * The largest own position that may agree with a log that has {@code asked}: not behind its
   * index, not of a later term (RAFT-26). Both sides skip a whole term at a time, so that logs that
   * differ by k terms meet after about k probes. Everything up to the base is committed, so the
   * search ends there.
   */
  public LogPosition latestNotAfter(LogPosition asked) {
    long index = Math.min(asked.index(), lastIndex());
    while (index > base.index() && termAt(index) > asked.term()) {
      index--;
    }
    return index <= base.index() ? base : new LogPosition(index, termAt(index));
  }

  private int slot(int offset) {
    return (head + offset) & (ring.length - 1);
  }

  private void grow() {
    @Nullable LogEntry[] larger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
    // Until now the ring was full: what stood before the head comes behind what stood behind it.
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    ring = larger;
    head = 0;
  }
}
