package io.binnacle.bench.http;

import io.netty.channel.EventLoop;

/** A way to the server: an HTTP/1.1 connection, or a share of an HTTP/2 connection. */
public interface Line {
  /** Sends one call; the next one may be sent when this one's listener has heard its end. */
  void send(Call call, Listener listener);

  EventLoop eventLoop();

  void close();
}
