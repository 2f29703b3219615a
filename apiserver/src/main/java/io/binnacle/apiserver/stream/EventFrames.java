package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.negotiation.ChunkBuffer;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.negotiation.Representation;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.store.Revision;
import java.nio.charset.StandardCharsets;

/** The lines of one watch stream (WATCH-02). Used by one thread at a time. */
final class EventFrames {
  /** The kinds of events: their names, and what stands before the object in JSON. */
  private static final class Event {
    static final Event ADDED = new Event("ADDED");
    static final Event MODIFIED = new Event("MODIFIED");
    static final Event DELETED = new Event("DELETED");
    static final Event BOOKMARK = new Event("BOOKMARK");
    static final Event ERROR = new Event("ERROR");

    final String name;
    final byte[] jsonStart;

    private Event(String name) {
      this.name = name;
      this.jsonStart = ascii("{\"type\":\"" + name + "\",\"object\":");
    }

    static Event of(ObjectEvent.Kind kind) {
      return switch (kind) {
        case ADDED -> ADDED;
        case MODIFIED -> MODIFIED;
        case DELETED -> DELETED;
      };
    }
  }

  private static final byte[] END = ascii("}\n");
  private static final int FRAME_OVERHEAD_BYTES = 64;

  private final ObjectViews views;
  private final FrameCache cache;
  private final String form;
  private final WatchMeter meter;
  private boolean first = true;

  EventFrames(ObjectViews views, FrameCache cache, String form, WatchMeter meter) {
    this.meter = meter;
    this.views = views;
    this.cache = cache;
    this.form = form;
  }

  /** A frame as a chunk of its own, shared with the other watchers of the event. */
  Bytes alone(ObjectEvent event) {
    Bytes frame = shared(event);
    meter.size(frame.length());
    return frame;
  }

  private Bytes shared(ObjectEvent event) {
    if (first && views.representation().view() == Representation.View.TABLE) {
      // It names the columns, as no other one does (WATCH-50).
      ChunkBuffer alone = new ChunkBuffer(FRAME_OVERHEAD_BYTES);
      make(event, alone);
      return alone.take(0);
    }
    FrameCache.Identity identity = FrameCache.Identity.of(event, form);
    Bytes known = cache.find(identity);
    if (known != null) {
      return known;
    }
    ChunkBuffer made = new ChunkBuffer(event.object().jsonLengthMax() + FRAME_OVERHEAD_BYTES);
    make(event, made);
    Bytes frame = made.take(0);
    cache.keep(identity, frame);
    return frame;
  }

  /** Appends the frame of an event. Stored bytes are copied; only other forms are worth sharing. */
  void append(ObjectEvent event, ChunkBuffer out) {
    int before = out.length();
    if (views.representation().isStoredForm()) {
      make(event, out);
    } else {
      out.append(shared(event));
    }
    meter.size(out.length() - before);
  }

  void appendAdded(StoredObject object, ChunkBuffer out) {
    int before = out.length();
    make(new ObjectEvent(ObjectEvent.Kind.ADDED, object, 0), out);
    meter.size(out.length() - before);
  }

  private void make(ObjectEvent event, ChunkBuffer out) {
    Event kind = Event.of(event.kind());
    if (views.representation().isStoredForm()) {
      out.append(kind.jsonStart);
      out.appendObject(event.object());
      out.append(END);
    } else {
      frame(kind, views.eventObject(event.object(), first), out);
    }
    first = false;
  }

  private void frame(Event kind, byte[] object, ChunkBuffer out) {
    if (views.representation().form() != Representation.Form.JSON) {
      out.append(views.frame(kind.name, object));
      return;
    }
    out.append(kind.jsonStart);
    out.append(object);
    out.append(END);
  }

  void appendBookmark(Revision revision, boolean endsInitialEvents, ChunkBuffer out) {
    frame(Event.BOOKMARK, views.bookmark(revision, endsInitialEvents, first), out);
    first = false;
  }

  /** A Status whatever the view (WATCH-36). */
  Bytes error(Status status) {
    ChunkBuffer out = new ChunkBuffer(FRAME_OVERHEAD_BYTES);
    frame(Event.ERROR, views.eventStatus(status), out);
    return out.take(0);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
