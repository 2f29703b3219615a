package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.binnacle.bench.http.Listener;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One watcher: counts events, takes their age, checks their order. The event's number is read from
 * its object's name, near the front of the frame, so that little is parsed.
 */
final class WatchStream implements Listener {
  private static final int HEAD_BYTES = 400;
  private static final byte[] NAME = "\"name\":\"w-".getBytes(US_ASCII);

  private final AtomicLongArray sentNanos;
  private final Histogram latencies;
  private final AtomicLong wrong;
  private final byte[] head = new byte[HEAD_BYTES];
  private int headLength;
  private long expected;
  private @Nullable String end;

  WatchStream(AtomicLongArray sentNanos, Histogram latencies, AtomicLong wrong) {
    this.sentNanos = sentNanos;
    this.latencies = latencies;
    this.wrong = wrong;
  }

  /** Why the stream has ended; null while it runs. */
  @Nullable String end() {
    return end;
  }

  @Override
  public void piece(ByteBuf bytes) {
    while (bytes.isReadable()) {
      int toNewline = bytes.bytesBefore((byte) '\n');
      int part = toNewline < 0 ? bytes.readableBytes() : toNewline;
      int kept = Math.min(part, HEAD_BYTES - headLength);
      bytes.readBytes(head, headLength, kept);
      headLength += kept;
      bytes.skipBytes(part - kept);
      if (toNewline >= 0) {
        bytes.skipBytes(1);
        event(System.nanoTime());
        headLength = 0;
      }
    }
  }

  private void event(long nowNanos) {
    int at = indexOfName();
    if (at < 0) {
      return;
    }
    int number = 0;
    for (int i = at; i < headLength && head[i] >= '0' && head[i] <= '9'; i++) {
      number = number * 10 + (head[i] - '0');
    }
    if (number != expected) {
      wrong.incrementAndGet();
    }
    expected = number + 1L;
    if (number < sentNanos.length()) {
      latencies.recordValue(Math.max(0, (nowNanos - sentNanos.get(number)) / 1_000));
    }
  }

  private int indexOfName() {
    for (int i = 0; i + NAME.length < headLength; i++) {
      int matched = 0;
      while (matched < NAME.length && head[i + matched] == NAME[matched]) {
        matched++;
      }
      if (matched == NAME.length) {
        return i + matched;
      }
    }
    return -1;
  }

  @Override
  public void ended(int status) {
    end = "ended with status " + status;
  }

  @Override
  public void failed(Throwable reason) {
    end = String.valueOf(reason);
  }
}
