package io.binnacle.apiserver.stream;

/** Who counts what the watches of one type send. Called by many threads. */
public interface WatchMeter {
  /** Events were handed to a connection. */
  void sent(int events);

  /** One of them, as a frame, has this many bytes. */
  void size(int bytes);

  /** So many events told a client the state its watch begins with. */
  void initial(int events);

  /** A chunk of events was written to its socket so long after the oldest of them was committed. */
  void reachedSocket(long nanosSinceCommit);

  /** For those who do not count. */
  static WatchMeter none() {
    return None.INSTANCE;
  }

  /** Counts nothing. */
  enum None implements WatchMeter {
    INSTANCE;

    @Override
    public void sent(int events) {}

    @Override
    public void size(int bytes) {}

    @Override
    public void initial(int events) {}

    @Override
    public void reachedSocket(long nanosSinceCommit) {}
  }
}
