package io.binnacle.apiserver.reply;

import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import reactor.core.publisher.Flux;

/** One answer, free of the HTTP server that sends it. */
public sealed interface ApiReply {
  int statusCode();

  Headers headers();

  /** The same answer with one more header. */
  ApiReply withHeader(String name, String value);

  /** A body that is there as a whole; its length is known. */
  record Whole(int statusCode, Headers headers, Bytes body) implements ApiReply {
    @Override
    public Whole withHeader(String name, String value) {
      return new Whole(statusCode, headers.with(name, value), body);
    }
  }

  /**
   * A body that comes in chunks. The server asks for as many as the socket takes.
   *
   * @param flushEach whether every chunk goes to the socket at once (a watch) or when it suits (a
   *     list). An empty chunk sends the headers.
   * @param chunkWritten called whenever a chunk that is not empty was written to the socket, in
   *     their order, by a thread that must not be held up
   */
  record Streamed(
      int statusCode, Headers headers, Flux<Bytes> chunks, boolean flushEach, Runnable chunkWritten)
      implements ApiReply {
    @Override
    public Streamed withHeader(String name, String value) {
      return new Streamed(statusCode, headers.with(name, value), chunks, flushEach, chunkWritten);
    }

    /** The same answer with what is made of its chunks. */
    public Streamed withChunks(Flux<Bytes> changed) {
      return new Streamed(statusCode, headers, changed, flushEach, chunkWritten);
    }
  }
}
