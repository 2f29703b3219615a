package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.Limits;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.snapshot.SnapshotTransfers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the driver, from many threads, in four queues. Messages beyond {@link
 * Limits#MAILBOX_INPUTS_MAX} are dropped, which Raft tolerates; proposals and reads are bounded
 * where they are admitted; answers of the member's own threads are as many as were asked for.
 */
final class Mailbox<R> {
  private final Queue<Input> answers = new ConcurrentLinkedQueue<>();
  private final Queue<Input> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger messagesWaiting = new AtomicInteger();
  private final Queue<PendingProposal<R>> proposals = new ConcurrentLinkedQueue<>();
  private final Queue<PendingReads.Waiter> reads = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Listener listener;

  /** Told after something was added, by the thread that did it. */
  interface Listener {
    void added();

    void proposalAdded();
  }

  /**
   * What the log tells, on its way here.
   *
   * @param turn of the driver, by the log's thread, if there is none
   */
  record FromLog(Mailbox<?> mailbox, SnapshotTaker taker, Runnable turn)
      implements WriteAheadLog.Listener {
    @Override
    public void persisted(long persistId) {
      mailbox.answers.add(new Input.Persisted(persistId));
      turn.run();
    }

    /** The driver waits for no answer, but proposals may for the end of the write. */
    @Override
    public void pointedTo(LogPosition snapshot) {
      taker.pointedTo(snapshot);
      turn.run();
    }
  }

  /**
   * What an administrator wishes, on its way here.
   *
   * @param drainIfStopped called after something was added, so that nothing is left without outcome
   */
  record FromAdministrator<R>(
      ConsensusConfig.Admission admission,
      PendingProposals<R> proposals,
      Mailbox<R> mailbox,
      BooleanSupplier isStopping,
      Runnable drainIfStopped)
      implements MemberGroup.Proposer {
    @Override
    public CompletableFuture<MembershipOutcome> propose(byte[] change) {
      PendingProposal<R> proposal =
          new PendingProposal<>(
              Bytes.wrap(change), Proposal.Kind.MEMBERSHIP, nowNanos(), admission);
      if (isStopping.getAsBoolean() || !proposals.admit(change.length)) {
        proposal.changeOutcome.complete(
            new MembershipOutcome.Refused(
                isStopping.getAsBoolean()
                    ? MembershipOutcome.Reason.STOPPED
                    : MembershipOutcome.Reason.OVERLOADED,
                "the member takes nothing at the moment"));
        return proposal.changeOutcome;
      }
      mailbox.propose(proposal);
      drainIfStopped.run();
      return proposal.changeOutcome;
    }

    @Override
    public long nowNanos() {
      return System.nanoTime();
    }

    @Override
    public void input(Input input) {
      mailbox.answer(input);
      drainIfStopped.run();
    }
  }

  /** What the transfers of snapshots tell, on its way here, and to other members. */
  record FromTransfers(Mailbox<?> mailbox, PeerTransport transport)
      implements SnapshotTransfers.Outlet {
    @Override
    public void send(long to, PeerMessage message) {
      transport.send(to, message);
    }

    @Override
    public void received(SnapshotDescription snapshot) {
      mailbox.answer(new Input.SnapshotPersisted(snapshot));
    }

    @Override
    public void sendFinished(long to, LogPosition position, boolean delivered) {
      mailbox.answer(new Input.SnapshotSendFinished(to, position, delivered));
    }
  }

  void tell(Listener toTell) {
    listener = toTell;
  }

  /** From the log, the apply loop and the snapshots: never dropped. */
  void answer(Input input) {
    answers.add(input);
    added();
  }

  /** From the transport. */
  void message(Input input) {
    if (messagesWaiting.incrementAndGet() > Limits.MAILBOX_INPUTS_MAX) {
      messagesWaiting.decrementAndGet();
      return;
    }
    messages.add(input);
    added();
  }

  void propose(PendingProposal<R> proposal) {
    proposals.add(proposal);
    Listener told = listener;
    if (told != null) {
      told.proposalAdded();
    }
  }

  void read(PendingReads.Waiter waiter) {
    reads.add(waiter);
    added();
  }

  private void added() {
    Listener told = listener;
    if (told != null) {
      told.added();
    }
  }

  @Nullable Input nextAnswer() {
    return answers.poll();
  }

  @Nullable Input nextMessage() {
    Input next = messages.poll();
    if (next != null) {
      messagesWaiting.decrementAndGet();
    }
    return next;
  }

  @Nullable PendingProposal<R> nextProposal() {
    return proposals.poll();
  }

  PendingReads.@Nullable Waiter nextRead() {
    return reads.poll();
  }

  boolean hasAnswers() {
    return !answers.isEmpty();
  }

  boolean hasProposals() {
    return !proposals.isEmpty();
  }

  /** Messages of other members, and reads. */
  boolean hasRequests() {
    return !messages.isEmpty() || !reads.isEmpty();
  }
}
