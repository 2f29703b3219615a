package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.WatchEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events of the retained revisions, in order; each has a sequence number that stays the same
 * while the lineage does. Immutable to its readers: the appender writes behind their end only.
 */
public final class EventSequence {
  /** A chunk goes as a whole: up to 255 forgotten events, some 256 KiB, wait for its last one. */
  private static final int CHUNK_EVENTS = 256;

  private final @Nullable WatchEvent[][] chunks;

  /** The sequence number of the first slot of the first chunk. */
  private final long base;

  private final long first;
  private final long end;

  private EventSequence(@Nullable WatchEvent[][] chunks, long base, long first, long end) {
    this.chunks = chunks;
    this.base = base;
    this.first = first;
    this.end = end;
  }

  static EventSequence startingAt(long sequence) {
    return new EventSequence(new WatchEvent[0][], sequence, sequence, sequence);
  }

  public long first() {
    return first;
  }

  /** One behind the last. */
  public long end() {
    return end;
  }

  public WatchEvent get(long sequence) {
    Invariant.check(
        sequence >= first && sequence < end, "event %d is not retained, end %d", sequence, end);
    long offset = sequence - base;
    WatchEvent event = chunks[(int) (offset / CHUNK_EVENTS)][(int) (offset % CHUNK_EVENTS)];
    if (event == null) {
      throw Invariant.violated("event " + sequence + " is missing");
    }
    return event;
  }

  /** The first event of a revision above the given one; the end where there is none. */
  public long firstAfter(long revision) {
    long low = first;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (get(middle).revision().number() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Appends and forgets for the applying thread. */
  static final class Appender {
    private @Nullable WatchEvent[][] chunks;
    private long base;
    private long first;
    private long end;

    Appender(EventSequence sequence) {
      this.chunks = sequence.chunks;
      this.base = sequence.base;
      this.first = sequence.first;
      this.end = sequence.end;
    }

    long size() {
      return end - first;
    }

    void append(WatchEvent event) {
      int chunk = (int) ((end - base) / CHUNK_EVENTS);
      if (chunk == chunks.length) {
        makeRoom();
        chunk = (int) ((end - base) / CHUNK_EVENTS);
      }
      if (chunks[chunk].length == 0) {
        chunks[chunk] = new WatchEvent[CHUNK_EVENTS];
      }
      chunks[chunk][(int) ((end - base) % CHUNK_EVENTS)] = event;
      end++;
    }

    @Nullable WatchEvent peekFirst() {
      if (first == end) {
        return null;
      }
      long offset = first - base;
      return chunks[(int) (offset / CHUNK_EVENTS)][(int) (offset % CHUNK_EVENTS)];
    }

    void forgetFirst() {
      Invariant.check(first < end, "no event %d below %d", first, end);
      first++;
    }

    EventSequence publish() {
      int unused = (int) ((first - base) / CHUNK_EVENTS);
      if (unused > 0) {
        // A new array, since readers of earlier sequences still look into the old one.
        chunks = Arrays.copyOfRange(chunks, unused, chunks.length);
        base += (long) unused * CHUNK_EVENTS;
      }
      return new EventSequence(chunks, base, first, end);
    }

    private void makeRoom() {
      int room = Math.max(4, chunks.length / 2);
      @Nullable WatchEvent[][] larger = Arrays.copyOf(chunks, chunks.length + room);
      Arrays.fill(larger, chunks.length, larger.length, new WatchEvent[0]);
      chunks = larger;
    }
  }
}
