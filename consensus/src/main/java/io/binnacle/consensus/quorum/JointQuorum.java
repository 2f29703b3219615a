package io.binnacle.consensus.quorum;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.membership.Membership;
import java.util.function.LongUnaryOperator;

/** What the voters of a group agree on; in joint consensus both halves must (RAFT-55). */
public final class JointQuorum {
  private final MajorityQuorum incoming;
  private final MajorityQuorum outgoing;

  public JointQuorum(Membership membership) {
    // Of nobody, everything would be agreed on.
    Invariant.check(!membership.voters().isEmpty(), "a quorum of no voters");
    this.incoming = new MajorityQuorum(membership.voters());
    this.outgoing = new MajorityQuorum(membership.outgoingVoters());
  }

  /**
   * The highest value that a quorum has reached: with match indexes, what is replicated enough;
   * with read contexts, which round is confirmed.
   */
  public long agreed(LongUnaryOperator reachedBy) {
    return Math.min(incoming.agreed(reachedBy), outgoing.agreed(reachedBy));
  }
}
