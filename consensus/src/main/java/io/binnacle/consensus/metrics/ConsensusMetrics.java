package io.binnacle.consensus.metrics;

/**
 * What a member has counted since it started (RAFT-75).
 *
 * @param proposalsApplied with a result for the client
 * @param proposalsRefused without a trace in the log
 * @param proposalsUndecided with an outcome nobody knows
 * @param proposalsPending now without an outcome
 * @param leaderChanges times a leader became known
 * @param snapshotsTaken of its own state
 * @param snapshotsInstalled from another member
 * @param syncs of the write-ahead log
 */
public record ConsensusMetrics(
    long proposalsApplied,
    long proposalsRefused,
    long proposalsUndecided,
    long proposalsPending,
    long leaderChanges,
    long snapshotsTaken,
    long snapshotsInstalled,
    DurationHistogram.Values syncs) {}
