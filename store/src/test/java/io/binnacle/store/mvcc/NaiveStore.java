package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The same semantics without any cleverness: a whole map for each revision, kept for ever. */
final class NaiveStore {
  private final List<TreeMap<Bytes, KeyVersion>> byRevision = new ArrayList<>();
  private final List<WatchEvent> events = new ArrayList<>();

  NaiveStore() {
    byRevision.add(new TreeMap<>());
    byRevision.add(new TreeMap<>());
  }

  long revision() {
    return byRevision.size() - 1L;
  }

  List<WatchEvent> eventsFrom(long revision) {
    return events.stream().filter(event -> event.revision().number() >= revision).toList();
  }

  List<KeyVersion> range(KeyRange range, long revision) {
    return byRevision.get((int) revision).values().stream()
        .filter(version -> range.contains(version.key()))
        .toList();
  }

  /** One revision of changes; a null value deletes. */
  final class Change {
    private final TreeMap<Bytes, KeyVersion> next = new TreeMap<>(byRevision.get((int) revision()));
    private final Revision revision = new Revision(revision() + 1);
    private int subRevision;

    void put(Bytes key, Bytes value, Bytes attachment) {
      KeyVersion before = next.get(key);
      KeyVersion after =
          new KeyVersion(
              key,
              before == null ? revision : before.createRevision(),
              revision,
              before == null ? 1 : before.version() + 1,
              0,
              value,
              attachment);
      next.put(key, after);
      events.add(new WatchEvent(revision, subRevision++, key, after, before));
    }

    void deleteRange(KeyRange range) {
      List<Bytes> keys = next.keySet().stream().filter(range::contains).toList();
      for (Bytes key : keys) {
        events.add(new WatchEvent(revision, subRevision++, key, null, next.remove(key)));
      }
    }

    void commit() {
      if (subRevision > 0) {
        byRevision.add(next);
      }
    }
  }
}
