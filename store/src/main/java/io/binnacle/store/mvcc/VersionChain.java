package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one key, newest first; a node without a version is a tombstone. Immutable, so
 * that roots share it.
 *
 * <p>What compaction at revision C leaves: a node is needed while a view at C or later can see it,
 * or while it is the previous version of an event at C or later. So a version goes once its
 * successor's revision is below C, and a tombstone once its own is. That is one version a key more
 * than etcd keeps, and makes the previous version of every retained event available (KVWATCH-19).
 */
public final class VersionChain {
  private final Bytes key;
  private final Revision modRevision;
  private final int subRevision;
  private final @Nullable KeyVersion version;
  private final @Nullable VersionChain older;

  public VersionChain(
      Bytes key,
      Revision modRevision,
      int subRevision,
      @Nullable KeyVersion version,
      @Nullable VersionChain older) {
    Invariant.check(
        older == null || older.modRevision.number() < modRevision.number(),
        "revision %s does not follow the older one",
        modRevision);
    this.key = key;
    this.modRevision = modRevision;
    this.subRevision = subRevision;
    this.version = version;
    this.older = older;
  }

  public Bytes key() {
    return key;
  }

  public Revision modRevision() {
    return modRevision;
  }

  public int subRevision() {
    return subRevision;
  }

  /** Null for a tombstone. */
  public @Nullable KeyVersion version() {
    return version;
  }

  public @Nullable VersionChain older() {
    return older;
  }

  boolean isLive() {
    return version != null;
  }

  /** What a view at the revision sees of the key. */
  @Nullable KeyVersion at(long revision) {
    VersionChain node = this;
    while (node != null && node.modRevision.number() > revision) {
      node = node.older;
    }
    return node == null ? null : node.version;
  }

  /** What compaction leaves; null where nothing is left of the key. */
  @Nullable VersionChain compacted(long compactRevision) {
    int kept = 0;
    VersionChain node = this;
    while (node != null && node.modRevision.number() >= compactRevision) {
      kept++;
      node = node.older;
    }
    if (node != null && node.isLive()) {
      kept++;
      node = node.older;
    }
    return node == null ? this : firstNodes(kept);
  }

  private @Nullable VersionChain firstNodes(int count) {
    VersionChain[] nodes = new VersionChain[count];
    VersionChain node = this;
    for (int i = 0; i < count && node != null; i++) {
      nodes[i] = node;
      node = node.older;
    }
    VersionChain copy = null;
    for (int i = count - 1; i >= 0; i--) {
      VersionChain source = nodes[i];
      copy =
          new VersionChain(
              source.key, source.modRevision, source.subRevision, source.version, copy);
    }
    return copy;
  }

  /** What this node alone costs on the heap. */
  long bytes() {
    return version == null ? (long) key.length() + Limits.VERSION_OVERHEAD_BYTES : bytesOf(version);
  }

  static long bytesOf(KeyVersion version) {
    return (long) version.key().length()
        + version.value().length()
        + version.attachment().length()
        + Limits.VERSION_OVERHEAD_BYTES;
  }

  /** What the nodes behind this one cost. */
  long olderBytes() {
    long bytes = 0;
    for (VersionChain node = older; node != null; node = node.older) {
      bytes += node.bytes();
    }
    return bytes;
  }
}
