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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Proposals that may be in a log, by the sequence of their newest attempt. Bounded in number and
 * bytes by what {@link #admit} lets in: more are refused at once. Taking one out is atomic, and
 * whoever has taken it gives it its one outcome.
 */
final class PendingProposals<R> {
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
   * One way of a proposal into the log. What is taken out is always one attempt and no other:
   * whoever saw an old one, and was late, must not get the next one, which is in the log then.
   *
   * @param sequence never used before by this member
   * @param term in which it was appended or forwarded
   */
  record Attempt<R>(long sequence, long term, PendingProposal<R> proposal) {}

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

    /** The newest; null while no attempt can be in anybody's log. */
    @Nullable Attempt<R> attempt;

    /** A change that the group has entered, but not yet completed: it is never proposed again. */
    volatile boolean isEntered;

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

  /**
   * Begins an attempt of a proposal that is not here.
   *
   * @return what the core and the leader know of it
   */
  Proposal attempt(PendingProposal<R> proposal, Bytes command, long sequence, long term) {
    Attempt<R> attempt = new Attempt<>(sequence, term, proposal);
    proposal.attempt = attempt;
    bySequence.add(attempt);
    return proposalOf(attempt, command);
  }

  @Nullable PendingProposal<R> take(long sequence) {
    Attempt<R> attempt = bySequence.get(sequence);
    return attempt != null && takeIfStillThere(attempt) ? attempt.proposal : null;
  }

  /** Whether this attempt was still there: not if there is an outcome, or a later attempt. */
  boolean takeIfStillThere(@Nullable Attempt<R> attempt) {
    return attempt != null && bySequence.take(attempt);
  }

  /** Takes all whose newest attempt was made in an earlier term, oldest first (design D17). */
  List<PendingProposal<R>> takeOlderThan(long term) {
    return takeThose(attempt -> attempt.term < term && !attempt.proposal.isEntered);
  }

  List<PendingProposal<R>> takeAll() {
    return takeThose(attempt -> true);
  }

  private List<PendingProposal<R>> takeThose(Predicate<Attempt<R>> which) {
    List<Attempt<R>> taken = new ArrayList<>();
    for (Attempt<R> each : bySequence.all()) {
      if (which.test(each) && takeIfStillThere(each)) {
        taken.add(each);
      }
    }
    taken.sort(Comparator.comparingLong(Attempt::sequence));
    return taken.stream().map(Attempt::proposal).toList();
  }

  private Proposal proposalOf(Attempt<R> attempt, Bytes command) {
    PendingProposal<R> proposal = attempt.proposal;
    return new Proposal(
        new ProposalId(memberId, attempt.sequence), command, proposal.kind, proposal.version);
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
    List<Attempt<R>> overdue = new ArrayList<>();
    for (Attempt<R> each : bySequence.all()) {
      boolean isWaiting = each.term == term && !each.proposal.isEntered;
      if (isWaiting && nowNanos - each.proposal.sentNanos >= OVERDUE_NANOS) {
        overdue.add(each);
      }
    }
    overdue.sort(Comparator.comparingLong(Attempt::sequence));
    List<Proposal> again = new ArrayList<>();
    long size = 0;
    for (Attempt<R> each : overdue) {
      Bytes command = each.proposal.command;
      if (command != null && size < bytesMax) {
        each.proposal.sentNanos = nowNanos;
        size += command.length();
        again.add(proposalOf(each, command));
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
          BAD_CHANGE,
          NAME_USED,
          ADDRESS_USED -> {
        counters.proposalsRefused.increment();
        release(proposal);
        proposal.changeOutcome.complete(MembershipOutcome.Refused.of(reason));
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
  @Nullable Attempt<R> entered(long sequence) {
    Attempt<R> change = bySequence.get(sequence);
    if (change != null) {
      change.proposal.isEntered = true;
    }
    return change;
  }

  /** The change is in force. */
  void changed(Attempt<R> change, LogPosition position) {
    if (takeIfStillThere(change)) {
      counters.proposalsApplied.increment();
      release(change.proposal);
      change.proposal.changeOutcome.complete(new MembershipOutcome.Changed(position));
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
   * Attempts by their sequence. The sequences of those that wait are mostly close together, so each
   * has a place in a ring; those that find theirs taken are in a map. Any thread may call anything;
   * taking is atomic.
   */
  private static final class BySequence<R> {
    private final AtomicReferenceArray<@Nullable Attempt<R>> ring;
    private final ConcurrentHashMap<Long, Attempt<R>> others = new ConcurrentHashMap<>();

    /**
     * @param attemptsMax that wait at a time; more find a place, too
     */
    BySequence(int attemptsMax) {
      ring = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, attemptsMax)) * 2);
    }

    private int placeOf(long sequence) {
      return (int) sequence & (ring.length() - 1);
    }

    void add(Attempt<R> attempt) {
      if (!ring.compareAndSet(placeOf(attempt.sequence), null, attempt)) {
        others.put(attempt.sequence, attempt);
      }
    }

    @Nullable Attempt<R> get(long sequence) {
      Attempt<R> found = ring.get(placeOf(sequence));
      return found != null && found.sequence == sequence ? found : others.get(sequence);
    }

    /** Whether it was still there. */
    boolean take(Attempt<R> attempt) {
      return ring.compareAndSet(placeOf(attempt.sequence), attempt, null)
          || others.remove(attempt.sequence, attempt);
    }

    /** All that were there at some moment of the call. */
    List<Attempt<R>> all() {
      List<Attempt<R>> all = new ArrayList<>(others.values());
      for (int i = 0; i < ring.length(); i++) {
        Attempt<R> each = ring.get(i);
        if (each != null) {
          all.add(each);
        }
      }
      return all;
    }
  }
}
