package io.binnacle.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which the head of a request has begun and does not end: without it a byte
 * a minute would hold a connection for ever. Stands behind TLS and sees all bytes of one
 * connection, on its event loop.
 *
 * <pre>
 * IDLE     nothing of a head is here           bytes of one   -> HEAD
 * HEAD     a timer runs                        head complete  -> IDLE; timer -> closed
 * </pre>
 *
 * In HTTP/1.1 a head is complete when the request is served, and what comes until the reply's end
 * is its body. In HTTP/2 the frames say it.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
  private static final Logger LOGGER = LoggerFactory.getLogger(HeadDeadline.class);
  private static final AttributeKey<HeadDeadline> KEY =
      AttributeKey.valueOf(HeadDeadline.class, "deadline");

  private final long nanosMax;
  private final Http2HeadTracker frames = new Http2HeadTracker();
  private final AtomicBoolean serving = new AtomicBoolean();
  private final AtomicLong heads = new AtomicLong();
  private @Nullable Boolean isHttp2;
  private @Nullable Future<?> timer;

  private HeadDeadline(Duration longest) {
    this.nanosMax = longest.toNanos();
  }

  /** Watches over a new connection. */
  static void install(Channel connection, Duration longest) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls != null) {
      HeadDeadline deadline = new HeadDeadline(longest);
      connection.attr(KEY).set(deadline);
      connection
          .pipeline()
          .addAfter(connection.pipeline().context(tls).name(), "headDeadline", deadline);
    }
  }

  /** A request of HTTP/1.1 on the connection is complete up to its body. Called on its loop. */
  static void served(Channel connection) {
    HeadDeadline deadline = connection.attr(KEY).get();
    if (deadline != null) {
      deadline.serving.set(true);
      deadline.heads.incrementAndGet();
      deadline.stop();
    }
  }

  /**
   * The reply to it has been written, or never will be.
   *
   * @param bodyPending whether perhaps some of the request's body has still to come, which nobody
   *     waits for: unless another request follows in time, the connection is closed
   */
  static void answered(Channel connection, boolean bodyPending) {
    HeadDeadline deadline = connection.attr(KEY).get();
    if (deadline == null) {
      return;
    }
    deadline.serving.set(false);
    if (bodyPending) {
      long answered = deadline.heads.get();
      connection.eventLoop().execute(() -> deadline.awaitNext(connection, answered));
    }
  }

  private void awaitNext(Channel connection, long answered) {
    ChannelHandlerContext context = connection.pipeline().context(this);
    if (context != null && heads.get() == answered) {
      start(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && isHttp2(context)) {
      if (frames.read(bytes)) {
        start(context);
      } else {
        stop();
      }
      context.fireChannelRead(message);
      return;
    }
    long headsBefore = heads.get();
    // What comes while a request is served is its body, also where its end lets the reply go.
    boolean isBody = serving.get();
    context.fireChannelRead(message);
    // Afterwards, so that a head that comes at once, as nearly all do, costs no timer.
    if (!isBody && !serving.get() && heads.get() == headsBefore) {
      start(context);
    }
  }

  private boolean isHttp2(ChannelHandlerContext context) {
    Boolean known = isHttp2;
    if (known == null) {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      known = tls != null && "h2".equals(tls.applicationProtocol());
      isHttp2 = known;
    }
    return known;
  }

  private void start(ChannelHandlerContext context) {
    if (timer == null) {
      timer = context.executor().schedule(() -> tooSlow(context), nanosMax, TimeUnit.NANOSECONDS);
    }
  }

  private void stop() {
    Future<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
    }
  }

  private static void tooSlow(ChannelHandlerContext context) {
    LOGGER.info("the head of a request from {} is too slow", context.channel().remoteAddress());
    Future<?> _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }
}
