package io.binnacle.apiserver.controller.queue;

/** Who counts what goes through one queue. Called by many threads. */
public interface QueueMeter {
  void added();

  /** It is to be tried again, because it did not succeed. */
  void retried();

  /** So much waits now. */
  void depth(int waiting);

  /** Work on something begins that waited for so long. */
  Work begin(long waitedNanos);

  /** One piece of work. */
  @FunctionalInterface
  interface Work {
    /** It is over, whatever became of it. */
    void end();
  }

  /** For those who do not count. */
  static QueueMeter none() {
    return None.INSTANCE;
  }

  /** Counts nothing. */
  enum None implements QueueMeter {
    INSTANCE;

    @Override
    public void added() {}

    @Override
    public void retried() {}

    @Override
    public void depth(int waiting) {}

    @Override
    public Work begin(long waitedNanos) {
      return () -> {};
    }
  }
}
