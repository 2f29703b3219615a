package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.metrics.MemberCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Proposals that may be in a log, by the sequence of their newest attempt. Bounded in number and
 * bytes by what {@link #admit} lets in: more are refused at once. Taking one out is atomic, and
 * whoever has taken it gives it its one outcome.
 */
final class PendingProposals<R> {
  private final ConsensusConfig.Admission admission;
  private final MemberCounters counters;
  private final ConcurrentHashMap<Long, PendingProposal<R>> bySequence = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  PendingProposals(ConsensusConfig.Admission admission, MemberCounters counters) {
    this.admission = admission;
    this.counters = counters;
  }

  /** Makes room for one more, if there is any. */
  boolean admit(int commandBytes) {
    boolean fits =
        count.incrementAndGet() <= admission.proposalsPendingMax()
            && bytes.get() + commandBytes <= admission.proposalBytesPendingMax();
    if (fits) {
      bytes.addAndGet(commandBytes);
    } else {
      count.decrementAndGet();
    }
    return fits;
  }

  int count() {
    return count.get();
  }

  void add(PendingProposal<R> proposal) {
    bySequence.put(proposal.sequence, proposal);
  }

  @Nullable PendingProposal<R> take(long sequence) {
    return bySequence.remove(sequence);
  }

  boolean takeIfStillThere(PendingProposal<R> proposal) {
    return proposal.sequence != 0 && bySequence.remove(proposal.sequence, proposal);
  }

  /** Takes all whose newest attempt was made in an earlier term, oldest first (design D17). */
  List<PendingProposal<R>> takeOlderThan(long term) {
    List<PendingProposal<R>> taken = new ArrayList<>();
    for (PendingProposal<R> proposal : bySequence.values()) {
      if (proposal.term < term && takeIfStillThere(proposal)) {
        taken.add(proposal);
      }
    }
    taken.sort((one, other) -> Long.compare(one.sequence, other.sequence));
    return taken;
  }

  void applied(PendingProposal<R> proposal, LogPosition position, R result) {
    counters.proposalsApplied.increment();
    settle(proposal, new ProposalOutcome.Applied<>(position, result));
  }

  void refuse(PendingProposal<R> proposal, RefusalReason reason, String why) {
    counters.proposalsRefused.increment();
    settle(proposal, new ProposalOutcome.Refused<>(reason, why));
  }

  void undecided(PendingProposal<R> proposal, String why) {
    counters.proposalsUndecided.increment();
    settle(proposal, new ProposalOutcome.Undecided<>(why));
  }

  private void settle(PendingProposal<R> proposal, ProposalOutcome<R> outcome) {
    proposal.command = null;
    count.decrementAndGet();
    bytes.addAndGet(-proposal.commandBytes);
    proposal.outcome.complete(outcome);
  }
}
