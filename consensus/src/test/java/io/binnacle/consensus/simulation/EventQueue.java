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
  private long happened;

  long nowNanos() {
    return nowNanos;
  }

  /** How many events there were so far. */
  long happened() {
    return happened;
  }

  void after(long delayNanos, Runnable action) {
    events.add(new Event(nowNanos + delayNanos, scheduled++, action));
  }

  /** Lets the next event happen. */
  void runOne() {
    Event event = events.remove();
    nowNanos = event.atNanos();
    happened++;
    event.action().run();
  }
}
