package io.binnacle.apiserver.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;

/**
 * Asks a client over HTTP/2, now and then, to connect anew: otherwise all that came while only one
 * replica was up stay with it for ever, since a balancer of connections never sees their requests.
 */
public final class ConnectionRenewal {
  private final double chance;
  private final DoubleSupplier lot;

  /**
   * @param chance of each request, 0 to 1
   * @param lot draws from 0, inclusive, to 1
   */
  public ConnectionRenewal(double chance, DoubleSupplier lot) {
    this.chance = chance;
    this.lot = lot;
  }

  /** Of a request that has come on this stream. */
  void draw(Channel stream) {
    if (chance > 0 && lot.getAsDouble() < chance) {
      ask(stream.parent());
    }
  }

  /**
   * The last stream that is named is the last there can be: whatever is under way, or on its way,
   * is served, and the client closes the connection when it is through.
   */
  private static void ask(Channel connection) {
    if (connection.pipeline().get(Http2FrameCodec.class) != null) {
      Future<?> _ =
          connection.writeAndFlush(
              new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR)
                  .setExtraStreamIds(Integer.MAX_VALUE));
    }
  }
}
