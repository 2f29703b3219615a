package io.binnacle.apiserver.encoding;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.consensus.base.Bytes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Chooses how a reply's bytes go out: indented where a person reads them (NEG-13), compressed where
 * the client can take it and it is worth the time (NEG-15). Watches go as they are.
 */
public final class ReplyEncoding {
  /** Smaller bodies cost more to compress than to send; what a flag may change. */
  public static final int COMPRESSED_FROM_BYTES = 128 * 1024;

  private static final Bytes NEWLINE = Bytes.ofUtf8("\n");

  private final int compressedFromBytes;

  /**
   * @param compressedFromBytes larger bodies are compressed
   */
  public ReplyEncoding(int compressedFromBytes) {
    this.compressedFromBytes = compressedFromBytes;
  }

  /** The reply as it goes out. */
  public ApiReply encode(QueryParameters query, Headers headers, ApiReply reply) {
    if (reply instanceof ApiReply.Streamed stream && stream.flushEach()) {
      return reply;
    }
    ApiReply set = isIndentable(reply) && wantsIndent(query, headers) ? indented(reply) : reply;
    return takesGzip(headers) && isLarge(set) && !isCompressed(set) ? compressed(set) : set;
  }

  /** A tag names bytes, so what has one stays as it is. */
  private static boolean isIndentable(ApiReply reply) {
    String type = reply.headers().first("Content-Type");
    return type != null
        && type.startsWith("application/json")
        && reply.headers().first("ETag") == null;
  }

  private static boolean wantsIndent(QueryParameters query, Headers headers) {
    String wish = query.text("pretty");
    if (!wish.isEmpty()) {
      return isYes(wish);
    }
    String accept = headers.first("Accept");
    int parameter = accept == null ? -1 : accept.replace(" ", "").indexOf(";pretty=");
    if (accept != null && parameter >= 0) {
      String value = accept.replace(" ", "").substring(parameter + ";pretty=".length());
      return isYes(value.split("[;,]", 2)[0]);
    }
    String agent = headers.first("User-Agent");
    return agent != null
        && (agent.startsWith("curl")
            || agent.startsWith("Wget")
            || agent.startsWith("Mozilla/5.0"));
  }

  private static boolean isYes(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true" -> true;
      default -> false;
    };
  }

  private static ApiReply indented(ApiReply reply) {
    return switch (reply) {
      case ApiReply.Whole(int statusCode, Headers headers, Bytes body) ->
          body.isEmpty()
              ? reply
              : new ApiReply.Whole(
                  statusCode, headers, new JsonIndenter().indent(body).concat(NEWLINE));
      case ApiReply.Streamed stream ->
          stream.withChunks(
              Flux.defer(
                  () -> {
                    JsonIndenter indenter = new JsonIndenter();
                    return stream.chunks().map(indenter::indent).concatWithValues(NEWLINE);
                  }));
    };
  }

  /** Some documents are kept compressed. */
  private static boolean isCompressed(ApiReply reply) {
    return reply.headers().first("Content-Encoding") != null;
  }

  /** Whether the client can read what is compressed. */
  public static boolean takesGzip(Headers headers) {
    @Nullable String accepted = headers.first("Accept-Encoding");
    if (accepted == null) {
      return false;
    }
    for (String clause : accepted.split(",")) {
      String plain = clause.replace(" ", "").toLowerCase(Locale.ROOT);
      if (plain.equals("gzip") || (plain.startsWith("gzip;") && !plain.matches(".*;q=0(\\.0*)?"))) {
        return true;
      }
    }
    return false;
  }

  /** A stream is made where a body is too large for one chunk; its whole length nobody knows. */
  private boolean isLarge(ApiReply reply) {
    return switch (reply) {
      case ApiReply.Whole(int _, Headers _, Bytes body) -> body.length() > compressedFromBytes;
      case ApiReply.Streamed _ -> true;
    };
  }

  private static ApiReply compressed(ApiReply reply) {
    ApiReply changed =
        switch (reply) {
          case ApiReply.Whole(int statusCode, Headers headers, Bytes body) -> {
            try (GzipChunks gzip = new GzipChunks()) {
              yield new ApiReply.Whole(
                  statusCode, headers, gzip.compress(body).concat(gzip.finish()));
            }
          }
          case ApiReply.Streamed stream -> stream.withChunks(compressed(stream.chunks()));
        };
    return changed.withHeader("Content-Encoding", "gzip").withHeader("Vary", "Accept-Encoding");
  }

  private static Flux<Bytes> compressed(Flux<Bytes> chunks) {
    return Flux.using(
        GzipChunks::new,
        gzip ->
            chunks
                .map(gzip::compress)
                .filter(chunk -> !chunk.isEmpty())
                .concatWith(Mono.fromSupplier(gzip::finish)),
        GzipChunks::close);
  }
}
