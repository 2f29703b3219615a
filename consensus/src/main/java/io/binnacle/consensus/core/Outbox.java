package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogTail;
import io.binnacle.consensus.log.PersistQueue;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.SnapshotDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one step and puts them in the order that {@link Effect} promises: what
 * waits for nothing, then what must become durable, then what rests on it.
 */
final class Outbox {
  private static final long NONE = Long.MAX_VALUE;

  private final LogTail log;
  private final PersistQueue persists;
  private List<Effect> now = new ArrayList<>();
  private List<Effect> behindPersist = new ArrayList<>();
  private boolean hardStateChanged;
  private boolean commitMustLast;
  private long commitId;
  private long entriesChangedFrom = NONE;
  private @Nullable SnapshotDescription snapshot;
  // The write that the current term and vote went into: while it is in flight, nothing that speaks
  // for this term leaves (RAFT-36).
  private long hardStateId;

  Outbox(LogTail log, PersistQueue persists) {
    this.log = log;
    this.persists = persists;
  }

  /** Waits for nothing. */
  void now(Effect effect) {
    now.add(effect);
  }

  /** Of leaders, and of whoever promises nothing. */
  void sendNow(long to, PeerMessage message) {
    now.add(new Effect.Send(to, message));
  }

  /** A promise about the log: waits until everything there is so far is durable (RAFT-37). */
  void sendWhenDurable(long to, PeerMessage message) {
    behindPersist.add(new Effect.Send(to, message));
  }

  /** Speaks for the term or the vote: waits until those are durable (RAFT-36). */
  void whenTermDurable(Effect effect) {
    if (hardStateChanged || !persists.isDurable(hardStateId)) {
      behindPersist.add(effect);
    } else {
      now.add(effect);
    }
  }

  void hardStateChanged() {
    hardStateChanged = true;
  }

  /** What is committed by now is to be known after a crash, too. Nothing waits for it. */
  void commitMustLast() {
    commitMustLast = true;
  }

  /** Whether what {@link #commitMustLast} was said of would be known after a crash now. */
  boolean doesCommitLast() {
    return !commitMustLast && persists.isDurable(commitId);
  }

  void entriesChangedFrom(long index) {
    entriesChangedFrom = Math.min(entriesChangedFrom, index);
  }

  void logReplaced(SnapshotDescription by) {
    snapshot = by;
    entriesChangedFrom = NONE;
  }

  /** Whether the vote of this step is durable: never before {@link #drain} has listed it. */
  boolean isTermDurable() {
    return !hardStateChanged && persists.isDurable(hardStateId);
  }

  /** The effects of this step, in order; the outbox is empty again. */
  List<Effect> drain(HardState hardState, long tick) {
    List<Effect> effects = now;
    now = new ArrayList<>();
    if (hardStateChanged || commitMustLast || entriesChangedFrom != NONE || snapshot != null) {
      long id = persists.issue(log.lastIndex(), tick);
      effects.add(write(id, hardState));
      hardStateId = hardStateChanged ? id : hardStateId;
      commitId = commitMustLast ? id : commitId;
      hardStateChanged = false;
      commitMustLast = false;
      entriesChangedFrom = NONE;
      snapshot = null;
    } else if (!behindPersist.isEmpty() && !persists.isDurable(persists.issuedId())) {
      effects.add(new Effect.AwaitPersisted(persists.issuedId()));
    }
    if (!behindPersist.isEmpty()) {
      effects.addAll(behindPersist);
      behindPersist = new ArrayList<>();
    }
    return effects;
  }

  private Effect write(long id, HardState hardState) {
    if (snapshot != null) {
      return new Effect.InstallSnapshot(id, snapshot, hardState);
    }
    return new Effect.Persist(
        id,
        hardState,
        entriesChangedFrom == NONE ? List.of() : log.range(entriesChangedFrom, log.lastIndex()));
  }
}
