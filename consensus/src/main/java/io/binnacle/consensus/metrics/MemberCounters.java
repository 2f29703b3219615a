package io.binnacle.consensus.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link ConsensusMetrics}; any thread counts, any reads. */
public final class MemberCounters {
  public final LongAdder proposalsApplied = new LongAdder();
  public final LongAdder proposalsRefused = new LongAdder();
  public final LongAdder proposalsUndecided = new LongAdder();
  public final LongAdder leaderChanges = new LongAdder();
  public final LongAdder electionsBegun = new LongAdder();
  public final LongAdder snapshotsTaken = new LongAdder();
  public final LongAdder snapshotsInstalled = new LongAdder();
  public final LongAdder snapshotsSent = new LongAdder();

  public ConsensusMetrics values(
      long proposalsPending,
      List<ConnectionFaults.Count> connectionFaults,
      DurationHistogram.Values syncs,
      ConsensusMetrics.Scrub scrub) {
    return new ConsensusMetrics(
        proposalsApplied.sum(),
        proposalsRefused.sum(),
        proposalsUndecided.sum(),
        proposalsPending,
        new ConsensusMetrics.Leadership(leaderChanges.sum(), electionsBegun.sum()),
        new ConsensusMetrics.Snapshots(
            snapshotsTaken.sum(), snapshotsInstalled.sum(), snapshotsSent.sum()),
        connectionFaults,
        syncs,
        scrub);
  }
}
