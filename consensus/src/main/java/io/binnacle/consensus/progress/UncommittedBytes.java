package io.binnacle.consensus.progress;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogTail;

/** What a leader has taken and not committed yet, counted against a limit (RAFT-32). */
public final class UncommittedBytes {
  private long bytes;
  private long countedIndex;

  /** Begins with what the log of a new leader holds behind its commit index. */
  public UncommittedBytes(LogTail log, long commitIndex) {
    this.bytes = log.bytesBehind(commitIndex);
    this.countedIndex = commitIndex;
  }

  public void appended(LogEntry entry) {
    bytes += entry.sizeInBytes();
  }

  public void committed(LogTail log, long commitIndex) {
    while (countedIndex < commitIndex) {
      countedIndex++;
      bytes -= log.entry(countedIndex).sizeInBytes();
    }
  }

  /** Where nothing is uncommitted, whatever comes is taken: else it could never be. */
  public boolean wouldExceed(long moreBytes, long bytesMax) {
    return bytes > 0 && bytes + moreBytes > bytesMax;
  }
}
