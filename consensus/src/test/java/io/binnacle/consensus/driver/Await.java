package io.binnacle.consensus.driver;

import java.util.concurrent.Callable;

/** Waits for a condition, with a deadline no healthy machine comes near. */
final class Await {
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private Await() {}

  static void until(Callable<Boolean> condition) throws Exception {
    long begin = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begin > DEADLINE_NANOS) {
        throw new AssertionError("the condition did not come true in 60 s");
      }
      Thread.sleep(5);
    }
  }
}
