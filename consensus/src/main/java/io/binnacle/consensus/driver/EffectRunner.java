package io.binnacle.consensus.driver;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.snapshot.SnapshotTransfers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Carries out effects in the order of their list; what is listed behind a persist id waits here
 * until that id is durable, which is the whole contract of {@link Effect}.
 */
final class EffectRunner<R> {
  /** The effects that concern clients; the driver's. */
  interface ClientEffects {
    void run(Effect.ReadReady ready);

    void run(Effect.ReadFailed failed);

    void run(Effect.ProposalsRefused refused);

    void run(Effect.RoleChanged changed);

    void run(Effect.MembershipChanged changed);

    void run(Effect.TransferFailed failed);
  }

  private record Held(long persistId, List<Effect> effects) {}

  private final WriteAheadLog log;
  private final PeerTransport transport;
  private final ApplyLoop<R> applyLoop;
  private final SnapshotTransfers transfers;
  private final SnapshotTaker snapshots;
  private final ClientEffects clients;

  /** As many as there are writes in flight, which the driver bounds by the log's waiting bytes. */
  private final Deque<Held> held = new ArrayDeque<>();

  private long durableId;

  EffectRunner(
      WriteAheadLog log,
      PeerTransport transport,
      ApplyLoop<R> applyLoop,
      SnapshotTransfers transfers,
      SnapshotTaker snapshots,
      ClientEffects clients) {
    this.log = log;
    this.transport = transport;
    this.applyLoop = applyLoop;
    this.transfers = transfers;
    this.snapshots = snapshots;
    this.clients = clients;
  }

  void run(List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      long gate = start(effects.get(i));
      if (gate > durableId) {
        if (i + 1 < effects.size()) {
          hold(gate, effects.subList(i + 1, effects.size()));
        }
        return;
      }
    }
  }

  /** How far what is persisted finds its place. */
  Input.DiskRoom diskRoom() {
    return switch (log.room()) {
      case ENOUGH -> Input.DiskRoom.ENOUGH;
      case RELIEF_ONLY -> Input.DiskRoom.RELIEF_ONLY;
      case NONE -> Input.DiskRoom.NONE;
    };
  }

  /**
   * Entries for which a full disk has no place are lost on the way, as far as the core knows: their
   * leader sends them again, and meanwhile this member still hears that it lives (WAL-26).
   */
  boolean hasPlaceFor(Input message) {
    return !(message instanceof Input.Received(long _, PeerMessage.AppendEntries append))
        || log.hasPlaceFor(append.entries());
  }

  private void hold(long persistId, List<Effect> rest) {
    Invariant.check(
        held.isEmpty() || held.getLast().persistId <= persistId,
        "persist id %d is waited for behind %d",
        persistId,
        held.isEmpty() ? 0 : held.getLast().persistId);
    held.add(new Held(persistId, rest));
  }

  /** Everything up to this id is durable: what waited for it is carried out. */
  void persisted(long persistId) {
    Invariant.check(
        persistId >= durableId, "persist id %d is durable after %d", persistId, durableId);
    durableId = persistId;
    while (!held.isEmpty() && held.getFirst().persistId <= durableId) {
      run(held.removeFirst().effects);
    }
  }

  /**
   * @return the persist id that what follows waits for, or 0
   */
  private long start(Effect effect) {
    switch (effect) {
      case Effect.Persist(long id, HardState hardState, List<LogEntry> entries) -> {
        log.submit(new WalWrite.Entries(id, hardState, entries));
        return id;
      }
      case Effect.InstallSnapshot(long id, SnapshotDescription snapshot, HardState hardState) -> {
        log.submit(new WalWrite.SnapshotInstalled(id, snapshot.position(), hardState));
        applyLoop.restore(snapshot);
        return id;
      }
      case Effect.AwaitPersisted(long id) -> {
        return id;
      }
      case Effect.Send(long to, PeerMessage.Propose propose) when !transport.isConnected(to) ->
          // Never sent, so it may be proposed again, instead of being undecided until its deadline.
          clients.run(
              new Effect.ProposalsRefused(
                  propose.proposals().stream().map(Proposal::id).toList(),
                  RefusalReason.NO_LEADER));
      case Effect.Send(long to, PeerMessage message) -> transport.send(to, message);
      case Effect.Repeat(long to, PeerMessage.Propose message) -> transport.send(to, message);
      case Effect.Apply(List<LogEntry> committed) -> applyLoop.apply(committed);
      case Effect.StartSnapshotSend(long to, long term) ->
          transfers.startSend(to, term, snapshots.newest());
      case Effect.SnapshotChunkAcknowledged(long from, PeerMessage.InstallSnapshotReply reply) ->
          transfers.acknowledged(from, reply);
      case Effect.ReceiveSnapshotChunk(long from, PeerMessage.InstallSnapshot part) ->
          transfers.receive(from, part);
      case Effect.ReleaseLog(LogPosition base) -> log.submit(new WalWrite.Release(base));
      case Effect.ReadReady ready -> clients.run(ready);
      case Effect.ReadFailed failed -> clients.run(failed);
      case Effect.ProposalsRefused refused -> clients.run(refused);
      case Effect.MembershipChanged changed -> clients.run(changed);
      case Effect.TransferFailed failed -> clients.run(failed);
      case Effect.RoleChanged changed -> {
        if (changed.role() != Effect.RoleName.LEADER) {
          transfers.stopSends();
        }
        clients.run(changed);
      }
    }
    return 0;
  }
}
