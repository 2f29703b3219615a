package io.binnacle.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** What a client may do to a connection: sizes, times and numbers, all bounded. */
public final class ProtocolLimits {
  /** Selectors of real clients reach a few kilobytes; a longer target is answered with 414. */
  private static final int TARGET_BYTES_MAX = 64 << 10;

  /** Tokens and many Accept clauses fit; more is answered with 431. */
  private static final int HEADER_BYTES_MAX = 128 << 10;

  /** What client-go expects a server to allow on one connection (URL-16). */
  private static final long STREAMS_PER_CONNECTION_MAX = 250;

  /** Longer than the pause between two health checks of any balancer. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(3);

  private static final Duration BETWEEN_READS_OF_A_BODY = Duration.ofSeconds(30);

  /** From the first byte of a request to the end of its head. */
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);

  /** A request's own deadline answers in words; only what it does not bound is cut off by this. */
  private static final Duration AFTER_OWN_DEADLINE = Duration.ofSeconds(10);

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** So many connections wait for being accepted when 1,000 watchers connect at once. */
  private static final int BACKLOG = 4_096;

  private ProtocolLimits() {}

  /**
   * Applies all of it to a server.
   *
   * @param handshakeFailed called, on an event loop, for each TLS handshake that did not succeed
   */
  public static HttpServer apply(
      HttpServer server,
      SslContext tls,
      LoopResources loops,
      Duration requestTimeout,
      Runnable handshakeFailed) {
    Duration head = shorter(HEAD_TIMEOUT, requestTimeout);
    return server
        .runOn(loops, false)
        .secure(spec -> spec.sslContext(tls).handshakeTimeout(HANDSHAKE_TIMEOUT))
        .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        .http2Settings(
            settings ->
                settings
                    .maxConcurrentStreams(STREAMS_PER_CONNECTION_MAX)
                    .maxHeaderListSize(HEADER_BYTES_MAX))
        .httpRequestDecoder(
            decoder ->
                decoder
                    .maxInitialLineLength(TARGET_BYTES_MAX)
                    .maxHeaderSize(HEADER_BYTES_MAX)
                    .allowDuplicateContentLengths(false))
        .idleTimeout(IDLE_TIMEOUT)
        .doOnChannelInit(
            (_, connection, _) -> {
              watchHandshake(connection, handshakeFailed);
              HeadDeadline.install(connection, head);
            })
        .readTimeout(BETWEEN_READS_OF_A_BODY)
        .requestTimeout(requestTimeout.plus(AFTER_OWN_DEADLINE))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true);
  }

  private static void watchHandshake(Channel connection, Runnable failed) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.handshakeFuture()
          .addListener(
              handshake -> {
                if (!handshake.isSuccess()) {
                  failed.run();
                }
              });
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
