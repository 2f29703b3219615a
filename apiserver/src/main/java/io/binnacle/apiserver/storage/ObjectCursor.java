package io.binnacle.apiserver.storage;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store's cursor seen through a selector: objects that begin to match are ADDED, those that
 * cease to match are DELETED. Used by one thread at a time.
 */
public final class ObjectCursor implements AutoCloseable {
  private final ResourceType type;
  private final ObjectSelector selector;
  private final WatchCursor cursor;
  private @Nullable Status unreadable;

  ObjectCursor(ResourceType type, ObjectSelector selector, WatchCursor cursor) {
    this.type = type;
    this.selector = selector;
    this.cursor = cursor;
  }

  /** What is next; the same cases as the store's, with objects for bytes. */
  public sealed interface Poll {
    /**
     * @param events empty where the selector let none through
     */
    record Events(List<ObjectEvent> events, boolean moreWaiting) implements Poll {
      public Events {
        events = List.copyOf(events);
      }
    }

    record Idle(Revision deliveredUpTo) implements Poll {}

    record Compacted(Revision compactRevision) implements Poll {}

    record Stopped() implements Poll {}

    /** The next event is of an object that cannot be read; what came before it was given. */
    record Unreadable(Status status) implements Poll {}
  }

  public Poll poll(int eventsMax) {
    Status failed = unreadable;
    if (failed != null) {
      return new Poll.Unreadable(failed);
    }
    return switch (cursor.poll(eventsMax)) {
      case WatchCursor.Poll.Events(List<WatchEvent> events, boolean moreWaiting) ->
          new Poll.Events(translate(events), moreWaiting || unreadable != null);
      case WatchCursor.Poll.Idle(Revision deliveredUpTo) -> new Poll.Idle(deliveredUpTo);
      case WatchCursor.Poll.Compacted(Revision compactRevision) ->
          new Poll.Compacted(compactRevision);
      case WatchCursor.Poll.Stopped() -> new Poll.Stopped();
    };
  }

  private List<ObjectEvent> translate(List<WatchEvent> events) {
    List<ObjectEvent> translated = new ArrayList<>(events.size());
    try {
      for (WatchEvent event : events) {
        ObjectEvent seen = StorageKey.isObjectOf(type, event.key()) ? see(event) : null;
        if (seen != null) {
          translated.add(seen);
        }
      }
    } catch (StatusException notReadable) {
      unreadable = notReadable.status();
    }
    return translated;
  }

  private @Nullable ObjectEvent see(WatchEvent event) {
    StoredObject current = matching(event.current(), event.revision());
    // A match that needs no selector need not be looked at on both sides.
    StoredObject previous = matching(event.previous(), event.revision());
    int subRevision = event.subRevision();
    if (current != null) {
      ObjectEvent.Kind kind = previous == null ? ObjectEvent.Kind.ADDED : ObjectEvent.Kind.MODIFIED;
      return new ObjectEvent(kind, current, subRevision);
    }
    return previous == null
        ? null
        : new ObjectEvent(ObjectEvent.Kind.DELETED, previous, subRevision);
  }

  private @Nullable StoredObject matching(@Nullable KeyVersion version, Revision shown) {
    if (version == null) {
      return null;
    }
    StoredObject object = ObjectEncoding.decodeAt(type, version, shown);
    return selector.matches(object) ? object : null;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
