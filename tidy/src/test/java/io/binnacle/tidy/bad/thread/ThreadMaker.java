package io.binnacle.tidy.bad.thread;

import java.util.concurrent.Executor;

/** Breaks rule 8 in three ways. */
final class ThreadMaker {
  volatile int count;

  synchronized int next() {
    return count + 1;
  }

  void run(Executor executor) {
    executor.execute(() -> {});
  }
}
