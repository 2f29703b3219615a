package io.binnacle.store.watch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sequence numbers of a range's events, ascending. A value to its readers: the publishing
 * thread writes behind {@code to} only, and a copy takes over when the array is full.
 *
 * @param trackedFrom events from here on are listed; earlier ones have to be looked for
 * @param lostThrough the highest number that was listed and has been compacted; -1 for none
 * @param before how the previous lineage ended; null in the first
 */
record PostingList(
    long lineage,
    long trackedFrom,
    Sequences sequences,
    int from,
    int to,
    long lostThrough,
    @Nullable EndedLineage before) {

  /**
   * What a cursor that comes from the previous lineage has to know.
   *
   * @param revision the last one of it
   * @param lastListed the last event of the range in it; -1 for none
   */
  record EndedLineage(long lineage, long trackedFrom, long lastListed, long revision) {}

  /** The growing array; shared by successive lists. */
  static final class Sequences {
    private final long[] numbers;

    Sequences(int capacity) {
      numbers = new long[capacity];
    }
  }

  static PostingList startingAt(long lineage, long sequence, @Nullable EndedLineage before) {
    return new PostingList(lineage, sequence, new Sequences(4), 0, 0, -1, before);
  }

  long get(int position) {
    return sequences.numbers[position];
  }

  /** The position of the first number that is not below the given one. */
  int firstAtLeast(long sequence) {
    int found = Arrays.binarySearch(sequences.numbers, from, to, sequence);
    return found >= 0 ? found : -1 - found;
  }

  long lastListed() {
    return from == to ? lostThrough : get(to - 1);
  }

  PostingList with(long sequence) {
    if (to < sequences.numbers.length) {
      sequences.numbers[to] = sequence;
      return new PostingList(lineage, trackedFrom, sequences, from, to + 1, lostThrough, before);
    }
    int count = to - from;
    Sequences larger = new Sequences(Math.max(4, count * 2));
    System.arraycopy(sequences.numbers, from, larger.numbers, 0, count);
    larger.numbers[count] = sequence;
    return new PostingList(lineage, trackedFrom, larger, 0, count + 1, lostThrough, before);
  }

  PostingList withoutBelow(long sequence) {
    int kept = firstAtLeast(sequence);
    return kept == from
        ? this
        : new PostingList(lineage, trackedFrom, sequences, kept, to, get(kept - 1), before);
  }

  PostingList inLineage(long newLineage, long sequence, long endedRevision) {
    EndedLineage ended = new EndedLineage(lineage, trackedFrom, lastListed(), endedRevision);
    return startingAt(newLineage, sequence, ended);
  }
}
