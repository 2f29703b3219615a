package io.binnacle.apiserver.http;

import io.binnacle.apiserver.authentication.BearerToken;
import io.binnacle.consensus.base.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * A watch over a WebSocket (RFC 6455): each event is one text frame, without the line feed that
 * parts events in a chunked reply. Some client libraries watch in this form first.
 */
final class WatchWebSocket {
  private static final byte LINE_FEED = '\n';

  /** Nothing that a client says on a watch means anything. */
  private static final int CLIENT_FRAME_BYTES_MAX = 4_096;

  private WatchWebSocket() {}

  static boolean isWanted(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.requestHeaders().get(HttpHeaderNames.UPGRADE));
  }

  /**
   * @param chunkWritten called when a chunk that is not empty goes to the connection, which here is
   *     as near to the socket as can be seen
   */
  static Publisher<Void> write(
      HttpServerRequest request,
      HttpServerResponse response,
      Flux<Bytes> chunks,
      Runnable chunkWritten) {
    WebsocketServerSpec.Builder spec =
        WebsocketServerSpec.builder().maxFramePayloadLength(CLIENT_FRAME_BYTES_MAX);
    String protocol = protocolFor(request);
    WebsocketServerSpec limits = (protocol.isEmpty() ? spec : spec.protocols(protocol)).build();
    return response.sendWebsocket(
        (inbound, outbound) -> {
          Mono<Void> clientGone = inbound.receive().then();
          Flux<TextWebSocketFrame> frames =
              Flux.defer(
                  () -> {
                    Lines lines = new Lines();
                    return chunks
                        .filter(chunk -> !chunk.isEmpty())
                        .doOnNext(_ -> chunkWritten.run())
                        .concatMapIterable(lines::split, 1);
                  });
          return outbound.sendObject(frames.takeUntilOther(clientGone), _ -> true);
        },
        limits);
  }

  /**
   * The first protocol that the client offers, since events look the same in any; the one that
   * carries its token is never repeated (WATCH-05).
   */
  private static String protocolFor(HttpServerRequest request) {
    for (String offered : request.requestHeaders().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String protocol : offered.split(",")) {
        if (!protocol.isBlank() && !protocol.strip().startsWith(BearerToken.PROTOCOL_PREFIX)) {
          return protocol.strip();
        }
      }
    }
    return "";
  }

  /** Puts lines together where a chunk ends inside one. */
  private static final class Lines {
    private Bytes begun = Bytes.empty();

    List<TextWebSocketFrame> split(Bytes chunk) {
      List<TextWebSocketFrame> frames = new ArrayList<>();
      int from = 0;
      for (int at = 0; at < chunk.length(); at++) {
        if (chunk.byteAt(at) == LINE_FEED) {
          Bytes line = begun.concat(chunk.slice(from, at - from));
          frames.add(new TextWebSocketFrame(Unpooled.wrappedBuffer(line.asByteBuffer())));
          begun = Bytes.empty();
          from = at + 1;
        }
      }
      begun = begun.concat(chunk.slice(from, chunk.length() - from));
      return frames;
    }
  }
}
