package io.binnacle.consensus.driver;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.snapshot.SnapshotTransfers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
  private volatile Runnable wakeUp = () -> {};

  /** What the log tells, on its way here. */
  record FromLog(Mailbox<?> mailbox, SnapshotTaker taker) implements WriteAheadLog.Listener {
    @Override
    public void persisted(long persistId) {
      mailbox.answer(new Input.Persisted(persistId));
    }

    @Override
    public void pointedTo(LogPosition snapshot) {
      taker.pointedTo(snapshot);
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

  void wakeBy(Runnable toRun) {
    wakeUp = toRun;
  }

  /** From the log, the apply loop and the snapshots: never dropped. */
  void answer(Input input) {
    answers.add(input);
    wakeUp.run();
  }

  /** From the transport. */
  void message(Input input) {
    if (messagesWaiting.incrementAndGet() > Limits.MAILBOX_INPUTS_MAX) {
      messagesWaiting.decrementAndGet();
      return;
    }
    messages.add(input);
    wakeUp.run();
  }

  void propose(PendingProposal<R> proposal) {
    proposals.add(proposal);
    wakeUp.run();
  }

  void read(PendingReads.Waiter waiter) {
    reads.add(waiter);
    wakeUp.run();
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
}
