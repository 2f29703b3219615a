package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.store.Revision;
import java.time.Duration;

/**
 * What a client wishes to watch.
 *
 * @param namespace empty for all
 * @param bookmarks whether BOOKMARK events may be sent
 * @param timeout when the stream ends by itself
 */
public record WatchPlan(
    ObjectViews views,
    String namespace,
    ObjectSelector selector,
    Start start,
    boolean bookmarks,
    Duration timeout) {
  /** Where it begins. */
  public sealed interface Start {
    /** The revision that the client has already. */
    Revision after();

    /** With the changes behind a revision (WATCH-20). */
    record Behind(Revision after) implements Start {}

    /** With all objects as ADDED, then the changes (WATCH-21, WATCH-23). */
    record WithState(ListPage page) implements Start {
      @Override
      public Revision after() {
        return page.revision();
      }
    }
  }
}
