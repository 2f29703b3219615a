package io.binnacle.apiserver.controller.garbagecollection;

import io.binnacle.apiserver.controller.queue.WorkQueue;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.meta.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects have owners, which wait for their dependents, and which have to be looked at.
 * Objects with neither are not remembered: memory is proportional to the owned ones. Used by one
 * thread.
 */
final class OwnerGraph {
  private final Map<Bytes, OwnedObject> byKey = new HashMap<>();
  private final Map<String, Bytes> waitingByUid = new HashMap<>();
  private final Map<String, Set<Bytes>> dependents = new HashMap<>();
  private final WorkQueue<Bytes> due;

  OwnerGraph(WorkQueue<Bytes> due) {
    this.due = due;
  }

  /** An object to look at. */
  record Due(OwnedObject object, WorkQueue.Taken<Bytes> taken) {}

  void clear() {
    byKey.clear();
    waitingByUid.clear();
    dependents.clear();
    due.clear();
  }

  void apply(ObjectEvent event) {
    switch (event.kind()) {
      case ADDED, MODIFIED -> put(event.object());
      case DELETED -> remove(event.object());
    }
  }

  void put(StoredObject object) {
    Bytes key = object.storageKey();
    OwnedObject now = OwnedObject.of(object);
    OwnedObject before = byKey.remove(key);
    if (before != null) {
      forget(key, before);
    }
    boolean waits = now.isDeletingInForeground() || now.isOrphaning();
    if (waits) {
      waitingByUid.put(now.uid(), key);
    }
    if (waits || !now.owners().isEmpty()) {
      byKey.put(key, now);
      due.add(key);
    }
    for (OwnerReference owner : now.owners()) {
      dependents.computeIfAbsent(owner.uid(), _ -> new LinkedHashSet<>()).add(key);
    }
    if (before != null) {
      // A dependent that lets go, or is on its way out, may be what its owner waits for.
      before.owners().forEach(owner -> lookAtOwner(owner.uid()));
    }
  }

  private void remove(StoredObject last) {
    OwnedObject gone = byKey.remove(last.storageKey());
    due.remove(last.storageKey());
    if (gone != null) {
      forget(last.storageKey(), gone);
      gone.owners().forEach(owner -> lookAtOwner(owner.uid()));
    }
    dependents.getOrDefault(last.attachment().uid(), Set.of()).forEach(due::add);
  }

  private void forget(Bytes key, OwnedObject object) {
    waitingByUid.remove(object.uid(), key);
    for (OwnerReference owner : object.owners()) {
      Set<Bytes> keys = dependents.get(owner.uid());
      if (keys != null && keys.remove(key) && keys.isEmpty()) {
        dependents.remove(owner.uid());
      }
    }
  }

  private void lookAtOwner(String uid) {
    Bytes key = waitingByUid.get(uid);
    if (key != null) {
      due.add(key);
    }
  }

  /** The objects to look at, each once; they are no longer due afterwards. */
  List<Due> takeDue(int countMax) {
    List<Due> due = new ArrayList<>();
    for (WorkQueue.Taken<Bytes> taken : this.due.take(countMax)) {
      OwnedObject object = byKey.get(taken.item());
      if (object != null) {
        due.add(new Due(object, taken));
      }
    }
    return due;
  }

  /** Has it looked at again, because what was tried did not work. */
  void again(OwnedObject object) {
    Bytes key = StorageKey.of(object.type(), object.key());
    if (byKey.containsKey(key)) {
      due.again(key);
    }
  }

  boolean hasDue() {
    return !due.isEmpty();
  }

  /** Whether the object waits for its dependents to go before it. */
  boolean isDeletingInForeground(String uid) {
    Bytes key = waitingByUid.get(uid);
    OwnedObject object = key == null ? null : byKey.get(key);
    return object != null && object.isDeletingInForeground();
  }

  List<OwnedObject> dependentsOf(String uid) {
    List<OwnedObject> found = new ArrayList<>();
    for (Bytes key : dependents.getOrDefault(uid, Set.of())) {
      @Nullable OwnedObject dependent = byKey.get(key);
      if (dependent != null) {
        found.add(dependent);
      }
    }
    return found;
  }
}
