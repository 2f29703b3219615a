package io.binnacle.apiserver.stream;

/** Who counts what the watches of one type send. Called by many threads. */
public interface WatchMeter {
  /** Events were handed to a connection. */
  void sent(int events);

  /** One of them, as a frame, has this many bytes. */
  void size(int bytes);

  /** So many events told a client the state its watch begins with. */
  void initial(int events);

  /** The state a watch begins with was told to its end, so long after the watch was opened. */
  void initialDone(long nanosSinceOpened);

  /** A client was told how far the store's events were delivered, be there any or not. */
  void bookmark();

  /** A watch was ended because it was so slow that its next events are no longer kept. */
  void terminated();

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
    public void initialDone(long nanosSinceOpened) {}

    @Override
    public void bookmark() {}

    @Override
    public void terminated() {}

    @Override
    public void reachedSocket(long nanosSinceCommit) {}
  }
}
