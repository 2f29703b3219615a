package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.SnapshotDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes, sends, receives and installs a member's snapshots, a few bytes at a time. */
final class SnapshotTraffic {
  private static final int CHUNK_BYTES = 9;
  private static final int RETRY_TICKS = 8;
  private static final int TRIES_MAX = 10;

  private static final class Sending {
    private final MemoryDisk.Snapshot snapshot;
    private final long term;
    private long offset;
    private int idleTicks;
    private int tries;

    Sending(MemoryDisk.Snapshot snapshot, long term) {
      this.snapshot = snapshot;
      this.term = term;
    }
  }

  private final CoreMember member;
  private final TreeMap<Long, Sending> sending = new TreeMap<>();
  private final List<MemoryDisk.Snapshot> received = new ArrayList<>();
  private @Nullable SnapshotDescription receiving;
  private Bytes content = Bytes.empty();
  private boolean installing;

  SnapshotTraffic(CoreMember member) {
    this.member = member;
  }

  void clear() {
    sending.clear();
    received.clear();
    receiving = null;
    content = Bytes.empty();
    installing = false;
  }

  boolean isInstalling() {
    return installing;
  }

  void take(HistoryMachine machine, Membership membership) {
    LogPosition position = machine.position();
    Bytes captured = machine.capture();
    member.later(
        member.chance().between(1_000_000, 50_000_000),
        () -> {
          member
              .disk()
              .addSnapshot(
                  new MemoryDisk.Snapshot(
                      new SnapshotDescription(
                          position, membership, captured.length(), captured.hashCode()),
                      captured));
          member.step(new Input.SnapshotTaken(position));
        });
  }

  void startSend(long to, long term) {
    MemoryDisk.Snapshot newest = member.disk().newestSnapshot();
    if (newest == null) {
      throw new SimulationFailure("a snapshot is to be sent, but there is none");
    }
    sending.put(to, new Sending(newest, term));
    sendChunk(to);
  }

  private void sendChunk(long to) {
    Sending transfer = sending.get(to);
    if (transfer == null) {
      return;
    }
    Bytes all = transfer.snapshot.content();
    int at = (int) transfer.offset;
    Bytes chunk = all.slice(at, Math.min(CHUNK_BYTES, all.length() - at));
    member.send(
        to,
        new PeerMessage.InstallSnapshot(transfer.term, transfer.snapshot.description(), at, chunk));
  }

  void acknowledged(long from, PeerMessage.InstallSnapshotReply reply) {
    Sending transfer = sending.get(from);
    if (transfer == null || !reply.position().equals(transfer.snapshot.description().position())) {
      return;
    }
    transfer.idleTicks = 0;
    transfer.tries = 0;
    transfer.offset = reply.nextOffset();
    if (reply.nextOffset() == transfer.snapshot.content().length()) {
      sending.remove(from);
      member.step(
          new Input.SnapshotSendFinished(from, transfer.snapshot.description().position(), true));
    } else {
      sendChunk(from);
    }
  }

  void tick() {
    for (Long to : new ArrayList<>(sending.keySet())) {
      Sending transfer = sending.get(to);
      if (transfer == null) {
        continue;
      }
      if (!member.isLeader() || member.term() != transfer.term) {
        sending.remove(to);
      } else if (++transfer.idleTicks >= RETRY_TICKS) {
        transfer.idleTicks = 0;
        if (++transfer.tries > TRIES_MAX) {
          sending.remove(to);
          member.step(
              new Input.SnapshotSendFinished(
                  to, transfer.snapshot.description().position(), false));
        } else {
          sendChunk(to);
        }
      }
    }
  }

  void receive(long from, PeerMessage.InstallSnapshot part) {
    if (!part.snapshot().equals(receiving)) {
      receiving = part.snapshot();
      content = Bytes.empty();
    }
    if (part.offset() == content.length()) {
      content = content.concat(part.chunk());
    }
    if (content.length() < part.snapshot().contentBytes()) {
      reply(from, part);
    } else {
      Bytes whole = content;
      receiving = null;
      content = Bytes.empty();
      member.later(
          member.chance().between(1_000_000, 20_000_000), () -> complete(from, part, whole));
    }
  }

  private void reply(long to, PeerMessage.InstallSnapshot part) {
    member.send(
        to,
        new PeerMessage.InstallSnapshotReply(
            part.term(), part.snapshot().position(), content.length(), false));
  }

  private void complete(long from, PeerMessage.InstallSnapshot last, Bytes whole) {
    if (whole.hashCode() != last.snapshot().contentChecksum()) {
      throw new SimulationFailure("a snapshot was put together wrongly");
    }
    MemoryDisk.Snapshot snapshot = new MemoryDisk.Snapshot(last.snapshot(), whole);
    member.disk().addSnapshot(snapshot);
    received.add(snapshot);
    member.send(
        from,
        new PeerMessage.InstallSnapshotReply(
            last.term(), last.snapshot().position(), whole.length(), false));
    member.step(new Input.SnapshotPersisted(last.snapshot()));
  }

  void install(Effect.InstallSnapshot install) {
    installing = true;
    MemoryDisk.Snapshot snapshot =
        received.stream()
            .filter(each -> each.description().equals(install.snapshot()))
            .findFirst()
            .orElseThrow(() -> new SimulationFailure("not received: " + install.snapshot()));
    received.clear();
    member.later(
        member.chance().between(1_000_000, 100_000_000),
        () -> {
          installing = false;
          member.failPendingForSnapshot();
          member.restore(snapshot);
          member.step(new Input.SnapshotInstalled(snapshot.description().position()));
        });
  }
}
