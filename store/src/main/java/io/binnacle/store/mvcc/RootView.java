package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A root looked at as of one of its revisions. */
record RootView(StateRoot root, Revision revision) implements StoreView {
  @Override
  public Revision compactRevision() {
    return root.compactRevision();
  }

  @Override
  public @Nullable KeyVersion get(Bytes key) {
    VersionChain chain = root.tree().get(key);
    return chain == null ? null : chain.at(revision.number());
  }

  @Override
  public Iterator<KeyVersion> iterate(KeyRange range) {
    return new LiveKeys(root.tree().iterate(range), revision.number());
  }

  @Override
  public long count(KeyRange range) {
    if (revision.equals(root.revision())) {
      return root.tree().countLive(range);
    }
    long count = 0;
    Iterator<VersionChain> chains = root.tree().iterate(range);
    while (chains.hasNext()) {
      count += chains.next().at(revision.number()) == null ? 0 : 1;
    }
    return count;
  }

  @Override
  public AtRevision at(Revision wanted) {
    if (wanted.compareTo(revision) > 0) {
      return new AtRevision.Future(revision);
    }
    if (wanted.compareTo(root.compactRevision()) < 0) {
      return new AtRevision.Compacted(root.compactRevision());
    }
    return new AtRevision.View(new RootView(root, wanted));
  }

  /** Skips keys that do not exist at the revision. */
  private static final class LiveKeys implements Iterator<KeyVersion> {
    private final Iterator<VersionChain> chains;
    private final long revision;
    private @Nullable KeyVersion next;

    LiveKeys(Iterator<VersionChain> chains, long revision) {
      this.chains = chains;
      this.revision = revision;
    }

    @Override
    public boolean hasNext() {
      while (next == null && chains.hasNext()) {
        next = chains.next().at(revision);
      }
      return next != null;
    }

    @Override
    public KeyVersion next() {
      KeyVersion version = hasNext() ? next : null;
      if (version == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return version;
    }
  }
}
