package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.negotiation.ChunkBuffer;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.store.Revision;
import java.nio.charset.StandardCharsets;

/** The lines of one watch stream (WATCH-02). Used by one thread at a time. */
final class EventFrames {
  private static final byte[] ADDED = ascii("{\"type\":\"ADDED\",\"object\":");
  private static final byte[] MODIFIED = ascii("{\"type\":\"MODIFIED\",\"object\":");
  private static final byte[] DELETED = ascii("{\"type\":\"DELETED\",\"object\":");
  private static final byte[] BOOKMARK = ascii("{\"type\":\"BOOKMARK\",\"object\":");
  private static final byte[] ERROR = ascii("{\"type\":\"ERROR\",\"object\":");
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
    if (first && !views.representation().isStoredForm()) {
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
    out.append(
        switch (event.kind()) {
          case ADDED -> ADDED;
          case MODIFIED -> MODIFIED;
          case DELETED -> DELETED;
        });
    if (views.representation().isStoredForm()) {
      out.appendObject(event.object());
    } else {
      out.append(views.eventObject(event.object(), first));
    }
    first = false;
    out.append(END);
  }

  void appendBookmark(Revision revision, boolean endsInitialEvents, ChunkBuffer out) {
    out.append(BOOKMARK);
    out.append(views.bookmark(revision, endsInitialEvents, first));
    first = false;
    out.append(END);
  }

  /** A raw Status whatever the representation (WATCH-36). */
  static Bytes error(Status status) {
    ChunkBuffer out = new ChunkBuffer(FRAME_OVERHEAD_BYTES);
    out.append(ERROR);
    out.append(status.toJson());
    out.append(END);
    return out.take(0);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
