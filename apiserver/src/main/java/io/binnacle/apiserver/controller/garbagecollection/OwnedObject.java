package io.binnacle.apiserver.controller.garbagecollection;

import io.binnacle.apiserver.storage.Attachment;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.OwnerReference;
import io.binnacle.manifests.type.ResourceType;
import java.util.List;

/** What the collector remembers of an object. */
record OwnedObject(
    ResourceType type,
    ObjectKey key,
    String uid,
    boolean deleting,
    List<String> finalizers,
    List<OwnerReference> owners) {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  OwnedObject {
    finalizers = List.copyOf(finalizers);
    owners = List.copyOf(owners);
  }

  static OwnedObject of(StoredObject object) {
    Attachment attachment = object.attachment();
    return new OwnedObject(
        object.type(),
        object.key(),
        attachment.uid(),
        attachment.isDeleting(),
        attachment.finalizers(),
        attachment.owners());
  }

  boolean isDeletingInForeground() {
    return deleting && finalizers.contains(FOREGROUND);
  }

  boolean isOrphaning() {
    return deleting && finalizers.contains(ORPHAN);
  }
}
