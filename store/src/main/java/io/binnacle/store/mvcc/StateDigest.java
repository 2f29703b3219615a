package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchEvent;
import java.util.Iterator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What members compare to know that they hold the same state. Programs that are to be compared must
 * take it alike: another way needs commands of another version (see {@code comparison.StateCheck}).
 *
 * @param rollingHash of every change since revision 1
 * @param retainedHash of every version and tombstone that is kept
 */
public record StateDigest(
    Revision revision, Revision compactRevision, long rollingHash, long retainedHash) {

  /** Walks all keys. */
  public static StateDigest of(StateRoot root) {
    long hash = 0;
    Iterator<VersionChain> chains = root.tree().iterate(KeyRange.all());
    while (chains.hasNext()) {
      VersionChain node = chains.next();
      while (node != null) {
        hash = mixed(hash, node.modRevision(), node.subRevision(), node.key(), node.version());
        node = node.older();
      }
    }
    return new StateDigest(root.revision(), root.compactRevision(), root.rollingHash(), hash);
  }

  static long rolled(long hash, WatchEvent event) {
    return mixed(hash, event.revision(), event.subRevision(), event.key(), event.current());
  }

  private static long mixed(
      long hash, Revision revision, int subRevision, Bytes key, @Nullable KeyVersion version) {
    CRC32C checksum = new CRC32C();
    checksum.update(key.asByteBuffer());
    long mixed = scrambled(hash ^ revision.number()) + subRevision;
    if (version != null) {
      checksum.update(version.value().asByteBuffer());
      checksum.update(version.attachment().asByteBuffer());
      mixed = scrambled(mixed ^ version.createRevision().number()) + version.version();
    }
    return scrambled(mixed ^ (version == null ? ~checksum.getValue() : checksum.getValue()));
  }

  /** Spreads each bit over all: the finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long scrambled(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
