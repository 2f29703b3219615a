package io.binnacle.apiserver.endpoint;

import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A group of one that keeps nothing: commits what is proposed, in order, on a thread of its own.
 */
final class LocalMember<R> implements ConsensusNode<R> {
  private final StateMachine<R> machine;
  private final ExecutorService applying =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon(true).factory());
  private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
  private long applied;

  LocalMember(StateMachine<R> machine) {
    this.machine = machine;
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command) {
    return CompletableFuture.supplyAsync(() -> apply(command), applying);
  }

  private ProposalOutcome<R> apply(Bytes command) {
    LogPosition position = new LogPosition(++applied, 1);
    List<StateMachine.Committed> batch = List.of(new StateMachine.Committed(position, command));
    return new ProposalOutcome.Applied<>(position, machine.apply(batch).getFirst());
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command, int version) {
    return propose(command);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> proposeRelief(Bytes command) {
    return propose(command);
  }

  @Override
  public CompletableFuture<ReadOutcome> readBarrier() {
    return CompletableFuture.supplyAsync(() -> new ReadOutcome.Ready(applied), applying);
  }

  @Override
  public GroupAdministration group() {
    throw new UnsupportedOperationException("a group of one that never changes");
  }

  @Override
  public MemberStatus status() {
    return new MemberStatus(1, "alone", MemberStatus.Role.LEADER, 1, 1L, 0, 0, 0, List.of());
  }

  @Override
  public CompletableFuture<StopReason> stopped() {
    return stopped.copy();
  }

  @Override
  public void close() {
    applying.shutdown();
    stopped.complete(new StopReason.Closed());
  }
}
