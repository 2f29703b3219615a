package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.consensus.base.Bytes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Frames that many watchers send, each made once while it is new (WATCH-38). Bound: so many slots
 * with frames of limited length, 16 MiB in all; a newer event takes the slot of an older one. Any
 * number of streams use it; a frame that two of them make at the same time is made twice.
 */
public final class FrameCache {
  private static final int SLOTS = 1024;
  private static final int FRAME_BYTES_MAX = 16 * 1024;

  private final AtomicReferenceArray<@Nullable Entry> slots = new AtomicReferenceArray<>(SLOTS);

  /**
   * What makes a frame this frame and no other.
   *
   * @param form the type and representation it is written in
   */
  record Identity(long revision, int subRevision, ObjectEvent.Kind kind, String form) {
    static Identity of(ObjectEvent event, String form) {
      return new Identity(
          event.object().revision().number(), event.subRevision(), event.kind(), form);
    }

    int slot() {
      long mixed = (revision * 31 + subRevision) * 31 + form.hashCode() + kind.name().length();
      return (int) (mixed & SLOTS - 1);
    }
  }

  private record Entry(Identity identity, Bytes frame) {}

  @Nullable Bytes find(Identity identity) {
    Entry entry = slots.get(identity.slot());
    return entry != null && entry.identity().equals(identity) ? entry.frame() : null;
  }

  void keep(Identity identity, Bytes frame) {
    if (frame.length() <= FRAME_BYTES_MAX) {
      slots.set(identity.slot(), new Entry(identity, frame));
    }
  }
}
