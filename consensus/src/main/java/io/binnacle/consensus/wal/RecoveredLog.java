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
 * @param snapshots positions of snapshots from which recovery may start, newest first (WAL-14)
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
}
