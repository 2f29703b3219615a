package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log and snapshots that survive a crash as far as they were synced; of the rest a crash leaves
 * any prefix, even half a write (FAULT-03, FAULT-04).
 */
final class MemoryDisk {
  record Snapshot(SnapshotDescription description, Bytes content) {}

  private final ArrayDeque<Effect> unsynced = new ArrayDeque<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<LogEntry> entries = new ArrayList<>();
  private HardState hardState = HardState.INITIAL;
  private LogPosition base = LogPosition.NONE;

  void write(Effect effect) {
    unsynced.addLast(effect);
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty();
  }

  /** The id that a sync begun now would make durable. */
  long newestUnsyncedId() {
    return idOf(unsynced.getLast());
  }

  void syncUpTo(long persistId) {
    while (!unsynced.isEmpty() && idOf(unsynced.getFirst()) <= persistId) {
      store(unsynced.removeFirst(), Integer.MAX_VALUE);
    }
  }

  void crash(Chance chance) {
    int surviving = chance.below(unsynced.size() + 1);
    for (int i = 0; i < surviving; i++) {
      store(unsynced.removeFirst(), Integer.MAX_VALUE);
    }
    if (!unsynced.isEmpty() && chance.percent(50)) {
      store(unsynced.removeFirst(), chance.below(4));
    }
    unsynced.clear();
  }

  private static long idOf(Effect effect) {
    return switch (effect) {
      case Effect.Persist persist -> persist.persistId();
      case Effect.InstallSnapshot install -> install.persistId();
      default -> throw new IllegalArgumentException("not a write: " + effect);
    };
  }

  private void store(Effect effect, int entriesMax) {
    switch (effect) {
      case Effect.Persist persist -> {
        hardState = persist.hardState();
        List<LogEntry> written = persist.entries();
        for (LogEntry entry : written.subList(0, Math.min(written.size(), entriesMax))) {
          long keep = entry.index() - base.index() - 1;
          entries.subList((int) keep, entries.size()).clear();
          entries.add(entry);
        }
      }
      case Effect.InstallSnapshot install -> {
        hardState = install.hardState();
        base = install.snapshot().position();
        entries.clear();
      }
      default -> throw new IllegalArgumentException("not a write: " + effect);
    }
  }

  void release(LogPosition to) {
    while (!entries.isEmpty() && base.index() < to.index()) {
      base = entries.removeFirst().position();
    }
  }

  void addSnapshot(Snapshot snapshot) {
    snapshots.add(snapshot);
  }

  /** The newest snapshot that the log connects to. */
  @Nullable Snapshot newestSnapshot() {
    Snapshot newest = null;
    for (Snapshot snapshot : snapshots) {
      LogPosition position = snapshot.description().position();
      boolean connected = holds(position);
      if (connected
          && (newest == null || newest.description().position().index() < position.index())) {
        newest = snapshot;
      }
    }
    return newest;
  }

  /** Whether this entry, or a snapshot that covers it, is durable here. */
  boolean holdsOrCovers(LogPosition position) {
    return position.index() <= base.index() || holds(position);
  }

  private boolean holds(LogPosition position) {
    if (position.index() <= base.index()) {
      return position.equals(base);
    }
    long at = position.index() - base.index() - 1;
    return at < entries.size() && entries.get((int) at).position().equals(position);
  }

  HardState hardState() {
    return hardState;
  }

  /**
   * @param first the configuration that this member was started with
   */
  RaftCore.Recovered recover(Membership first) {
    Snapshot snapshot = newestSnapshot();
    return snapshot == null
        ? new RaftCore.Recovered(hardState, base, entries, LogPosition.NONE, first)
        : new RaftCore.Recovered(
            hardState,
            base,
            entries,
            snapshot.description().position(),
            snapshot.description().membership());
  }

  /** What a start would know to be committed. */
  long committedIndex() {
    Snapshot snapshot = newestSnapshot();
    long covered = snapshot == null ? 0 : snapshot.description().position().index();
    return Math.max(covered, hardState.commitIndex());
  }
}
