package io.binnacle.consensus.driver;

import io.binnacle.consensus.wal.WriteAheadLog;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Turns of the driver, one at a time, by whichever thread is there: the driver's own, and the log's
 * writer after a write, since to wake a thread takes longer than a turn.
 *
 * <p>Nobody ever waits for a turn: who finds one under way goes on, and who had it looks afterwards
 * whether something came meanwhile. Whoever has something for the driver does it the other way
 * round, first adds it and then looks whether there is a turn; so one of the two sees the other. A
 * turn takes a bounded number of messages and of bytes of proposals and waits for nothing, so it
 * keeps the writer from its disk for milliseconds at most; and a sync that hangs keeps nobody from
 * a turn: ticks go on.
 */
final class DriverTurns implements Mailbox.Listener {
  private final ConsensusDriver<?> driver;
  private final Mailbox<?> mailbox;
  private final WriteAheadLog log;
  private final MemberGroup group;
  private final LongSupplier clock;
  private Runnable wakeUp = () -> {};

  /**
   * Guards all that is the driver's, and what only its turns touch: the core, the runner. A turn
   * that fails stays under way, so that what it has left half done is never stepped again; the
   * thread it was on stops the member.
   */
  private final AtomicBoolean underWay = new AtomicBoolean();

  DriverTurns(
      ConsensusDriver<?> driver,
      Mailbox<?> mailbox,
      WriteAheadLog log,
      MemberGroup group,
      LongSupplier clock) {
    this.driver = driver;
    this.mailbox = mailbox;
    this.log = log;
    this.group = group;
    this.clock = clock;
  }

  /**
   * Before the first turn.
   *
   * @param toRun what wakes the driver's thread
   */
  void wakeBy(Runnable toRun) {
    wakeUp = toRun;
  }

  /** Of the driver's thread. */
  int take(long nowNanos) {
    if (!underWay.compareAndSet(false, true)) {
      return 0;
    }
    int work = driver.doWork(nowNanos);
    underWay.set(false);
    return isWorkLeft() ? work + 1 : work;
  }

  /** Of the log's writer. */
  void takeAfterWrite() {
    if (underWay.compareAndSet(false, true)) {
      driver.doWork(clock.getAsLong());
      underWay.set(false);
      if (isWorkLeft()) {
        wakeUp.run();
      }
    }
  }

  /** Whether there is something that a turn could take now, and nobody else comes for. */
  private boolean isWorkLeft() {
    return mailbox.hasAnswers()
        || (!log.isBehind()
            && (mailbox.hasRequests() || (mailbox.hasProposals() && !isTurnAtEndOfWrite())));
  }

  @Override
  public void added() {
    if (!underWay.get()) {
      wakeUp.run();
    }
  }

  @Override
  public void proposalAdded() {
    if (!isTurnAtEndOfWrite()) {
      added();
    }
  }

  /**
   * Whether proposals wait for the write that is under way, to get into the next one with all that
   * come until then (RAFT-31), without anybody being woken for them. So they do where this member
   * is the whole group. With others in it, entries are sent to them while its own disk works
   * (RAFT-38), so a turn must come before.
   *
   * <p>None is forgotten: a proposal is added before this is asked, and the log says that nothing
   * is under way any more before it tells of the end of its last write. When the first other member
   * is added meanwhile, what has just come waits for one write more.
   */
  private boolean isTurnAtEndOfWrite() {
    return log.waitingBytes() > 0 && group.isAlone();
  }
}
