package io.binnacle.consensus.quorum;

import io.binnacle.consensus.membership.Membership;
import java.util.TreeMap;

/** The votes of one election. Each member's first answer counts. */
public final class VoteTally {
  /** Where an election stands. */
  public enum Outcome {
    PENDING,
    WON,
    /** A quorum has become impossible. */
    LOST
  }

  private final JointQuorum quorum;
  private final TreeMap<Long, Boolean> votes = new TreeMap<>();

  public VoteTally(Membership membership) {
    this.quorum = new JointQuorum(membership);
  }

  public Outcome record(long memberId, boolean granted) {
    votes.putIfAbsent(memberId, granted);
    return outcome();
  }

  public Outcome outcome() {
    if (quorum.agreed(voter -> votes.getOrDefault(voter, false) ? 1 : 0) > 0) {
      return Outcome.WON;
    }
    return quorum.agreed(voter -> votes.getOrDefault(voter, true) ? 1 : 0) > 0
        ? Outcome.PENDING
        : Outcome.LOST;
  }
}
