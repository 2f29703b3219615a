package io.binnacle.apiserver.reply;

import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.Status;
import reactor.core.publisher.Flux;

/** Answers that are no objects: texts, documents, and Status where nothing else was negotiated. */
public final class Replies {
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers TEXT =
      Headers.of("Content-Type", "text/plain; charset=utf-8")
          .with("X-Content-Type-Options", "nosniff");

  private Replies() {}

  public static ApiReply.Whole json(int statusCode, Bytes body) {
    return new ApiReply.Whole(statusCode, JSON, body);
  }

  public static ApiReply.Whole text(int statusCode, String body) {
    return new ApiReply.Whole(statusCode, TEXT, Bytes.ofUtf8(body));
  }

  /** A document as JSON. */
  public static ApiReply.Whole document(Bytes body) {
    return json(200, body);
  }

  /** A document with headers of its own, such as those for caches. */
  public static ApiReply.Whole document(Headers headers, Bytes body) {
    return new ApiReply.Whole(200, headers, body);
  }

  /** A long document, in chunks. */
  public static ApiReply.Streamed document(Headers headers, Flux<Bytes> chunks) {
    return new ApiReply.Streamed(200, headers, chunks, false, () -> {});
  }

  /** The client has what the headers describe. */
  public static ApiReply.Whole notModified(Headers headers) {
    return new ApiReply.Whole(304, headers, Bytes.empty());
  }

  public static ApiReply.Whole moved(String location) {
    return new ApiReply.Whole(301, Headers.of("Location", location), Bytes.empty());
  }

  /** All is well, in words. */
  public static ApiReply.Whole well(String body) {
    return text(200, body);
  }

  /** Something of ours is not well, in words. */
  public static ApiReply.Whole unwell(String body) {
    return text(500, body);
  }

  /** URL-10: what a path that nobody serves gets. */
  public static ApiReply.Whole pageNotFound() {
    return text(404, "404 page not found\n");
  }

  /** ERR-01, with Retry-After where the Status says when (ERR-02). */
  public static ApiReply.Whole status(Status status) {
    ApiReply.Whole reply = json(status.code(), Bytes.wrap(status.toJson()));
    Details details = status.details();
    if (details != null && details.retryAfterSeconds() > 0) {
      reply = reply.withHeader("Retry-After", Integer.toString(details.retryAfterSeconds()));
    }
    return status.code() == 403 ? reply.withHeader("X-Content-Type-Options", "nosniff") : reply;
  }
}
