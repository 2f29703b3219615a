package io.binnacle.consensus.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what happens next, and when. */
final class EventQueue {
  private record Event(long atNanos, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
  private long nowNanos;
  private long scheduled;

  long nowNanos() {
    return nowNanos;
  }

  void after(long delayNanos, Runnable action) {
    events.add(new Event(nowNanos + delayNanos, scheduled++, action));
  }

  /** Lets the next event happen. */
  void runOne() {
    Event event = events.remove();
    nowNanos = event.atNanos();
    event.action().run();
  }
}
