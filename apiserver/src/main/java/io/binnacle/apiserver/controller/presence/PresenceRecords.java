package io.binnacle.apiserver.controller.presence;

import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One key for each replica that serves, written anew now and then (CTRL-02). Clocks of replicas are
 * not compared: a record has run out when it has not changed for its time on our own clock. Used by
 * one thread.
 */
final class PresenceRecords {
  private static final String AREA = "masterleases";
  private static final GroupResource ABOUT = new GroupResource("", AREA);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ObjectStorage storage;
  private final long nanosToLive;
  private final Map<Bytes, Sighting> sightings = new HashMap<>();

  private record Sighting(Revision revision, long nanos) {}

  PresenceRecords(ObjectStorage storage, Duration timeToLive) {
    this.storage = storage;
    this.nanosToLive = timeToLive.toNanos();
  }

  /**
   * Says that a replica serves.
   *
   * @param epochSeconds for people to read, and so that the record differs from the last one
   */
  void renew(ReplicaAddress self, long epochSeconds) {
    Bytes key = keyOf(self);
    KeyVersion current = storage.localView().get(key);
    Bytes value =
        Bytes.ofUtf8(
            "{\"ip\":\"%s\",\"port\":%d,\"renewed\":%d}"
                .formatted(self.address(), self.port(), epochSeconds));
    var _ =
        storage
            .put(ABOUT, key, value, current == null ? null : current.modRevision())
            .block(PATIENCE);
  }

  void remove(ReplicaAddress self) {
    remove(storage.localView().get(keyOf(self)));
  }

  private void remove(@Nullable KeyVersion record) {
    if (record != null) {
      var _ = storage.delete(ABOUT, record.key(), record.modRevision()).block(PATIENCE);
    }
  }

  /** Who serves; records that have run out are removed. */
  SortedSet<ReplicaAddress> live(long nowNanos) {
    SortedSet<ReplicaAddress> live = new TreeSet<>();
    StoreView view = storage.localView();
    Map<Bytes, Sighting> seen = new HashMap<>();
    var records = view.iterate(StorageKey.area(AREA));
    while (records.hasNext()) {
      KeyVersion record = records.next();
      Sighting last = sightings.get(record.key());
      Sighting now =
          last != null && last.revision.equals(record.modRevision())
              ? last
              : new Sighting(record.modRevision(), nowNanos);
      seen.put(record.key(), now);
      ReplicaAddress address = ReplicaAddress.parse(StorageKey.inArea(AREA, record.key()));
      if (nowNanos - now.nanos > nanosToLive) {
        remove(record);
      } else if (address != null) {
        live.add(address);
      }
    }
    sightings.clear();
    sightings.putAll(seen);
    return live;
  }

  private static Bytes keyOf(ReplicaAddress address) {
    return StorageKey.ofArea(AREA, address.text());
  }
}
