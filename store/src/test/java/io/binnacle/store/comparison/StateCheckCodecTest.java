package io.binnacle.store.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Revision;
import io.binnacle.store.command.CommandCodec;
import io.binnacle.store.command.MalformedCommandException;
import io.binnacle.store.mvcc.StateDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The commands by which members compare their states, as bytes. */
class StateCheckCodecTest {
  private static final StateCheck REPORT =
      new StateCheck.Report(
          -3, 1L << 40, new StateDigest(new Revision(9), new Revision(2), -7, Long.MIN_VALUE));

  @Test
  void whatIsWrittenIsRead() {
    for (StateCheck check : List.of(new StateCheck.Compare(), REPORT)) {
      assertThat(StateCheckCodec.decode(StateCheckCodec.encode(check))).isEqualTo(check);
    }
  }

  /** A program of before would take it for a write of a kind that it does not know. */
  @Test
  void noWriteLooksLikeOne() {
    for (StateCheck check : List.of(new StateCheck.Compare(), REPORT)) {
      assertThatThrownBy(() -> CommandCodec.decode(StateCheckCodec.encode(check)))
          .isInstanceOf(MalformedCommandException.class)
          .hasMessageContaining("kind");
    }
  }

  @Test
  void whateverTheBytesAreTheyAreReadOrRefused() {
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes =
          StateCheckCodec.encode(i % 2 == 0 ? new StateCheck.Compare() : REPORT).toArray();
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Bytes damaged = Bytes.wrap(bytes, 0, length);
      try {
        assertThat(StateCheckCodec.encode(StateCheckCodec.decode(damaged))).isEqualTo(damaged);
      } catch (MalformedCommandException _) {
        refused++;
      }
    }
    assertThat(refused).isBetween(5_000, 19_000);
  }
}
