package io.binnacle.store.replicated;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread of a store: sleeps until there is something due, then does its duty. */
final class StoreThread {
  private static final Logger LOGGER = LoggerFactory.getLogger(StoreThread.class);

  private final Duty duty;
  private final Thread thread;
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile boolean closing;

  /** What is done over and over; a simulation calls it by itself. */
  @FunctionalInterface
  interface Duty {
    /**
     * @return in how many nanoseconds it wants to be called again if nothing happens
     */
    long doWork(long nowNanos);
  }

  StoreThread(String name, Duty duty) {
    this.duty = duty;
    this.thread = Thread.ofPlatform().daemon(true).name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Any thread: something is due. */
  void signal() {
    if (due.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closing) {
      due.set(false);
      long waitNanos = doWork();
      if (!due.get() && !closing && waitNanos > 0) {
        LockSupport.parkNanos(this, waitNanos);
      }
    }
  }

  private long doWork() {
    try {
      return duty.doWork(System.nanoTime());
    } catch (RuntimeException failure) {
      // Watchers of this replica would fall silent without this thread: it tries again.
      LOGGER.error("{} failed", thread.getName(), failure);
      return 1_000_000_000;
    }
  }

  void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
