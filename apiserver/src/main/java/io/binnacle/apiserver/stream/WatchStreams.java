package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.type.ResourceType;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/** Opens watch streams and holds what they share. */
public final class WatchStreams {
  static final Duration BOOKMARK_PERIOD = Duration.ofMinutes(1);
  static final Duration LAST_BOOKMARK_BEFORE_END = Duration.ofSeconds(2);

  private final ObjectStorage storage;
  private final Scheduler scheduler;
  private final DeliveryPace pace;
  private final FrameCache cache = new FrameCache();

  /**
   * @param scheduler where the streams run
   * @param coalesceMax how long events may wait for company under load
   */
  public WatchStreams(ObjectStorage storage, Scheduler scheduler, Duration coalesceMax) {
    this.storage = storage;
    this.scheduler = scheduler;
    this.pace = new DeliveryPace(coalesceMax.toNanos());
  }

  ObjectStorage storage() {
    return storage;
  }

  DeliveryPace pace() {
    return pace;
  }

  EventFrames framesFor(WatchPlan plan) {
    ResourceType type = plan.views().type();
    String form = type.resource() + " " + plan.views().viewIdentity();
    return new EventFrames(plan.views(), cache, form);
  }

  /** The chunks of a watch. It begins when somebody subscribes, and takes what is asked for. */
  public Flux<Bytes> watch(WatchPlan plan) {
    return Flux.create(sink -> start(plan, sink), FluxSink.OverflowStrategy.BUFFER);
  }

  private void start(WatchPlan plan, FluxSink<Bytes> sink) {
    Scheduler.Worker worker = scheduler.createWorker();
    WatchStream stream = new WatchStream(plan, this, sink, worker);
    sink.onRequest(_ -> stream.wake());
    sink.onDispose(
        () -> {
          // On the worker, because the stream may be polling right now.
          worker.schedule(
              () -> {
                stream.close();
                worker.dispose();
              });
        });
    worker.schedule(stream::open);
  }
}
