package io.binnacle.apiserver.stream;

import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.type.ResourceType;
import java.time.Duration;
import java.util.function.Function;
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
  private final Function<ResourceType, WatchMeter> meters;
  private final FrameCache cache = new FrameCache();

  /**
   * @param scheduler where the streams run
   * @param coalesceMax how long events may wait for company under load
   * @param meters who counts what the watches of a type send
   */
  public WatchStreams(
      ObjectStorage storage,
      Scheduler scheduler,
      Duration coalesceMax,
      Function<ResourceType, WatchMeter> meters) {
    this.meters = meters;
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
    return new EventFrames(plan.views(), cache, form, meterOf(plan));
  }

  WatchMeter meterOf(WatchPlan plan) {
    return meters.apply(plan.views().type());
  }

  /**
   * A watch that begins when somebody subscribes, once, to its chunks.
   *
   * @param chunks as many as are asked for
   * @param chunkWritten to be called when a chunk that is not empty has gone to the socket
   */
  public record Watch(Flux<Bytes> chunks, Runnable chunkWritten) {}

  public Watch watch(WatchPlan plan) {
    SocketLag lag = new SocketLag(meterOf(plan), System::nanoTime);
    return new Watch(
        Flux.create(sink -> start(plan, lag, sink), FluxSink.OverflowStrategy.BUFFER),
        lag::written);
  }

  private void start(WatchPlan plan, SocketLag lag, FluxSink<Bytes> sink) {
    Scheduler.Worker worker = scheduler.createWorker();
    WatchStream stream = new WatchStream(plan, this, new WatchStream.Way(sink, worker, lag));
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
