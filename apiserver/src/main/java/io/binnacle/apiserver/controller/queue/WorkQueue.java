package io.binnacle.apiserver.controller.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Things to look at, in the order in which they became due; each waits once however often it is
 * added, so that the queue is no longer than there are things. Used by one thread at a time.
 */
public final class WorkQueue<T> {
  private final QueueMeter meter;
  private final LongSupplier nanoTime;
  private final Map<T, Long> dueSinceNanos = new LinkedHashMap<>();

  public WorkQueue(QueueMeter meter, LongSupplier nanoTime) {
    this.meter = meter;
    this.nanoTime = nanoTime;
  }

  /** Something that no longer waits. */
  public record Taken<T>(T item, long dueSinceNanos) {}

  public void add(T item) {
    if (dueSinceNanos.putIfAbsent(item, nanoTime.getAsLong()) == null) {
      meter.added();
      meter.depth(dueSinceNanos.size());
    }
  }

  /** Adds what was taken and did not succeed. */
  public void again(T item) {
    meter.retried();
    add(item);
  }

  /** It need not be looked at any more. */
  public void remove(T item) {
    if (dueSinceNanos.remove(item) != null) {
      meter.depth(dueSinceNanos.size());
    }
  }

  public void clear() {
    dueSinceNanos.clear();
    meter.depth(0);
  }

  public boolean isEmpty() {
    return dueSinceNanos.isEmpty();
  }

  /** The first of them, at most so many; they no longer wait afterwards. */
  public List<Taken<T>> take(int countMax) {
    List<Taken<T>> taken = new ArrayList<>();
    Iterator<Map.Entry<T, Long>> waiting = dueSinceNanos.entrySet().iterator();
    while (taken.size() < countMax && waiting.hasNext()) {
      Map.Entry<T, Long> next = waiting.next();
      taken.add(new Taken<>(next.getKey(), next.getValue()));
      waiting.remove();
    }
    meter.depth(dueSinceNanos.size());
    return taken;
  }

  /** The same work, timed, as well as the time it was waited for. */
  public <R> Mono<R> measured(Taken<T> taken, Mono<R> work) {
    return Mono.defer(
        () -> {
          QueueMeter.Work begun = meter.begin(nanoTime.getAsLong() - taken.dueSinceNanos());
          return work.doFinally(_ -> begun.end());
        });
  }
}
