package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome.RefusalReason;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.MemberCounters;
import io.binnacle.consensus.progress.FollowerReport;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the core: turns what waits in the mailbox into inputs and hands the effects to the runner.
 * Its turns come one at a time, with the lock of {@link DriverTurns}, which guards all that is
 * here, and it never waits for anything: no sync, no socket, no state machine.
 *
 * <p>A proposal that finds no leader waits here for one, a while; one that a leader of another term
 * refused is proposed again: so a failover costs a pause (design D17).
 */
final class ConsensusDriver<R> implements EffectRunner.ClientEffects {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConsensusDriver.class);
  private static final int MESSAGES_PER_TURN = 512;
  private static final int PROPOSALS_PER_TURN = 2_048;
  private static final long PROPOSAL_BYTES_PER_TURN = 2L << 20;

  private final ConsensusConfig config;
  private final RaftCore core;
  private final WriteAheadLog log;
  private final Mailbox<R> mailbox;
  private final PendingProposals<R> proposals;
  private final PendingReads reads;
  private final MemberCounters counters;
  private final EffectRunner<R> runner;
  private final ApplyLoop<R> applyLoop;
  private final MemberGroup group;
  private final LongSupplier clock;
  private final long tickNanos;

  /** Known to be in no log; waiting for a leader. */
  private final Deque<PendingProposal<R>> parked = new ArrayDeque<>();

  /** In the order of their deadlines; those with an outcome leave when they come to the front. */
  private final Deque<PendingProposal<R>> byDeadline = new ArrayDeque<>();

  private long lastSequence;
  private long lastTickNanos;
  private boolean retryParked;
  private Input.DiskRoom roomTold = Input.DiskRoom.ENOUGH;
  private LogPosition newestSnapshot;
  private volatile MemberGroup.View view;

  ConsensusDriver(Parts<R> parts, RunnerFactory<R> runnerFactory, LongSupplier clock) {
    this.clock = clock;
    this.config = parts.config;
    this.core = parts.core;
    this.log = parts.log;
    this.mailbox = parts.mailbox;
    this.proposals = parts.proposals;
    this.reads = new PendingReads(config.admission().readsPendingMax());
    this.counters = parts.counters;
    this.applyLoop = parts.applyLoop;
    this.group = parts.group;
    this.lastSequence = parts.sequenceBase;
    this.newestSnapshot = parts.newestSnapshot;
    this.tickNanos = config.timing().tickMillis() * 1_000_000L;
    this.lastTickNanos = clock.getAsLong();
    this.runner = runnerFactory.create(this);
    this.view = lookAtCore(List.of(), core.understandings());
  }

  /**
   * @param sequenceBase above every sequence this member has used before
   */
  record Parts<R>(
      ConsensusConfig config,
      RaftCore core,
      WriteAheadLog log,
      Mailbox<R> mailbox,
      PendingProposals<R> proposals,
      MemberCounters counters,
      ApplyLoop<R> applyLoop,
      MemberGroup group,
      long sequenceBase,
      LogPosition newestSnapshot) {}

  /** Makes the runner around the effects that concern clients. */
  interface RunnerFactory<R> {
    EffectRunner<R> create(EffectRunner.ClientEffects clients);
  }

  MemberGroup.View view() {
    return view;
  }

  PendingReads reads() {
    return reads;
  }

  int doWork(long nowNanos) {
    int work = tick(nowNanos) + takeAnswers();
    tellRoom();
    if (!log.isBehind()) {
      work += takeMessages() + propose(nowNanos) + askForReads();
    }
    if (work > 0) {
      view = lookAtCore(view.followers(), view.understandings());
    }
    return work;
  }

  /** After a pause, one tick stands for all that were missed (RAFT-16). */
  private int tick(long nowNanos) {
    long late = nowNanos - lastTickNanos;
    if (late < tickNanos) {
      return 0;
    }
    lastTickNanos = late < 2 * tickNanos ? lastTickNanos + tickNanos : nowNanos;
    step(new Input.Tick());
    expire(nowNanos);
    group.expire(nowNanos);
    retryParked = true;
    proposeAgain(nowNanos);
    view = lookAtCore(core.followers(), core.understandings());
    return 1;
  }

  /** In each turn, so that no more gets in than there is held back for it. */
  private void tellRoom() {
    Input.DiskRoom room = runner.diskRoom();
    if (room != roomTold) {
      roomTold = room;
      step(new Input.DiskSpaceChanged(room));
    }
  }

  private MemberGroup.View lookAtCore(
      List<FollowerReport> followers, SortedMap<Long, Understanding> understandings) {
    return new MemberGroup.View(
        core.role(),
        core.term(),
        core.leaderId(),
        core.commitIndex(),
        core.lastIndex(),
        followers,
        understandings);
  }

  private void step(Input input) {
    if (config.readLease().isOn()) {
      // Of now, not of when the turn began: a read that came meanwhile must not be answered by a
      // lease that has ended before it came.
      core.step(new Input.ClockRead(clock.getAsLong()));
    }
    runner.run(core.step(input));
  }

  private int takeAnswers() {
    int work = 0;
    for (Input next = mailbox.nextAnswer(); next != null; next = mailbox.nextAnswer()) {
      work++;
      if (next instanceof Input.Persisted(long persistId)) {
        runner.persisted(persistId);
      }
      if (next instanceof Input.SnapshotTaken(LogPosition position) && !isNewest(position)) {
        continue;
      }
      if (next instanceof Input.SnapshotInstalled(LogPosition position, _)) {
        newestSnapshot = position;
        counters.snapshotsInstalled.increment();
      }
      if (next instanceof Input.SnapshotSendFinished(_, _, boolean delivered) && delivered) {
        counters.snapshotsSent.increment();
      }
      step(next);
      if (next instanceof Input.Applied(long index)) {
        reads.applied(index);
      }
      if (next instanceof Input.SnapshotInstalled(LogPosition position, _)) {
        reads.applied(position.index());
      }
    }
    return work;
  }

  /** The pointer to it goes to the log before any release that rests on it (WAL-18). */
  private boolean isNewest(LogPosition taken) {
    if (taken.index() <= newestSnapshot.index()) {
      return false;
    }
    newestSnapshot = taken;
    counters.snapshotsTaken.increment();
    log.submit(new WalWrite.SnapshotTaken(taken));
    return true;
  }

  private int takeMessages() {
    int work = 0;
    while (work < MESSAGES_PER_TURN && !log.isBehind()) {
      Input next = mailbox.nextMessage();
      if (next == null) {
        break;
      }
      if (runner.hasPlaceFor(next)) {
        step(next);
      }
      work++;
    }
    return work;
  }

  /** Everything that waits goes into one input (RAFT-31). */
  private int propose(long nowNanos) {
    boolean leaderKnown = core.leaderId() != HardState.NOBODY;
    List<Proposal> batch = new ArrayList<>();
    // With a full disk one by one, so that each finds out whether the one before left room.
    long bytesMax = roomTold == Input.DiskRoom.ENOUGH ? PROPOSAL_BYTES_PER_TURN : 1;
    long bytes = 0;
    int work = 0;
    while (batch.size() < PROPOSALS_PER_TURN && bytes < bytesMax) {
      boolean fromParked = leaderKnown && retryParked && !parked.isEmpty();
      PendingProposal<R> next = fromParked ? parked.removeFirst() : mailbox.nextProposal();
      if (next == null) {
        break;
      }
      work++;
      Bytes command = next.command;
      if (command == null) {
        continue;
      }
      if (nowNanos - next.deadlineNanos >= 0) {
        proposals.refuse(next, RefusalReason.NO_LEADER, "no leader took it in time");
        continue;
      }
      if (next.attempt == null && !fromParked) {
        byDeadline.add(next);
      }
      if (leaderKnown) {
        next.sentNanos = nowNanos;
        batch.add(attempt(next, command));
        bytes += command.length();
      } else {
        parked.add(next);
      }
    }
    retryParked = false;
    if (!batch.isEmpty()) {
      step(new Input.Proposed(batch));
    }
    return work;
  }

  /**
   * What was forwarded and has no outcome for a while may have been lost on its way, or its refusal
   * on the way back: the leader says which, or takes it now.
   */
  private void proposeAgain(long nowNanos) {
    List<Proposal> again = proposals.overdue(core.term(), nowNanos, PROPOSAL_BYTES_PER_TURN);
    if (!again.isEmpty()) {
      step(new Input.ProposedAgain(again));
    }
  }

  private Proposal attempt(PendingProposal<R> next, Bytes command) {
    lastSequence++;
    return proposals.attempt(next, command, lastSequence, core.term());
  }

  private int askForReads() {
    int work = 0;
    for (PendingReads.Waiter next = mailbox.nextRead(); next != null; next = mailbox.nextRead()) {
      reads.add(next);
      work++;
    }
    if (core.leaderId() != HardState.NOBODY) {
      long requestId = reads.ask();
      if (requestId != 0) {
        step(new Input.ReadRequested(requestId));
        work++;
      }
    }
    return work;
  }

  private void expire(long nowNanos) {
    reads.expire(nowNanos);
    while (!byDeadline.isEmpty()) {
      PendingProposal<R> first = byDeadline.getFirst();
      boolean isDue = nowNanos - first.deadlineNanos >= 0;
      if (first.command != null && !isDue) {
        break;
      }
      byDeadline.removeFirst();
      if (first.command != null && proposals.takeIfStillThere(first.attempt)) {
        proposals.undecided(first, "no outcome was known in time; it may still be applied");
      }
    }
    parked.removeIf(
        proposal -> {
          boolean isDue =
              nowNanos - proposal.leaderDeadlineNanos >= 0
                  || nowNanos - proposal.deadlineNanos >= 0;
          if (isDue) {
            proposals.refuse(proposal, RefusalReason.NO_LEADER, "no leader is known");
          }
          return isDue;
        });
  }

  @Override
  public void run(Effect.ReadReady ready) {
    reads.ready(ready.requestId(), ready.readIndex(), applyLoop.appliedIndex());
  }

  @Override
  public void run(Effect.ReadFailed failed) {
    reads.failed(failed.requestId(), failed.reason());
  }

  @Override
  public void run(Effect.ProposalsRefused refused) {
    for (ProposalId id : refused.proposals()) {
      PendingProposal<R> proposal = proposals.take(id.sequence());
      if (proposal == null) {
        continue;
      }
      if (!proposals.endRefused(proposal, refused.reason())) {
        parked.add(proposal);
      }
    }
  }

  @Override
  public void run(Effect.MembershipChanged changed) {
    group.membershipIs(changed.membership(), changed.removesSelf());
  }

  @Override
  public void run(Effect.TransferFailed failed) {
    group.transferFailed(failed);
  }

  @Override
  public void run(Effect.RoleChanged changed) {
    group.leaderIs(changed.leaderId(), changed.term());
    LOGGER.info(
        "member {} is {} in term {}, leader {}",
        HexadecimalId.of(config.group().memberId()),
        changed.role(),
        changed.term(),
        changed.leaderId() == HardState.NOBODY ? "unknown" : HexadecimalId.of(changed.leaderId()));
    if (changed.role() == Effect.RoleName.CANDIDATE) {
      counters.electionsBegun.increment();
    }
    if (changed.leaderId() != HardState.NOBODY) {
      counters.leaderChanges.increment();
      retryParked = true;
    }
  }

  /** Gives everything that waits its outcome; after the threads have stopped. */
  void failAll(String why) {
    for (PendingReads.Waiter next = mailbox.nextRead(); next != null; next = mailbox.nextRead()) {
      reads.refuse(next, why);
    }
    reads.failAll(why);
    group.endAll(new TransferOutcome.Aborted(why));
    for (PendingProposal<R> proposal : proposals.takeAll()) {
      proposals.undecided(proposal, why + "; it may still be applied");
    }
    parked.forEach(proposal -> proposals.refuse(proposal, RefusalReason.STOPPED, why));
    parked.clear();
    for (PendingProposal<R> next = mailbox.nextProposal();
        next != null;
        next = mailbox.nextProposal()) {
      proposals.refuse(next, RefusalReason.STOPPED, why);
    }
  }
}
