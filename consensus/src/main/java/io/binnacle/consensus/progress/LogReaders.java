package io.binnacle.consensus.progress;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogTail;
import io.binnacle.consensus.message.Understanding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who can read what in the log, as far as this member has heard. Of whom it has not heard since it
 * started, it believes the least; of who is not connected now, the last that it heard. So a leader
 * may be too careful for a moment after its start, never too bold.
 */
public final class LogReaders {
  private final Map<Long, Understanding> said = new TreeMap<>();

  /**
   * What one would have to understand to read everything in the log in memory and the state that it
   * leads to, or a bit more.
   */
  private Understanding needed = Understanding.UNSAID;

  public void said(long memberId, Understanding understands) {
    said.put(memberId, understands);
  }

  public Understanding of(long memberId) {
    return said.getOrDefault(memberId, Understanding.UNSAID);
  }

  /** What all of these understand; of nobody, the least there is. */
  public Understanding least(List<Long> members) {
    Understanding least = members.isEmpty() ? Understanding.UNSAID : of(members.getFirst());
    for (Long member : members) {
      least = least.least(of(member));
    }
    return least;
  }

  /** This entry is in the log. */
  public void appended(LogEntry entry) {
    needed = needed.most(Understanding.neededFor(entry));
  }

  /**
   * The state was restored from a snapshot.
   *
   * @param version of the newest command that it has seen
   */
  public void restored(int version) {
    needed = needed.most(Understanding.neededFor(version));
  }

  /** Whether this member could read a snapshot of the state (CLUS-25). */
  public boolean readsState(long memberId) {
    return of(memberId).covers(needed);
  }

  /** The last entry, from this index on, before the first that this member could not read. */
  public long readableUpTo(long memberId, LogTail log, long from) {
    Understanding understands = of(memberId);
    if (understands.covers(needed)) {
      return log.lastIndex();
    }
    long index = Math.max(from, log.firstIndex());
    while (index <= log.lastIndex()
        && understands.covers(Understanding.neededFor(log.entry(index)))) {
      index++;
    }
    return index - 1;
  }
}
