package io.binnacle.consensus.quorum;

/**
 * When a leader may call an entry committed (Raft section 5.4.2, RAFT-23): a quorum has it, and it
 * is of the leader's own term. Entries of earlier terms commit with it, never by being counted:
 * figure 8 of the paper shows one that is on a majority and still lost.
 */
public final class CommitRule {
  private CommitRule() {}

  public static boolean allows(
      long agreedIndex, long commitIndex, long entryTerm, long leaderTerm) {
    return agreedIndex > commitIndex && entryTerm == leaderTerm;
  }
}
