package io.binnacle.apiserver.http;

import io.binnacle.apiserver.encoding.ReplyEncoding;
import io.binnacle.apiserver.pipeline.RequestPipeline;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.consensus.base.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Hands requests to the pipeline as values, and writes its replies. */
public final class HttpAdapter {
  /** A smaller body fits the socket's buffers; a larger one goes in pieces of this size. */
  private static final int SMALL_BODY_BYTES = 64 << 10;

  /** How many chunks of a stream are asked for ahead of the socket. */
  private static final int CHUNKS_AHEAD = 1;

  private final RequestPipeline pipeline;
  private final BodyReader bodies;
  private final Duration slowestReply;
  private final Mono<Void> goingDown;
  private final ReplyEncoding encoding;
  private final ConnectionRenewal renewal;

  /**
   * @param slowestReply how long a client may take to read a reply that is no stream
   * @param goingDown completes when open watches are to end
   * @param encoding of replies
   * @param renewal of connections over HTTP/2
   */
  public HttpAdapter(
      RequestPipeline pipeline,
      int bodyBytesMax,
      Duration slowestReply,
      Mono<Void> goingDown,
      ReplyEncoding encoding,
      ConnectionRenewal renewal) {
    this.pipeline = pipeline;
    this.bodies = new BodyReader(bodyBytesMax);
    this.slowestReply = slowestReply;
    this.goingDown = goingDown;
    this.encoding = encoding;
    this.renewal = renewal;
  }

  /** Serves one request. */
  public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
    Body body = new Body(BodyReader.isAnnounced(request));
    ApiRequest value = valueOf(request, body);
    Mono<Void> served =
        pipeline
            .handle(value)
            .flatMap(reply -> discardUnread(request, body).thenReturn(reply))
            .map(reply -> encoding.encode(value.query(), value.headers(), reply))
            .flatMap(reply -> Mono.from(write(request, response, reply)));
    Channel channel = channelOf(response);
    if (PeerCertificates.isStream(channel)) {
      renewal.draw(channel);
      return served;
    }
    HeadDeadline.served(channel);
    return served.doFinally(_ -> HeadDeadline.answered(channel, body.pending.get()));
  }

  /** What is known of the body of a request. */
  private static final class Body {
    private final AtomicBoolean pending;
    private final AtomicBoolean begun = new AtomicBoolean();

    Body(boolean announced) {
      this.pending = new AtomicBoolean(announced);
    }
  }

  /**
   * A request may be refused before its body was looked at. A reply that overtakes the body ends
   * the exchange while the client still sends, which the one side takes for a fault of the network
   * and the other for a fault of the protocol.
   */
  private Mono<Void> discardUnread(HttpServerRequest request, Body body) {
    if (!body.pending.get() || body.begun.get()) {
      return Mono.empty();
    }
    return bodies.discard(request).doOnSuccess(_ -> body.pending.set(false));
  }

  private static Channel channelOf(HttpServerResponse response) {
    AtomicReference<@Nullable Channel> place = new AtomicReference<>();
    response.withConnection(connection -> place.set(connection.channel()));
    return Objects.requireNonNull(place.get(), "a response has a connection");
  }

  private ApiRequest valueOf(HttpServerRequest request, Body body) {
    String target = withoutAuthority(request.uri());
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    return new ApiRequest(
        request.method().name(),
        path.isEmpty() ? "/" : path,
        QueryParameters.parse(question < 0 ? null : target.substring(question + 1)),
        headersOf(request),
        bodies
            .read(request)
            .doOnSubscribe(_ -> body.begun.set(true))
            .doOnSuccess(_ -> body.pending.set(false)),
        certificatesOf(request),
        addressOf(request));
  }

  /** A client may send the whole URL as the target (RFC 9112, section 3.2.2). */
  private static String withoutAuthority(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    int path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
    return path < 0 ? "/" + target : target.substring(path);
  }

  private static Headers headersOf(HttpServerRequest request) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    request
        .requestHeaders()
        .iteratorAsString()
        .forEachRemaining(
            header ->
                values
                    .computeIfAbsent(header.getKey(), _ -> new ArrayList<>(1))
                    .add(header.getValue()));
    return Headers.of(values);
  }

  private static List<X509Certificate> certificatesOf(HttpServerRequest request) {
    List<X509Certificate> chain = new ArrayList<>(2);
    request.withConnection(connection -> chain.addAll(PeerCertificates.of(connection.channel())));
    return chain;
  }

  private static @Nullable String addressOf(HttpServerRequest request) {
    InetSocketAddress address = request.remoteAddress();
    return address == null || address.getAddress() == null
        ? null
        : address.getAddress().getHostAddress();
  }

  private Publisher<Void> write(
      HttpServerRequest request, HttpServerResponse response, ApiReply reply) {
    if (reply instanceof ApiReply.Streamed stream
        && stream.flushEach()
        && WatchWebSocket.isWanted(request)) {
      return WatchWebSocket.write(
          request, response, stream.chunks().takeUntilOther(goingDown), stream.chunkWritten());
    }
    response.status(reply.statusCode());
    reply.headers().forEach(response::addHeader);
    return switch (reply) {
      case ApiReply.Whole(_, _, Bytes body) -> writeWhole(request, response, body);
      case ApiReply.Streamed(_, _, Flux<Bytes> chunks, boolean flushEach, Runnable written) ->
          request.method().equals(HttpMethod.HEAD)
              ? response.send()
              : writeStream(
                  response, flushEach ? chunks.takeUntilOther(goingDown) : chunks, written);
    };
  }

  private Publisher<Void> writeWhole(
      HttpServerRequest request, HttpServerResponse response, Bytes body) {
    if (body.isEmpty()) {
      return response.send();
    }
    response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
    if (request.method().equals(HttpMethod.HEAD)) {
      return response.send();
    }
    if (body.length() <= SMALL_BODY_BYTES) {
      return response.sendObject(bufferOf(body));
    }
    // In pieces, so that it ends when the client does not read: a timeout fails the exchange, which
    // closes the connection.
    return Mono.from(writeStream(response, piecesOf(body), () -> {})).timeout(slowestReply);
  }

  private static Flux<Bytes> piecesOf(Bytes body) {
    return Flux.generate(
        () -> 0,
        (from, sink) -> {
          int count = Math.min(SMALL_BODY_BYTES, body.length() - from);
          sink.next(body.slice(from, count));
          if (from + count == body.length()) {
            sink.complete();
          }
          return from + count;
        });
  }

  /**
   * One chunk is on its way at a time, so the stream goes at the client's pace and a slow client
   * costs a chunk or two. Chunks go to the channel directly: the response's own methods take either
   * a whole body or a stream that they read far ahead.
   */
  private static Publisher<Void> writeStream(
      HttpServerResponse response, Flux<Bytes> chunks, Runnable written) {
    Channel channel = channelOf(response);
    return response
        .sendHeaders()
        .then(
            chunks
                .filter(chunk -> !chunk.isEmpty())
                .concatMap(
                    chunk ->
                        FutureMono.deferFuture(() -> channel.writeAndFlush(bufferOf(chunk)))
                            .doOnSuccess(_ -> written.run()),
                    CHUNKS_AHEAD));
  }

  /** Shares the array: nothing is copied before encryption. */
  private static ByteBuf bufferOf(Bytes bytes) {
    return Unpooled.wrappedBuffer(bytes.asByteBuffer());
  }
}
