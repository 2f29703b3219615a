package io.binnacle.consensus.metrics;

import java.util.List;

/**
 * What a member has counted since it started (RAFT-75).
 *
 * @param proposalsApplied with a result for the client
 * @param proposalsRefused without a trace in the log
 * @param proposalsUndecided with an outcome nobody knows
 * @param proposalsPending now without an outcome
 * @param leadership who leads
 * @param snapshots that were made and moved
 * @param connectionFaults by fault: connections with other members, or who passed for one, that
 *     were refused or closed
 * @param syncs of the write-ahead log
 * @param scrub what was read again to find damage
 */
public record ConsensusMetrics(
    long proposalsApplied,
    long proposalsRefused,
    long proposalsUndecided,
    long proposalsPending,
    Leadership leadership,
    Snapshots snapshots,
    List<ConnectionFaults.Count> connectionFaults,
    DurationHistogram.Values syncs,
    Scrub scrub) {
  public ConsensusMetrics {
    connectionFaults = List.copyOf(connectionFaults);
  }

  /**
   * How leaders came and went.
   *
   * @param changes times a leader became known
   * @param electionsBegun by this member, with a term of its own; pre-votes are not counted
   */
  public record Leadership(long changes, long electionsBegun) {}

  /**
   * Of the whole state.
   *
   * @param taken of its own
   * @param installed from another member
   * @param sent to another member, which has confirmed it
   */
  public record Snapshots(long taken, long installed, long sent) {}

  /**
   * Of complete segments of the log and snapshots (WAL-29).
   *
   * @param bytesRead of them
   * @param passes through all of them
   * @param damagedSnapshots that were set aside
   */
  public record Scrub(long bytesRead, long passes, long damagedSnapshots) {}
}
