package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.negotiation.ChunkBuffer;
import io.binnacle.apiserver.storage.ObjectCursor;
import io.binnacle.apiserver.storage.ObjectEvent;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.store.Revision;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * One watch on its way to a socket. It holds no events: it is a position, and pulls from the store
 * when the socket can take bytes. All methods but {@link #wake()} run on its worker, one at a time.
 *
 * <pre>
 * state     leaves it when                              then
 * OPENING   the first chunk, empty, sends the headers   STATE
 * STATE     every object was sent as ADDED              EVENTS, perhaps behind a bookmark
 * EVENTS    deadline, compaction, stop of the store     ENDED
 * </pre>
 */
final class WatchStream {
  /** So many events are asked for at once: about a chunk of objects of 256 bytes. */
  private static final int POLL_EVENTS_MAX = 256;

  private final WatchPlan plan;
  private final ObjectStorage storage;
  private final DeliveryPace pace;
  private final EventFrames frames;
  private final WatchMeter meter;
  private final FluxSink<Bytes> sink;
  private final Scheduler.Worker worker;
  private final SocketLag lag;
  private final long openedNanos = System.nanoTime();
  private final AtomicBoolean drainScheduled = new AtomicBoolean();

  private Iterator<StoredObject> state = Collections.emptyIterator();
  private boolean opening = true;
  private boolean stateEndsWithBookmark;
  private boolean bookmarkDue;
  private boolean expired;
  private boolean ended;
  private volatile long lastWriteNanos;
  private @Nullable ObjectCursor cursor;

  /** Where the chunks go, the thread that makes them, and the clock they are measured by. */
  record Way(FluxSink<Bytes> sink, Scheduler.Worker worker, SocketLag lag) {}

  WatchStream(WatchPlan plan, WatchStreams shared, Way way) {
    this.plan = plan;
    this.storage = shared.storage();
    this.pace = shared.pace();
    this.frames = shared.framesFor(plan);
    this.meter = shared.meterOf(plan);
    this.sink = way.sink();
    this.worker = way.worker();
    this.lag = way.lag();
  }

  /** Opens the cursor and begins. Runs on the worker. */
  void open() {
    Revision after = plan.start().after();
    switch (storage.watch(
        plan.views().type(), plan.namespace(), plan.selector(), after, this::wake)) {
      case ObjectStorage.Watch.Opened(ObjectCursor opened) -> begin(opened);
      case ObjectStorage.Watch.Compacted(Revision compactRevision) ->
          fail(Status.expired("too old resource version: " + after + " (" + compactRevision + ")"));
      case ObjectStorage.Watch.TooMany(String why) -> fail(Status.tooManyRequests(why, 1));
    }
  }

  private void begin(ObjectCursor opened) {
    cursor = opened;
    if (ended) {
      opened.close();
      return;
    }
    if (plan.start() instanceof WatchPlan.Start.WithState withState) {
      state = withState.page().iterator();
      stateEndsWithBookmark = plan.bookmarks();
    }
    long timeoutMillis = plan.timeout().toMillis();
    after(timeoutMillis, this::expire);
    if (plan.bookmarks()) {
      long period = WatchStreams.BOOKMARK_PERIOD.toMillis();
      worker.schedulePeriodically(this::bookmark, period, period, TimeUnit.MILLISECONDS);
      // So that the client's next watch starts from a revision that is as new as can be (WATCH-30).
      after(timeoutMillis - WatchStreams.LAST_BOOKMARK_BEFORE_END.toMillis(), this::bookmark);
    }
    drain();
  }

  private void after(long milliseconds, Runnable task) {
    if (milliseconds > 0) {
      worker.schedule(task, milliseconds, TimeUnit.MILLISECONDS);
    }
  }

  /** Called by the store's threads and by the subscriber's requests: returns at once. */
  void wake() {
    if (drainScheduled.compareAndSet(false, true)) {
      long now = System.nanoTime();
      long wait = pace.waitNanos(now) - (now - lastWriteNanos);
      try {
        if (wait <= 0) {
          worker.schedule(this::drainScheduled);
        } else {
          worker.schedule(this::drainScheduled, wait, TimeUnit.NANOSECONDS);
        }
      } catch (RejectedExecutionException workerIsGone) {
        // The stream has ended between the wake-up and now: nothing is left to do.
        drainScheduled.set(false);
      }
    }
  }

  private void drainScheduled() {
    // Cleared first: a wake-up from here on must lead to another look at the cursor.
    drainScheduled.set(false);
    drain();
  }

  private void expire() {
    expired = true;
    drain();
    if (!ended) {
      end();
    }
  }

  private void bookmark() {
    bookmarkDue = true;
    drain();
  }

  /** Writes while there is something to write and the socket takes it. */
  private void drain() {
    try {
      boolean wrote = true;
      while (wrote && !ended && sink.requestedFromDownstream() > 0) {
        wrote = writeOne();
      }
    } catch (StatusException unreadable) {
      // Some views look into objects, also into those that were stored before this watch began.
      fail(Status.internalError(unreadable.status().message()));
    }
  }

  /** Writes at most one chunk. */
  private boolean writeOne() {
    if (opening) {
      opening = false;
      sink.next(Bytes.empty());
      return true;
    }
    if (state.hasNext() || stateEndsWithBookmark) {
      writeState();
      return true;
    }
    return writeEvents();
  }

  private void writeState() {
    ChunkBuffer out = new ChunkBuffer(ChunkBuffer.CHUNK_BYTES / 8);
    int events = 0;
    while (state.hasNext() && !out.isFull()) {
      frames.appendAdded(state.next(), out);
      events++;
    }
    if (!state.hasNext() && stateEndsWithBookmark) {
      stateEndsWithBookmark = false;
      frames.appendBookmark(plan.start().after(), true, out);
      meter.bookmark();
      meter.initialDone(System.nanoTime() - openedNanos);
    }
    meter.initial(events);
    write(out.take(0), events, Revision.NONE);
  }

  private boolean writeEvents() {
    ObjectCursor from = cursor;
    if (from == null) {
      return false;
    }
    ChunkBuffer out = new ChunkBuffer(0);
    int events = 0;
    Revision oldest = Revision.NONE;
    while (!out.isFull()) {
      switch (from.poll(POLL_EVENTS_MAX)) {
        case ObjectCursor.Poll.Events(List<ObjectEvent> polled, boolean moreWaiting) -> {
          if (events == 0 && !polled.isEmpty()) {
            oldest = polled.getFirst().object().revision();
          }
          if (events == 0 && polled.size() == 1 && !moreWaiting && !bookmarkDue) {
            write(frames.alone(polled.getFirst()), 1, oldest);
            return true;
          }
          polled.forEach(event -> frames.append(event, out));
          events += polled.size();
        }
        case ObjectCursor.Poll.Idle(Revision deliveredUpTo) -> {
          return finishChunk(out, events, oldest, deliveredUpTo);
        }
        case ObjectCursor.Poll.Compacted _ -> {
          write(out.take(0), events, oldest);
          meter.terminated();
          fail(Status.expired("The resourceVersion for the provided watch is too old."));
          return false;
        }
        case ObjectCursor.Poll.Unreadable(Status status) -> {
          write(out.take(0), events, oldest);
          fail(Status.internalError(status.message()));
          return false;
        }
        case ObjectCursor.Poll.Stopped() -> {
          write(out.take(0), events, oldest);
          end();
          return false;
        }
      }
    }
    write(out.take(0), events, oldest);
    return true;
  }

  /** Everything that was waiting is in the chunk. */
  private boolean finishChunk(
      ChunkBuffer out, int events, Revision oldest, Revision deliveredUpTo) {
    boolean reached = deliveredUpTo.compareTo(plan.start().after()) >= 0;
    if (plan.bookmarks() && reached && (bookmarkDue || expired)) {
      bookmarkDue = false;
      frames.appendBookmark(deliveredUpTo, false, out);
      meter.bookmark();
    }
    if (out.length() > 0) {
      write(out.take(0), events, oldest);
    }
    if (expired) {
      end();
    }
    return false;
  }

  /**
   * @param oldest the first event's revision; none where there is no event whose age matters
   */
  private void write(Bytes chunk, int events, Revision oldest) {
    lastWriteNanos = System.nanoTime();
    pace.count(events);
    meter.sent(events);
    if (!chunk.isEmpty()) {
      lag.handedOver(committedNanos(oldest));
    }
    sink.next(chunk);
  }

  /** Of events from before this watch began the age says nothing about us. */
  private OptionalLong committedNanos(Revision oldest) {
    OptionalLong nanos =
        oldest.equals(Revision.NONE) ? OptionalLong.empty() : storage.appliedNanos(oldest);
    return nanos.isPresent() && nanos.getAsLong() - openedNanos < 0 ? OptionalLong.empty() : nanos;
  }

  private void fail(Status status) {
    if (!ended) {
      write(frames.error(status), 0, Revision.NONE);
      end();
    }
  }

  private void end() {
    ended = true;
    sink.complete();
  }

  /** Called once, when the stream has ended or the client has gone. */
  void close() {
    ended = true;
    ObjectCursor opened = cursor;
    if (opened != null) {
      opened.close();
    }
  }
}
