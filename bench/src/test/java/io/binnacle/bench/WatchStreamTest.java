package io.binnacle.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchStreamTest {
  private final AtomicLongArray sent = new AtomicLongArray(100);
  private final Histogram latencies = ClosedLoop.histogram();
  private final AtomicLong wrong = new AtomicLong();
  private final WatchStream stream = new WatchStream(sent, latencies, wrong);

  @BeforeEach
  void allWereSentJustNow() {
    for (int i = 0; i < sent.length(); i++) {
      sent.set(i, System.nanoTime());
    }
  }

  private static String event(int number) {
    return "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"resourceVersion\":\"%d\",\"name\":\"w-%d\"},\"data\":{\"filling\":\"%s\"}}}\n"
        .formatted(number + 10, number, "x".repeat(900));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1_000, 100_000})
  void eventsAreCountedHoweverTheBytesAreCut(int pieceBytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(event(i));
    }
    byte[] bytes = text.toString().getBytes(US_ASCII);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      stream.piece(Unpooled.wrappedBuffer(bytes, at, Math.min(pieceBytes, bytes.length - at)));
    }
    assertThat(latencies.getTotalCount()).isEqualTo(20);
    assertThat(wrong).hasValue(0);
  }

  @Test
  void aGapAndARepetitionAreNoticed() {
    for (int number : new int[] {0, 1, 3, 3}) {
      stream.piece(Unpooled.copiedBuffer(event(number), US_ASCII));
    }
    assertThat(wrong).hasValue(2);
  }

  @Test
  void whatIsNoEventOfOursIsNotCounted() {
    stream.piece(Unpooled.copiedBuffer("{\"type\":\"BOOKMARK\",\"object\":{}}\n\n", US_ASCII));
    assertThat(latencies.getTotalCount()).isZero();
  }
}
