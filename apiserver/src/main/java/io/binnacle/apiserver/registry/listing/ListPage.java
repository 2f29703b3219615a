package io.binnacle.apiserver.registry.listing;

import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.store.Revision;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page, all of it at one revision.
 *
 * @param objects can be walked any number of times; without a limit it is made as it is walked, so
 *     that a list of any length takes constant memory
 * @param continueToken empty on the last page
 * @param remainingItemCount null where it is not known
 */
public record ListPage(
    Revision revision,
    Iterable<StoredObject> objects,
    String continueToken,
    @Nullable Long remainingItemCount) {
  public Iterator<StoredObject> iterator() {
    return objects.iterator();
  }

  static ListPage whole(Revision revision, Iterable<StoredObject> objects) {
    return new ListPage(revision, objects, "", null);
  }

  static ListPage last(Revision revision, List<StoredObject> objects) {
    return new ListPage(revision, List.copyOf(objects), "", null);
  }
}
