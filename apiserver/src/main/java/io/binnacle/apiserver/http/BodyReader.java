package io.binnacle.apiserver.http;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Reads a body as a whole, up to the limit (RT-02, ERR-12). */
final class BodyReader {
  /**
   * So many times the limit is read, and forgotten, before the refusal: a connection that is closed
   * while the client still writes looks to it like a fault of the network.
   */
  private static final int READ_TIMES = 2;

  private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(2);

  private final int bytesMax;

  BodyReader(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  Mono<byte[]> read(HttpServerRequest request) {
    return Mono.defer(
        () -> {
          long announced = announcedLength(request);
          if (announced > READ_TIMES * (long) bytesMax) {
            return Mono.error(tooLarge());
          }
          int expected = (int) Math.max(0, announced);
          return request
              .receive()
              .collect(() -> new Collected(expected), this::append)
              .map(this::whole)
              .onErrorMap(BodyReader::asStatus);
        });
  }

  /**
   * Takes and forgets a body that nobody wants, so that the client gets to read why. Whoever has
   * been told to wait with it is not asked for it, and who takes long is not waited for.
   */
  Mono<Void> discard(HttpServerRequest request) {
    boolean waits = request.requestHeaders().contains(HttpHeaderNames.EXPECT);
    if (waits || announcedLength(request) > READ_TIMES * (long) bytesMax) {
      return Mono.empty();
    }
    AtomicLong length = new AtomicLong();
    return request
        .receive()
        .takeUntil(part -> length.addAndGet(part.readableBytes()) > READ_TIMES * (long) bytesMax)
        .then()
        .timeout(DISCARD_TIMEOUT)
        .onErrorComplete();
  }

  private void append(Collected collected, ByteBuf part) {
    long length = (long) collected.length + part.readableBytes();
    if (length > READ_TIMES * (long) bytesMax) {
      throw tooLarge();
    }
    if (length > bytesMax) {
      collected.forget((int) length);
    } else {
      collected.append(part);
    }
  }

  private byte[] whole(Collected collected) {
    if (collected.length > bytesMax) {
      throw tooLarge();
    }
    return collected.toArray();
  }

  private StatusException tooLarge() {
    return Status.requestEntityTooLarge(bytesMax).toException();
  }

  /** Whether a body follows the head. */
  static boolean isAnnounced(HttpServerRequest request) {
    return announcedLength(request) != 0
        || request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static long announcedLength(HttpServerRequest request) {
    String text = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return text == null ? 0 : Long.parseLong(text.strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static Throwable asStatus(Throwable failure) {
    return failure instanceof StatusException
        ? failure
        : Status.badRequest("the body of the request could not be read to its end").toException();
  }

  /** A growing array, of the announced size from the start where the client told it. */
  private static final class Collected {
    private static final int FIRST_BYTES = 1_024;

    private byte @Nullable [] bytes;
    private final int expected;
    private int length;

    Collected(int expected) {
      this.expected = expected;
    }

    void append(ByteBuf part) {
      int count = part.readableBytes();
      byte[] target = bytes;
      if (target == null) {
        // The announcement is taken for granted up to a little only: nobody reserves megabytes by
        // a header alone.
        target = new byte[Math.max(count, Math.min(Math.max(expected, FIRST_BYTES), 64 << 10))];
      } else if (target.length - length < count) {
        target = Arrays.copyOf(target, Math.max(target.length * 2, length + count));
      }
      part.readBytes(target, length, count);
      bytes = target;
      length += count;
    }

    /** Only the length matters from now on. */
    void forget(int newLength) {
      bytes = null;
      length = newLength;
    }

    byte[] toArray() {
      byte[] all = bytes;
      if (all == null) {
        return new byte[0];
      }
      return all.length == length ? all : Arrays.copyOf(all, length);
    }
  }
}
