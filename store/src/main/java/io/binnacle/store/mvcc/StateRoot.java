package io.binnacle.store.mvcc;

import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;

/**
 * Everything the store knows after some command, as one immutable value.
 *
 * @param lineage changes when the state was replaced as a whole: sequence numbers of another
 *     lineage mean nothing
 * @param liveBytes newest versions, with what they cost beside their bytes
 * @param historyBytes superseded versions and tombstones
 * @param rollingHash a digest of every change since revision 1: equal on members at equal revisions
 */
public record StateRoot(
    VersionTree tree,
    EventSequence events,
    long lineage,
    Revision revision,
    Revision compactRevision,
    long liveBytes,
    long historyBytes,
    long rollingHash) {

  public long liveKeys() {
    return tree.liveKeys();
  }

  public StoreView view() {
    return new RootView(this, revision);
  }
}
