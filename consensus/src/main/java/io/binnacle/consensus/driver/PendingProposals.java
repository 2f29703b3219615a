package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.metrics.MemberCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Proposals that may be in a log, by the sequence of their newest attempt. Bounded in number and
 * bytes by what {@link #admit} lets in: more are refused at once. Taking one out is atomic, and
 * whoever has taken it gives it its one outcome.
 */
final class PendingProposals<R> {
  /** Of a change that the group has entered, but not yet completed: it is never proposed again. */
  private static final long ENTERED = Long.MAX_VALUE - 1;

  /** Much longer than a commit takes, much shorter than clients wait. */
  private static final long OVERDUE_NANOS = 1_000_000_000L;

  private final long memberId;
  private final ConsensusConfig.Admission admission;
  private final MemberCounters counters;
  private long lookedNanos;
  private final BySequence<R> bySequence;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  PendingProposals(ConsensusConfig config, MemberCounters counters) {
    this.memberId = config.group().memberId();
    this.admission = config.admission();
    this.bySequence = new BySequence<>(admission.proposalsPendingMax());
    this.counters = counters;
  }

  /**
   * A proposal without an outcome. Whoever takes it out owns it; until then its fields are the
   * driver's.
   */
  static final class PendingProposal<R> {
    final CompletableFuture<ProposalOutcome<R>> outcome = new CompletableFuture<>();

    /** What is completed instead, of {@link Proposal.Kind#MEMBERSHIP}. */
    final CompletableFuture<MembershipOutcome> changeOutcome = new CompletableFuture<>();

    final Proposal.Kind kind;

    /** Of the state machine's commands. */
    final int version;

    final int commandBytes;
    final long deadlineNanos;
    final long leaderDeadlineNanos;

    /** Null once there is an outcome, so that nothing long-lived keeps the bytes. */
    volatile @Nullable Bytes command;

    /** Of the newest attempt; 0 while no attempt can be in anybody's log. */
    volatile long sequence;

    /** In which the newest attempt was appended or forwarded. */
    volatile long term;

    /** When it was last sent to a leader. */
    long sentNanos;

    PendingProposal(
        Bytes command, Proposal.Kind kind, long nowNanos, ConsensusConfig.Admission admission) {
      this(command, kind, LogEntry.FIRST_COMMAND_VERSION, nowNanos, admission);
    }

    PendingProposal(
        Bytes command,
        Proposal.Kind kind,
        int version,
        long nowNanos,
        ConsensusConfig.Admission admission) {
      this.command = command;
      this.kind = kind;
      this.version = version;
      this.commandBytes = command.length();
      this.deadlineNanos = nowNanos + admission.proposalTimeoutMillis() * 1_000_000L;
      this.leaderDeadlineNanos = nowNanos + admission.leaderWaitMillis() * 1_000_000L;
    }
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
    bySequence.add(proposal);
  }

  @Nullable PendingProposal<R> take(long sequence) {
    return bySequence.take(sequence);
  }

  boolean takeIfStillThere(PendingProposal<R> proposal) {
    return proposal.sequence != 0 && bySequence.take(proposal.sequence, proposal);
  }

  /** Takes all whose newest attempt was made in an earlier term, oldest first (design D17). */
  List<PendingProposal<R>> takeOlderThan(long term) {
    List<PendingProposal<R>> taken = new ArrayList<>();
    for (PendingProposal<R> proposal : bySequence.all()) {
      if (proposal.term < term && takeIfStillThere(proposal)) {
        taken.add(proposal);
      }
    }
    taken.sort((one, other) -> Long.compare(one.sequence, other.sequence));
    return taken;
  }

  /** The newest attempt, as the core and the leader know it. */
  Proposal attemptOf(PendingProposal<R> proposal, Bytes command) {
    return new Proposal(
        new ProposalId(memberId, proposal.sequence), command, proposal.kind, proposal.version);
  }

  /**
   * What was sent to the leader of this term a while ago, oldest first, as much as goes at once.
   * Looked for twice a second.
   */
  List<Proposal> overdue(long term, long nowNanos, long bytesMax) {
    if (nowNanos - lookedNanos < OVERDUE_NANOS / 2) {
      return List.of();
    }
    lookedNanos = nowNanos;
    List<PendingProposal<R>> overdue = new ArrayList<>();
    for (PendingProposal<R> each : bySequence.all()) {
      if (each.term == term && nowNanos - each.sentNanos >= OVERDUE_NANOS) {
        overdue.add(each);
      }
    }
    overdue.sort(Comparator.comparingLong(each -> each.sequence));
    List<Proposal> again = new ArrayList<>();
    long size = 0;
    for (PendingProposal<R> each : overdue) {
      Bytes command = each.command;
      if (command != null && size < bytesMax) {
        each.sentNanos = nowNanos;
        size += command.length();
        again.add(attemptOf(each, command));
      }
    }
    return again;
  }

  /**
   * The core says that it is in no log.
   *
   * @return false where it may be proposed again, and has no outcome yet
   */
  boolean endRefused(
      PendingProposal<R> proposal, io.binnacle.consensus.message.RefusalReason reason) {
    switch (reason) {
      case NO_LEADER, OTHER_TERM, LEADER_BUSY -> {
        return false;
      }
      case OVERLOADED ->
          refuse(proposal, RefusalReason.OVERLOADED, "too much waits to be committed or applied");
      case DISK_FULL ->
          refuse(proposal, RefusalReason.DISK_FULL, "the leader's disk has no room for more log");
      case NOT_UNDERSTOOD ->
          refuse(
              proposal,
              RefusalReason.NOT_UNDERSTOOD,
              "not every member of the group is known to read commands of version "
                  + proposal.version);
      case CHANGE_PENDING,
          NOT_CAUGHT_UP,
          NOT_ENOUGH_ACTIVE,
          UNKNOWN_MEMBER,
          ID_USED,
          NO_CHANGE,
          NO_VOTERS,
          BAD_CHANGE -> {
        counters.proposalsRefused.increment();
        release(proposal);
        proposal.changeOutcome.complete(MemberGroup.refusalOf(reason));
      }
    }
    return true;
  }

  void applied(PendingProposal<R> proposal, LogPosition position, R result) {
    counters.proposalsApplied.increment();
    release(proposal);
    proposal.outcome.complete(new ProposalOutcome.Applied<>(position, result));
  }

  /**
   * The entry of a change is applied here, which is the end of it or the way into joint consensus.
   *
   * @return the change, as long as it has no outcome
   */
  @Nullable PendingProposal<R> entered(long sequence) {
    PendingProposal<R> change = bySequence.get(sequence);
    if (change != null) {
      change.term = ENTERED;
    }
    return change;
  }

  /** The change is in force. */
  void changed(PendingProposal<R> change, LogPosition position) {
    if (takeIfStillThere(change)) {
      counters.proposalsApplied.increment();
      release(change);
      change.changeOutcome.complete(new MembershipOutcome.Changed(position));
    }
  }

  void refuse(PendingProposal<R> proposal, RefusalReason reason, String why) {
    counters.proposalsRefused.increment();
    release(proposal);
    if (proposal.kind == Proposal.Kind.MEMBERSHIP) {
      MembershipOutcome.Reason changeReason =
          switch (reason) {
            case NO_LEADER -> MembershipOutcome.Reason.NO_LEADER;
            case OVERLOADED -> MembershipOutcome.Reason.OVERLOADED;
            case TOO_LARGE -> MembershipOutcome.Reason.TOO_MANY;
            case DISK_FULL -> MembershipOutcome.Reason.DISK_FULL;
            case NOT_UNDERSTOOD -> throw Invariant.violated("a change of a later version");
            case STOPPED -> MembershipOutcome.Reason.STOPPED;
          };
      proposal.changeOutcome.complete(new MembershipOutcome.Refused(changeReason, why));
    } else {
      proposal.outcome.complete(new ProposalOutcome.Refused<>(reason, why));
    }
  }

  void undecided(PendingProposal<R> proposal, String why) {
    counters.proposalsUndecided.increment();
    release(proposal);
    if (proposal.kind == Proposal.Kind.MEMBERSHIP) {
      proposal.changeOutcome.complete(new MembershipOutcome.Undecided(why));
    } else {
      proposal.outcome.complete(new ProposalOutcome.Undecided<>(why));
    }
  }

  private void release(PendingProposal<R> proposal) {
    proposal.command = null;
    count.decrementAndGet();
    bytes.addAndGet(-proposal.commandBytes);
  }

  /**
   * Proposals by the sequence of their newest attempt, which does not change while they are here.
   * The sequences of those that wait are mostly close together, so each has a place in a ring;
   * those that find theirs taken are in a map. Any thread may call anything; taking is atomic.
   */
  private static final class BySequence<R> {
    private final AtomicReferenceArray<@Nullable PendingProposal<R>> ring;
    private final ConcurrentHashMap<Long, PendingProposal<R>> others = new ConcurrentHashMap<>();

    /**
     * @param proposalsMax that wait at a time; more find a place, too
     */
    BySequence(int proposalsMax) {
      ring = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, proposalsMax)) * 2);
    }

    private int placeOf(long sequence) {
      return (int) sequence & (ring.length() - 1);
    }

    void add(PendingProposal<R> proposal) {
      long sequence = proposal.sequence;
      if (!ring.compareAndSet(placeOf(sequence), null, proposal)) {
        others.put(sequence, proposal);
      }
    }

    @Nullable PendingProposal<R> get(long sequence) {
      PendingProposal<R> found = ring.get(placeOf(sequence));
      return found != null && found.sequence == sequence ? found : others.get(sequence);
    }

    @Nullable PendingProposal<R> take(long sequence) {
      PendingProposal<R> found = get(sequence);
      return found != null && take(sequence, found) ? found : null;
    }

    /** Whether it was still there. */
    boolean take(long sequence, PendingProposal<R> proposal) {
      return ring.compareAndSet(placeOf(sequence), proposal, null)
          || others.remove(sequence, proposal);
    }

    /** All that were there at some moment of the call. */
    List<PendingProposal<R>> all() {
      List<PendingProposal<R>> all = new ArrayList<>(others.values());
      for (int i = 0; i < ring.length(); i++) {
        PendingProposal<R> each = ring.get(i);
        if (each != null) {
          all.add(each);
        }
      }
      return all;
    }
  }
}
