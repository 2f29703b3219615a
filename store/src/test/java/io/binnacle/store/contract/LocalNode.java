package io.binnacle.store.contract;

import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.StateMachine.Committed;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A group of one member that keeps its log in memory: commits whatever is proposed, in order. */
public final class LocalNode<R> implements ConsensusNode<R> {
  private final StateMachine<R> machine;
  private final ExecutorService applying =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon(true).factory());
  private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
  private final List<Committed> log = new ArrayList<>();
  private volatile boolean leader = true;
  private volatile boolean reachable = true;
  private volatile boolean diskFull;
  private volatile boolean closed;

  public LocalNode(StateMachine<R> machine) {
    this.machine = machine;
  }

  public void lead(boolean leads) {
    leader = leads;
  }

  /** Whether read barriers and proposals find a quorum. */
  public void reach(boolean quorum) {
    reachable = quorum;
  }

  /** With a full disk, only what is marked as relief passes. */
  public void fillDisk(boolean full) {
    diskFull = full;
  }

  /** Everything committed so far. */
  public List<Committed> log() {
    return onApplyThread(() -> List.copyOf(log));
  }

  /** Runs something between two commands, as a snapshot install would. */
  public <T> T onApplyThread(java.util.concurrent.Callable<T> work) {
    try {
      return applying.submit(work).get();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command) {
    if (diskFull) {
      return CompletableFuture.completedFuture(
          new ProposalOutcome.Refused<>(ProposalOutcome.RefusalReason.DISK_FULL, "full"));
    }
    return proposeRelief(command);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command, int version) {
    return proposeUnlessStopped(command, version);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> proposeRelief(Bytes command) {
    return proposeUnlessStopped(command, LogEntry.FIRST_COMMAND_VERSION);
  }

  private CompletableFuture<ProposalOutcome<R>> proposeUnlessStopped(Bytes command, int version) {
    if (closed) {
      return CompletableFuture.completedFuture(
          new ProposalOutcome.Refused<>(ProposalOutcome.RefusalReason.STOPPED, "closed"));
    }
    if (!reachable) {
      return CompletableFuture.completedFuture(
          new ProposalOutcome.Refused<>(ProposalOutcome.RefusalReason.NO_LEADER, "no leader"));
    }
    return CompletableFuture.supplyAsync(() -> apply(command, version), applying);
  }

  private ProposalOutcome<R> apply(Bytes command, int version) {
    LogPosition position = new LogPosition(log.size() + 1, 1);
    Committed committed = new Committed(position, command, version);
    log.add(committed);
    return new ProposalOutcome.Applied<>(position, machine.apply(List.of(committed)).getFirst());
  }

  @Override
  public CompletableFuture<ReadOutcome> readBarrier() {
    if (closed || !reachable) {
      return CompletableFuture.completedFuture(new ReadOutcome.Unavailable("no quorum"));
    }
    return CompletableFuture.supplyAsync(() -> new ReadOutcome.Ready(log.size()), applying);
  }

  @Override
  public GroupAdministration group() {
    throw new UnsupportedOperationException("a group of one that never changes");
  }

  @Override
  public MemberStatus status() {
    MemberStatus.Role role = leader ? MemberStatus.Role.LEADER : MemberStatus.Role.FOLLOWER;
    return new MemberStatus(1, "alone", role, 1, 1L, 0, 0, 0, List.of());
  }

  @Override
  public CompletableFuture<StopReason> stopped() {
    return stopped.copy();
  }

  @Override
  public void close() {
    closed = true;
    applying.shutdown();
    stopped.complete(new StopReason.Closed());
  }
}
