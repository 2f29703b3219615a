package io.binnacle.consensus.driver;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.StateMachine.Committed;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.driver.PendingProposals.Attempt;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.snapshot.SnapshotFile;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.wire.MembershipCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands committed entries to the state machine, in order, and their results to whoever proposed
 * them here. Owns the state machine.
 */
final class ApplyLoop<R> {
  private sealed interface Task {
    record Entries(List<LogEntry> committed) implements Task {}

    record Restore(SnapshotDescription snapshot) implements Task {}

    record ReplaceSnapshot() implements Task {}
  }

  private final long memberId;
  private final StateMachine<R> machine;
  private final PendingProposals<R> proposals;
  private final Mailbox<R> mailbox;
  private final SnapshotTaker snapshots;

  /** Bounded by the log that is in memory, of which it is a part. */
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

  private Runnable wakeUp = () -> {};
  private LogPosition applied;
  private volatile Membership membership;
  private @Nullable Attempt<R> entered;
  private volatile long appliedIndex;

  ApplyLoop(
      long memberId,
      StateMachine<R> machine,
      PendingProposals<R> proposals,
      Mailbox<R> mailbox,
      SnapshotTaker snapshots,
      Start start) {
    this.memberId = memberId;
    this.machine = machine;
    this.proposals = proposals;
    this.mailbox = mailbox;
    this.snapshots = snapshots;
    this.applied = start.applied;
    this.membership = start.membership;
    this.appliedIndex = applied.index();
    snapshots.installed(applied, machine.sizeInBytes());
    snapshots.askBy(
        () -> {
          tasks.add(new Task.ReplaceSnapshot());
          wakeUp.run();
        });
  }

  /** What the state machine was restored to. */
  record Start(LogPosition applied, Membership membership) {}

  /** In force as of what is applied here; any thread may ask. */
  Membership membership() {
    return membership;
  }

  void wakeBy(Runnable toRun) {
    wakeUp = toRun;
  }

  void apply(List<LogEntry> committed) {
    tasks.add(new Task.Entries(committed));
    wakeUp.run();
  }

  /** The snapshot is in the store, verified. */
  void restore(SnapshotDescription snapshot) {
    tasks.add(new Task.Restore(snapshot));
    wakeUp.run();
  }

  /** Any thread may ask. */
  long appliedIndex() {
    return appliedIndex;
  }

  int doWork(long nowNanos) throws IOException {
    Task task = tasks.poll();
    if (task == null) {
      return 0;
    }
    switch (task) {
      case Task.Entries(List<LogEntry> committed) -> applyInBatches(committed);
      case Task.Restore(SnapshotDescription snapshot) -> restoreNow(snapshot);
      case Task.ReplaceSnapshot() -> snapshots.replace(machine, applied, membership);
    }
    return 1;
  }

  private void applyInBatches(List<LogEntry> committed) throws IOException {
    int from = 0;
    while (from < committed.size()) {
      long bytes = 0;
      int to = from;
      while (to < committed.size()
          && (to == from || bytes + sizeOf(committed, to) <= Limits.APPLY_BATCH_BYTES_MAX)) {
        bytes += sizeOf(committed, to);
        to++;
      }
      applyBatch(committed.subList(from, to));
      snapshots.logGrew(bytes, machine, applied, membership);
      from = to;
    }
  }

  private static int sizeOf(List<LogEntry> entries, int which) {
    return entries.get(which).sizeInBytes();
  }

  private void applyBatch(List<LogEntry> batch) throws IOException {
    List<Committed> commands = new ArrayList<>(batch.size());
    for (LogEntry entry : batch) {
      if (entry.isCommand()) {
        requireKnown(entry, machine);
        commands.add(new Committed(entry.position(), entry.command(), entry.commandVersion()));
      }
    }
    List<R> results = commands.isEmpty() ? List.of() : machine.apply(commands);
    Invariant.check(
        results.size() == commands.size(),
        "%d results for %d commands",
        results.size(),
        commands.size());
    int nextResult = 0;
    for (LogEntry entry : batch) {
      advance(entry);
      switch (entry.kind()) {
        case COMMAND, VERSIONED_COMMAND -> {
          answer(entry, results.get(nextResult));
          nextResult++;
        }
        case MEMBERSHIP -> changeGroup(entry);
        case NO_OP -> {}
      }
    }
    appliedIndex = applied.index();
    mailbox.answer(new Input.Applied(appliedIndex));
  }

  /** A program of before, in the directory of a later one, must not guess what it means. */
  static void requireKnown(LogEntry entry, StateMachine<?> machine) throws DataRefusedException {
    if (entry.commandVersion() > machine.commandVersion()) {
      throw DataRefusedException.newer(
          "entry "
              + entry.index()
              + " of the log is a command of version "
              + entry.commandVersion()
              + ", this program knows up to "
              + machine.commandVersion());
    }
  }

  private void advance(LogEntry entry) throws IOException {
    Invariant.check(
        entry.index() == applied.index() + 1,
        "entry %d is applied after %d",
        entry.index(),
        applied.index());
    boolean newTerm = entry.term() > applied.term();
    applied = entry.position();
    if (newTerm) {
      // Nothing of an older term can follow, so what has not been applied never will be.
      proposals.takeOlderThan(entry.term()).forEach(mailbox::propose);
    }
  }

  private void changeGroup(LogEntry entry) throws IOException {
    membership = MembershipCodec.read(entry.payload().asByteBuffer());
    if (entry.proposal().memberId() == memberId) {
      entered = proposals.entered(entry.proposal().sequence());
    }
    endChange();
  }

  /** A change of voters is complete when the joint consensus is left (RAFT-55). */
  private void endChange() {
    if (entered != null && !membership.isChanging()) {
      proposals.changed(entered, applied);
      entered = null;
    }
  }

  private void answer(LogEntry entry, R result) {
    if (entry.proposal().memberId() == memberId) {
      PendingProposal<R> proposal = proposals.take(entry.proposal().sequence());
      if (proposal != null) {
        proposals.applied(proposal, entry.position(), result);
      }
    }
  }

  /**
   * It was whole when it arrived; what the disk has done to it since, a state machine would not
   * notice (WAL-16). Whether the member can go on without it the next start finds out.
   */
  private void restoreNow(SnapshotDescription snapshot) throws IOException {
    try (SnapshotFile file = snapshots.store().openVerified(snapshot.position())) {
      if (file == null) {
        throw new IOException(
            "the snapshot at index "
                + snapshot.position().index()
                + " was damaged after it had arrived, or is gone");
      }
      machine.restore(snapshot.position(), file.content());
    }
    applied = snapshot.position();
    membership = snapshot.membership();
    appliedIndex = applied.index();
    snapshots.installed(snapshot.position(), machine.sizeInBytes());
    endChange();
    // Of what the snapshot may contain, nobody here has seen the results.
    for (PendingProposal<R> proposal : proposals.takeOlderThan(applied.term() + 1)) {
      proposals.undecided(proposal, "it may be part of a snapshot that was installed meanwhile");
    }
    mailbox.answer(new Input.SnapshotInstalled(snapshot.position(), machine.stateVersion()));
  }
}
