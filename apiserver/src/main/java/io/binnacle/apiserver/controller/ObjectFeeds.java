package io.binnacle.apiserver.controller;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.storage.ObjectCursor;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.type.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** All objects of some types and what happens to them afterwards. Used by one thread. */
final class ObjectFeeds implements AutoCloseable {
  private static final int POLL_EVENTS_MAX = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<ObjectCursor> cursors = new ArrayList<>();

  private ObjectFeeds() {}

  /**
   * Gives every object once and then waits for {@link #poll}.
   *
   * @param wakeUp called by threads of the store
   * @throws RuntimeException where the objects cannot be read now
   */
  static ObjectFeeds open(
      ResourceRegistry registry,
      List<ResourceType> types,
      Consumer<StoredObject> present,
      Runnable wakeUp) {
    ObjectFeeds feeds = new ObjectFeeds();
    try {
      for (ResourceType type : types) {
        feeds.open(registry, type, present, wakeUp);
      }
      return feeds;
    } catch (RuntimeException failed) {
      feeds.close();
      throw failed;
    }
  }

  private void open(
      ResourceRegistry registry,
      ResourceType type,
      Consumer<StoredObject> present,
      Runnable wakeUp) {
    var page =
        registry
            .list(type, ListQuery.all(""))
            .switchIfEmpty(Mono.error(new IllegalStateException("no list of " + type)))
            .block(PATIENCE);
    if (page == null) {
      throw new IllegalStateException("no list of " + type);
    }
    ObjectStorage.Watch watch =
        registry.storage().watch(type, "", ObjectSelector.everything(), page.revision(), wakeUp);
    if (!(watch instanceof ObjectStorage.Watch.Opened(ObjectCursor cursor))) {
      throw new IllegalStateException("no watch of " + type + ": " + watch);
    }
    cursors.add(cursor);
    page.objects().forEach(present);
  }

  /** Hands on what has happened; false where a cursor is at its end and all must begin anew. */
  boolean poll(Consumer<ObjectEvent> changed) {
    for (ObjectCursor cursor : cursors) {
      boolean more = true;
      while (more) {
        switch (cursor.poll(POLL_EVENTS_MAX)) {
          case ObjectCursor.Poll.Events(List<ObjectEvent> events, boolean _) ->
              events.forEach(changed);
          case ObjectCursor.Poll.Idle _ -> more = false;
          case ObjectCursor.Poll.Compacted _,
              ObjectCursor.Poll.Stopped _,
              ObjectCursor.Poll.Unreadable _ -> {
            return false;
          }
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    cursors.forEach(ObjectCursor::close);
    cursors.clear();
  }
}
