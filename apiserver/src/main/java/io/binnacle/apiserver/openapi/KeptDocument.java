package io.binnacle.apiserver.openapi;

import io.binnacle.apiserver.encoding.ReplyEncoding;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * A document that is kept compressed, as nearly all who ask for it read it: a tenth of its length
 * (OAPI-12).
 */
final class KeptDocument {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Bytes gzip;
  private final int plainBytes;

  private KeptDocument(Bytes gzip, int plainBytes) {
    this.gzip = gzip;
    this.plainBytes = plainBytes;
  }

  static KeptDocument of(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 8);
    try (GZIPOutputStream stream = new GZIPOutputStream(compressed)) {
      stream.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
    return new KeptDocument(Bytes.wrap(compressed.toByteArray()), plain.length);
  }

  /**
   * @param headers of the reply, whatever its encoding
   * @param asked of the request
   */
  ApiReply reply(Headers headers, Headers asked) {
    boolean large = plainBytes > ReplyEncoding.COMPRESSED_FROM_BYTES;
    if (large && ReplyEncoding.takesGzip(asked)) {
      return Replies.document(headers, gzip)
          .withHeader("Content-Encoding", "gzip")
          .withHeader("Vary", "Accept-Encoding");
    }
    return large ? Replies.document(headers, chunks()) : Replies.document(headers, plain());
  }

  private Bytes plain() {
    try (InputStream stream = opened()) {
      return Bytes.wrap(stream.readAllBytes());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Made as the socket takes them. */
  private Flux<Bytes> chunks() {
    return Flux.generate(
        this::opened,
        (InputStream stream, SynchronousSink<Bytes> sink) -> {
          byte[] chunk = next(stream);
          if (chunk.length == 0) {
            sink.complete();
          } else {
            sink.next(Bytes.wrap(chunk));
          }
          return stream;
        },
        KeptDocument::close);
  }

  private InputStream opened() {
    try {
      return new GZIPInputStream(new ByteArrayInputStream(gzip.toArray()), CHUNK_BYTES);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static byte[] next(InputStream stream) {
    try {
      return stream.readNBytes(CHUNK_BYTES);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Gives back the memory that the garbage collector does not see. */
  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static IllegalStateException broken(IOException e) {
    return new IllegalStateException("what was compressed here cannot be read", e);
  }
}
