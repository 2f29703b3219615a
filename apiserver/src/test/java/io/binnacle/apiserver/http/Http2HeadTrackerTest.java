package io.binnacle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RT-02: what is begun and not complete on an HTTP/2 connection. */
class Http2HeadTrackerTest {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int DATA = 0;
  private static final int END_HEADERS = 4;

  private final Http2HeadTracker tracker = new Http2HeadTracker();

  private static ByteBuf preface() {
    return Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
  }

  private static ByteBuf frame(int type, int flags, int length) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(length).writeByte(type).writeByte(flags).writeInt(1);
    return frame.writeZero(length);
  }

  @Test
  void aBlockOfHeadersIsOpenUntilItsLastFrame() {
    assertThat(tracker.read(preface())).isFalse();
    assertThat(tracker.read(frame(SETTINGS, 0, 12))).isFalse();
    assertThat(tracker.read(frame(HEADERS, 0, 30))).isTrue();
    assertThat(tracker.read(frame(CONTINUATION, 0, 5))).isTrue();
    assertThat(tracker.read(frame(CONTINUATION, END_HEADERS, 5))).isFalse();
    assertThat(tracker.read(frame(HEADERS, END_HEADERS, 0))).isFalse();
  }

  @Test
  void aFrameInTheMiddleIsOpenUnlessItIsData() {
    assertThat(tracker.read(preface().slice(0, 10))).isTrue();
    assertThat(tracker.read(preface().slice(10, 14))).isFalse();
    assertThat(tracker.read(frame(SETTINGS, 0, 12).slice(0, 15))).isTrue();
    assertThat(tracker.read(Unpooled.buffer().writeZero(6))).isFalse();
    assertThat(tracker.read(frame(DATA, 0, 1000).slice(0, 500))).isFalse();
    assertThat(tracker.read(Unpooled.buffer().writeZero(509))).isFalse();
    assertThat(tracker.read(frame(HEADERS, END_HEADERS, 10).slice(0, 4))).isTrue();
  }

  /** Wherever the network cuts the bytes, the answer at a border between frames is the same. */
  @Test
  void whereTheBytesAreCutDoesNotMatter() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Http2HeadTracker cut = new Http2HeadTracker();
      ByteBuf all = Unpooled.buffer().writeBytes(preface());
      for (int i = 0; i < 20; i++) {
        int type = random.nextInt(10);
        all.writeBytes(frame(type, END_HEADERS, random.nextInt(50)));
      }
      boolean open = true;
      while (all.isReadable()) {
        open = cut.read(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(30))));
      }
      assertThat(open).as("seed %d", seed).isFalse();
    }
  }
}
