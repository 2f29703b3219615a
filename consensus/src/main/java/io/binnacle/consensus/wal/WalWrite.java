package io.binnacle.consensus.wal;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.wal.segment.RecordCodec;
import io.binnacle.consensus.wire.EntryCodec;
import java.util.List;

/** What the log is asked to write down, in order. */
public sealed interface WalWrite {
  /**
   * Entries and the hard state before them. Whatever the log holds at or above the first entry is
   * overwritten (RAFT-41).
   *
   * @param persistId told to {@link WriteAheadLog.Listener#persisted}
   */
  record Entries(long persistId, HardState hardState, List<LogEntry> entries) implements WalWrite {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /** A snapshot of another member takes the place of the whole log (RAFT-40). */
  record SnapshotInstalled(long persistId, LogPosition snapshot, HardState hardState)
      implements WalWrite {}

  /** A snapshot of this member is durable: recovery may start from it. */
  record SnapshotTaken(LogPosition snapshot) implements WalWrite {}

  /** Segments that only hold entries before this position may be deleted (WAL-18). */
  record Release(LogPosition base) implements WalWrite {}

  /** An upper bound of the bytes that its records take. */
  default long sizeInBytes() {
    int smallRecord = RecordCodec.HEADER_BYTES + 32;
    return switch (this) {
      case Entries(_, _, List<LogEntry> entries) -> {
        long size = smallRecord;
        for (LogEntry entry : entries) {
          size += RecordCodec.sizeOnDisk(EntryCodec.size(entry));
        }
        yield size;
      }
      case SnapshotInstalled _ -> 2L * smallRecord;
      case SnapshotTaken _ -> smallRecord;
      case Release _ -> 0;
    };
  }
}
