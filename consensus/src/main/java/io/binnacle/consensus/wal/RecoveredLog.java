package io.binnacle.consensus.wal;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import java.util.List;

/**
 * What a log said when it was opened.
 *
 * @param base the position before the first of the entries
 * @param entries consecutive
 * @param snapshots positions of snapshots the log points to, newest first (WAL-14)
 */
public record RecoveredLog(
    HardState hardState, LogPosition base, List<LogEntry> entries, List<LogPosition> snapshots) {
  public RecoveredLog {
    entries = List.copyOf(entries);
    snapshots = List.copyOf(snapshots);
  }

  public LogPosition last() {
    return entries.isEmpty() ? base : entries.getLast().position();
  }

  /** Whether the log goes on from this position: it is the base, or that of an entry. */
  public boolean continuesFrom(LogPosition position) {
    long behindBase = position.index() - base.index();
    if (behindBase == 0) {
      return position.equals(base);
    }
    return behindBase > 0
        && behindBase <= entries.size()
        && entries.get((int) behindBase - 1).position().equals(position);
  }
}
