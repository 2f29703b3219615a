package io.binnacle.consensus.core;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.PersistQueue;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.progress.ProposalMemory;
import java.util.TreeMap;

/** What mutants of the core put in the place of what is right; here for what is not public. */
public final class CorePatches {
  private CorePatches() {}

  /** For acknowledgements. */
  static void sendNow(Outbox outbox, long to, PeerMessage message) {
    outbox.sendNow(to, message);
  }

  /** For votes and whatever else speaks for a term. */
  static void now(Outbox outbox, Effect effect) {
    outbox.now(effect);
  }

  /** For what a leader counts of its own log: all of it is taken for durable. */
  static PersistQueue allDurable(CoreState state) {
    return new PersistQueue(state.log().lastIndex());
  }

  /** For a configuration of a leader: it goes by it from now on. */
  static void appendInForce(LeaderRole leader, LogEntry entry) {
    leader.state.append(entry);
    leader.membershipChanged();
  }

  /** For what a candidate's log is compared with. */
  static LogPosition wholeLog(CoreState state) {
    return state.log().last();
  }

  /** For the proposals that are new. */
  static ProposalMemory.Sorted allProposals(
      ProposalMemory memory, long origin, PeerMessage.Propose propose) {
    return new ProposalMemory.Sorted(propose.proposals(), new TreeMap<>());
  }
}
