package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a root from keys in order, each with all its versions; the events are found again in the
 * versions, so that a watch goes on across a restart.
 */
public final class StateBuilder {
  private final TreeEditor tree = new TreeEditor(VersionTree.EMPTY);
  private final List<WatchEvent> events = new ArrayList<>();
  private final long lineage;
  private final Revision revision;
  private final Revision compactRevision;
  private final long rollingHash;
  private long liveBytes;
  private long historyBytes;

  public StateBuilder(long lineage, Revision revision, Revision compactRevision, long rollingHash) {
    this.lineage = lineage;
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.rollingHash = rollingHash;
  }

  /**
   * @param newestFirst nodes of one key, not yet linked; at least one
   */
  public void add(List<VersionChain> newestFirst) {
    Invariant.check(!newestFirst.isEmpty(), "a key without versions");
    VersionChain chain = null;
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      VersionChain node = newestFirst.get(i);
      KeyVersion previous = chain == null ? null : chain.version();
      chain =
          new VersionChain(
              node.key(), node.modRevision(), node.subRevision(), node.version(), chain);
      boolean newest = i == 0;
      if (newest && chain.isLive()) {
        liveBytes += chain.bytes();
      } else {
        historyBytes += chain.bytes();
      }
      addEvent(chain, previous);
    }
    if (chain != null) {
      tree.put(chain);
    }
  }

  private void addEvent(VersionChain chain, @Nullable KeyVersion previous) {
    if (chain.modRevision().compareTo(compactRevision) >= 0) {
      events.add(
          new WatchEvent(
              chain.modRevision(), chain.subRevision(), chain.key(), chain.version(), previous));
    }
  }

  public StateRoot build() {
    events.sort(
        Comparator.comparing(WatchEvent::revision).thenComparingInt(WatchEvent::subRevision));
    EventSequence.Appender appender = new EventSequence.Appender(EventSequence.startingAt(0));
    events.forEach(appender::append);
    return new StateRoot(
        tree.publish(),
        appender.publish(),
        lineage,
        revision,
        compactRevision,
        liveBytes,
        historyBytes,
        rollingHash);
  }
}
