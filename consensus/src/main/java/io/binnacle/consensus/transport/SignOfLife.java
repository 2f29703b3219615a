package io.binnacle.consensus.transport;

import io.binnacle.consensus.transport.hello.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The frame by which both sides of a quiet connection know that the other is there. Without it, one
 * whose other side lost its power or its network would stay open for a quarter of an hour, as long
 * as TCP tries (a half-open connection). The caller sends it, the called answers with the same.
 */
final class SignOfLife {
  /** Below all kinds of messages. */
  private static final byte KIND = 0;

  private static final int FIRST_VERSION = 2;

  private SignOfLife() {}

  static boolean isSpokenIn(int version) {
    return version >= FIRST_VERSION;
  }

  static boolean isOne(ByteBuf frame) {
    return frame.readableBytes() == 1 && frame.getByte(frame.readerIndex()) == KIND;
  }

  static ByteBuf frame(ByteBufAllocator allocator) {
    return FrameCodec.encode(new byte[] {KIND}, allocator);
  }

  /**
   * How long the answers take on one connection (CLUS-30). One sign at a time is measured, when no
   * other waits, so that no answer is taken for that to a later one. The event loop's, but for what
   * it tells.
   */
  static final class RoundTrips {
    private static final long NONE_WAITS = Long.MIN_VALUE;

    private volatile long lastNanos = PeerTransport.UNMEASURED;
    private volatile long sentNanos = NONE_WAITS;
    private int unanswered;

    /** An answer that is late counts as long as it is late already: that is when it matters. */
    long nanos(long nowNanos) {
      long last = lastNanos;
      long sent = sentNanos;
      return sent == NONE_WAITS || last == PeerTransport.UNMEASURED
          ? last
          : Math.max(last, nowNanos - sent);
    }

    void sent(long nowNanos) {
      if (unanswered == 0) {
        sentNanos = nowNanos;
      }
      unanswered++;
    }

    void answered(long nowNanos) {
      if (sentNanos != NONE_WAITS) {
        lastNanos = nowNanos - sentNanos;
        sentNanos = NONE_WAITS;
      }
      unanswered = Math.max(0, unanswered - 1);
    }

    /** The next ones are on another connection. */
    void closed() {
      sentNanos = NONE_WAITS;
      unanswered = 0;
      lastNanos = PeerTransport.UNMEASURED;
    }
  }

  /**
   * How long silence is borne.
   *
   * @param helloMillisMax from the first packet to the hello, and from that to its answer
   * @param everyMillis between signs of life
   * @param messagesMillisMax on the lane of messages
   * @param snapshotsMillisMax on the lane of snapshots, where signs wait behind what is large
   */
  record Patience(
      int helloMillisMax, int everyMillis, int messagesMillisMax, int snapshotsMillisMax) {
    static final Patience DEFAULT = new Patience(5_000, 1_000, 10_000, 30_000);

    int silenceMillisMax(Hello.Lane lane) {
      return switch (lane) {
        case MESSAGES -> messagesMillisMax;
        case SNAPSHOTS -> snapshotsMillisMax;
      };
    }
  }
}
