package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.WriteOutcome.Reason;
import io.binnacle.store.command.WriteRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies writes in the order of the log: the same on the leader, on followers, after a restart and
 * in tests. Used by one thread; {@link #publish} gives readers a root.
 */
public final class MvccState {
  private final TreeEditor tree;
  private final EventSequence.Appender events;
  private final long lineage;
  private Revision revision;
  private Revision compactRevision;
  private long liveBytes;
  private long historyBytes;
  private long rollingHash;
  private boolean changed;

  private MvccState(StateRoot root) {
    this.tree = new TreeEditor(root.tree());
    this.events = new EventSequence.Appender(root.events());
    this.lineage = root.lineage();
    this.revision = root.revision();
    this.compactRevision = root.compactRevision();
    this.liveBytes = root.liveBytes();
    this.historyBytes = root.historyBytes();
    this.rollingHash = root.rollingHash();
  }

  /** The state without keys: its revision is 1 (KV-02). */
  public static MvccState empty() {
    return new MvccState(
        new StateRoot(
            VersionTree.EMPTY,
            EventSequence.startingAt(0),
            0,
            new Revision(1),
            Revision.NONE,
            0,
            0,
            0));
  }

  /** Goes on from a root, whoever made it. */
  public static MvccState of(StateRoot root) {
    return new MvccState(root);
  }

  /** Whether a root published now differs from the last one. */
  public boolean hasChanged() {
    return changed;
  }

  /** Everything applied so far, as a value. */
  public StateRoot publish() {
    changed = false;
    return new StateRoot(
        tree.publish(),
        events.publish(),
        lineage,
        revision,
        compactRevision,
        liveBytes,
        historyBytes,
        rollingHash);
  }

  public WriteOutcome apply(Write write) {
    String problem = WriteRules.contradictionIn(write, Limits.TRANSACTION_OPERATIONS_MAX);
    if (problem != null) {
      return new WriteOutcome.Refused(Reason.INVALID, problem);
    }
    return switch (write) {
      case Write.Put put -> put(put);
      case Write.Delete(Bytes key, Expected expected) -> delete(key, expected);
      case Write.DeleteRange(KeyRange range) -> deleteRange(range);
      case Write.Transaction transaction -> new TransactionRun(this).run(transaction);
      case Write.Compact(Revision wanted) -> compact(wanted);
    };
  }

  Revision revision() {
    return revision;
  }

  Revision compactRevision() {
    return compactRevision;
  }

  TreeEditor tree() {
    return tree;
  }

  /** The revision of what was just changed becomes the store's. */
  void advanceTo(Revision next) {
    Invariant.check(next.equals(revision.next()), "revision %s follows %s", next, revision);
    revision = next;
    changed = true;
  }

  @Nullable KeyVersion live(Bytes key) {
    VersionChain chain = tree.get(key);
    return chain == null ? null : chain.version();
  }

  private static boolean isAsExpected(Expected expected, @Nullable KeyVersion current) {
    return switch (expected) {
      case Expected.Anything _ -> true;
      case Expected.Absent _ -> current == null;
      case Expected.ModRevision(Revision wanted) ->
          current != null && current.modRevision().equals(wanted);
    };
  }

  private WriteOutcome put(Write.Put put) {
    KeyVersion current = live(put.key());
    if (!isAsExpected(put.expected(), current)) {
      return new WriteOutcome.Conflict(revision, current);
    }
    Revision next = revision.next();
    KeyVersion written = write(put.key(), put.value(), put.attachment(), next, 0);
    advanceTo(next);
    return new WriteOutcome.Written(written, current);
  }

  private WriteOutcome delete(Bytes key, Expected expected) {
    KeyVersion current = live(key);
    if (!isAsExpected(expected, current)) {
      return new WriteOutcome.Conflict(revision, current);
    }
    if (current == null) {
      return new WriteOutcome.Unchanged(revision);
    }
    Revision next = revision.next();
    bury(key, next, 0);
    advanceTo(next);
    return new WriteOutcome.Deleted(next, List.of(current));
  }

  private WriteOutcome deleteRange(KeyRange range) {
    Revision next = revision.next();
    List<KeyVersion> deleted = buryRange(range, next, 0);
    if (deleted.isEmpty()) {
      return new WriteOutcome.Unchanged(revision);
    }
    advanceTo(next);
    return new WriteOutcome.Deleted(next, deleted);
  }

  /** Buries every live key of the range, the first with the given sub-revision. */
  List<KeyVersion> buryRange(KeyRange range, Revision next, int firstSubRevision) {
    List<KeyVersion> deleted = new ArrayList<>();
    Iterator<VersionChain> chains = tree.iterate(range);
    while (chains.hasNext()) {
      KeyVersion version = chains.next().version();
      if (version != null) {
        deleted.add(version);
      }
    }
    int subRevision = firstSubRevision;
    for (KeyVersion version : deleted) {
      bury(version.key(), next, subRevision++);
    }
    return deleted;
  }

  /** Adds a version. Its bytes are copied: the command's array belongs to the log. */
  KeyVersion write(Bytes key, Bytes value, Bytes attachment, Revision next, int subRevision) {
    VersionChain chain = tree.get(key);
    KeyVersion current = chain == null ? null : chain.version();
    byte[] content = new byte[value.length() + attachment.length()];
    value.copyTo(content, 0);
    attachment.copyTo(content, value.length());
    KeyVersion written =
        new KeyVersion(
            chain == null ? Bytes.wrap(key.toArray()) : chain.key(),
            current == null ? next : current.createRevision(),
            next,
            current == null ? 1 : current.version() + 1,
            0,
            Bytes.wrap(content, 0, value.length()),
            Bytes.wrap(content, value.length(), attachment.length()));
    supersede(new VersionChain(written.key(), next, subRevision, written, chain), current);
    return written;
  }

  private void bury(Bytes key, Revision next, int subRevision) {
    VersionChain chain = tree.get(key);
    if (chain == null) {
      throw Invariant.violated("a key that is not there cannot be deleted");
    }
    supersede(new VersionChain(chain.key(), next, subRevision, null, chain), chain.version());
  }

  private void supersede(VersionChain chain, @Nullable KeyVersion previous) {
    tree.put(chain);
    long bytesBefore = previous == null ? 0 : VersionChain.bytesOf(previous);
    if (chain.isLive()) {
      liveBytes += chain.bytes() - bytesBefore;
      historyBytes += bytesBefore;
    } else {
      liveBytes -= bytesBefore;
      historyBytes += bytesBefore + chain.bytes();
    }
    WatchEvent event =
        new WatchEvent(
            chain.modRevision(), chain.subRevision(), chain.key(), chain.version(), previous);
    events.append(event);
    rollingHash = StateDigest.rolled(rollingHash, event);
  }

  private WriteOutcome compact(Revision wanted) {
    boolean firstOfAll = wanted.equals(Revision.NONE) && compactRevision.equals(Revision.NONE);
    if (firstOfAll) {
      return new WriteOutcome.Compacted(compactRevision);
    }
    if (wanted.compareTo(compactRevision) <= 0) {
      return new WriteOutcome.Refused(
          Reason.ALREADY_COMPACTED, "revision " + compactRevision + " is already compacted");
    }
    if (wanted.compareTo(revision) > 0) {
      return new WriteOutcome.Refused(
          Reason.FUTURE_REVISION, "revision " + revision + " is the newest");
    }
    compactRevision = wanted;
    changed = true;
    forgetBelow(wanted.number());
    return new WriteOutcome.Compacted(wanted);
  }

  /**
   * Walks the events below the revision, which name all that was superseded since the last
   * compaction; never all keys. A key's chain is cut once, however often it was written.
   */
  private void forgetBelow(long floor) {
    Set<Bytes> seen = new HashSet<>();
    WatchEvent event = events.peekFirst();
    while (event != null && event.revision().number() < floor) {
      boolean leavesSomething = event.previous() != null || event.current() == null;
      if (leavesSomething && seen.add(event.key())) {
        cut(event.key(), floor);
      }
      events.forgetFirst();
      event = events.peekFirst();
    }
  }

  private void cut(Bytes key, long floor) {
    VersionChain chain = tree.get(key);
    VersionChain left = chain == null ? null : chain.compacted(floor);
    if (chain == null || chain == left) {
      return;
    }
    historyBytes -= chain.olderBytes();
    if (left == null) {
      historyBytes -= chain.bytes();
      tree.remove(key);
    } else {
      historyBytes += left.olderBytes();
      tree.put(left);
    }
  }
}
