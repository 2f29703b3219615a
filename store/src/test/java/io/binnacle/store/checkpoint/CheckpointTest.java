package io.binnacle.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.mvcc.MvccState;
import io.binnacle.store.mvcc.StateDigest;
import io.binnacle.store.mvcc.StateRoot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final long SEED = Long.getLong("seed", 20_260_102);

  private final Random random = new Random(SEED);

  private StateRoot state(int writes, int valueBytesMax) {
    MvccState state = MvccState.empty();
    for (int i = 0; i < writes; i++) {
      Bytes key = Bytes.ofUtf8("/registry/things/" + random.nextInt(writes / 2));
      byte[] value = new byte[random.nextInt(valueBytesMax)];
      random.nextBytes(value);
      Bytes bytes = Bytes.wrap(value);
      state.apply(
          random.nextInt(5) == 0
              ? new Write.Delete(key, new Expected.Anything())
              : new Write.Put(
                  key, bytes, bytes.slice(0, value.length / 3), new Expected.Anything()));
    }
    state.apply(new Write.Compact(new Revision(writes / 4)));
    return state.publish();
  }

  private static byte[] written(StateRoot root) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StateWriter.write(root, sink);
    return sink.toByteArray();
  }

  @Test
  void anEmptyStateIsWrittenAndRead() throws IOException {
    StateRoot empty = MvccState.empty().publish();
    StateRoot read = StateReader.read(new ByteArrayInputStream(written(empty)), 1);
    assertThat(StateDigest.of(read)).isEqualTo(StateDigest.of(empty));
    assertThat(read.lineage()).isEqualTo(1);
  }

  /** Several blocks, and values that are larger than one. */
  @Test
  void largeValuesAndManyBlocksAreReadAgain() throws IOException {
    StateRoot root = state(300, 300_000);
    byte[] content = written(root);
    assertThat(content.length).isGreaterThan(CheckpointFormat.BLOCK_BYTES * 10);
    StateRoot read = StateReader.read(new ByteArrayInputStream(content), 1);
    assertThat(StateDigest.of(read)).isEqualTo(StateDigest.of(root));
    assertThat(written(read)).isEqualTo(content);
  }

  @Test
  void theLargestCommandFitsInABlock() throws IOException {
    MvccState state = MvccState.empty();
    Bytes value = Bytes.wrap(new byte[Limits.COMMAND_BYTES_MAX - 100]);
    state.apply(new Write.Put(Bytes.ofUtf8("/a"), value, Bytes.empty(), new Expected.Anything()));
    state.apply(new Write.Put(Bytes.ofUtf8("/b"), value, Bytes.empty(), new Expected.Anything()));
    StateRoot root = state.publish();
    StateRoot read = StateReader.read(new ByteArrayInputStream(written(root)), 1);
    assertThat(StateDigest.of(read)).isEqualTo(StateDigest.of(root));
  }

  /** WAL-16, WAL-23: any flipped bit and any cut is noticed; never half a state. */
  @Test
  void aDamagedCheckpointIsRefused() throws IOException {
    byte[] content = written(state(400, 600));
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = content.clone();
      int at = i < 400 ? i % content.length : random.nextInt(content.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> StateReader.read(new ByteArrayInputStream(damaged), 1))
          .isInstanceOf(MalformedCheckpointException.class);
    }
    for (int i = 0; i < 500; i++) {
      byte[] cut = Arrays.copyOf(content, random.nextInt(content.length));
      assertThatThrownBy(() -> StateReader.read(new ByteArrayInputStream(cut), 1))
          .isInstanceOf(MalformedCheckpointException.class);
    }
    byte[] longer = Arrays.copyOf(content, content.length + 1);
    assertThatThrownBy(() -> StateReader.read(new ByteArrayInputStream(longer), 1))
        .isInstanceOf(MalformedCheckpointException.class);
  }

  /** Swapped blocks of equal validity are found by the chained checksum. */
  @Test
  void aBlockOfAnotherPlaceIsRefused() throws IOException {
    byte[] content = written(state(2000, 400));
    int first = CheckpointFormat.HEADER_BYTES;
    int firstLength = lengthAt(content, first);
    int second = first + CheckpointFormat.BLOCK_HEADER_BYTES + firstLength;
    byte[] without = new byte[content.length - (second - first)];
    System.arraycopy(content, 0, without, 0, first);
    System.arraycopy(content, second, without, first, content.length - second);
    assertThatThrownBy(() -> StateReader.read(new ByteArrayInputStream(without), 1))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessageContaining("checksum");
  }

  private static int lengthAt(byte[] content, int offset) {
    return java.nio.ByteBuffer.wrap(content).getInt(offset);
  }
}
