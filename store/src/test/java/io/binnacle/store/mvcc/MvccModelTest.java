package io.binnacle.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import io.binnacle.store.StoreView.AtRevision;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.checkpoint.StateReader;
import io.binnacle.store.checkpoint.StateWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded random writes, compared with {@link NaiveStore} at every kept revision; also after
 * compaction, and after a checkpoint was written and read.
 */
class MvccModelTest {
  private static final int STEPS = 1500;

  private final NaiveStore naive = new NaiveStore();
  private MvccState state = MvccState.empty();
  private long compacted;
  private Random random = new Random(0);

  /** KV-02, KV-03, KV-04, KV-20, KV-33, KV-37, KV-46, KVWATCH-18, KVWATCH-19 */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesLikeItsNaiveTwin(long seed) throws IOException {
    random = new Random(seed);
    // Few keys make deep histories and re-creations, many make splits and joins of nodes.
    int keys = seed % 2 == 0 ? 12 : 2000;
    for (int step = 0; step < STEPS; step++) {
      writeSomething(keys);
      if (random.nextInt(8) == 0) {
        compactSomewhere();
      }
      if (random.nextInt(40) == 0) {
        state = MvccState.of(restored(state.publish()));
      }
      if (step % 25 == 0) {
        compare(state.publish(), keys);
      }
    }
    compare(state.publish(), keys);
  }

  private void writeSomething(int keys) {
    NaiveStore.Change change = naive.new Change();
    int choice = random.nextInt(10);
    if (choice < 5) {
      Bytes key = key(random.nextInt(keys));
      Bytes value = value();
      state.apply(new Write.Put(key, value, value, new Expected.Anything()));
      change.put(key, value, value);
    } else if (choice < 7) {
      Bytes key = key(random.nextInt(keys));
      state.apply(new Write.Delete(key, new Expected.Anything()));
      change.deleteRange(KeyRange.single(key));
    } else if (choice < 8) {
      KeyRange range = range(keys);
      state.apply(new Write.DeleteRange(range));
      change.deleteRange(range);
    } else {
      transact(change, keys);
    }
    change.commit();
  }

  private void transact(NaiveStore.Change change, int keys) {
    List<Operation> operations = new ArrayList<>();
    int first = random.nextInt(keys);
    for (int i = 0; i < 1 + random.nextInt(60); i++) {
      Bytes key = key(first + i);
      if (random.nextBoolean()) {
        Bytes value = value();
        operations.add(new Operation.Put(key, value, Bytes.empty()));
        change.put(key, value, Bytes.empty());
      } else {
        operations.add(new Operation.DeleteRange(KeyRange.single(key)));
        change.deleteRange(KeyRange.single(key));
      }
    }
    state.apply(new Write.Transaction(List.of(), operations, List.of()));
  }

  private void compactSomewhere() {
    long span = naive.revision() - compacted;
    if (span > 0) {
      compacted += 1 + random.nextLong(Math.max(1, span / 4));
      state.apply(new Write.Compact(new Revision(compacted)));
    }
  }

  private void compare(StateRoot root, int keys) throws IOException {
    assertThat(root.revision().number()).isEqualTo(naive.revision());
    compareViews(root, keys);
    compareEvents(root);
    StateRoot restored = restored(root);
    assertThat(StateDigest.of(restored)).isEqualTo(StateDigest.of(root));
    assertThat(restored.liveBytes()).isEqualTo(root.liveBytes());
    assertThat(restored.historyBytes()).isEqualTo(root.historyBytes());
    assertThat(restored.liveKeys()).isEqualTo(root.liveKeys());
    compareViews(restored, keys);
    compareEvents(restored);
  }

  private void compareViews(StateRoot root, int keys) {
    StoreView newest = root.view();
    for (int i = 0; i < 6; i++) {
      long revision = compacted + random.nextLong(naive.revision() - compacted + 1);
      StoreView view = ((AtRevision.View) newest.at(new Revision(revision))).view();
      KeyRange range = i == 0 ? KeyRange.all() : range(keys);
      List<KeyVersion> seen = new ArrayList<>();
      view.iterate(range).forEachRemaining(seen::add);
      assertThat(seen).isEqualTo(naive.range(range, revision));
      assertThat(view.count(range)).isEqualTo(seen.size());
      assertThat(newest.count(range)).isEqualTo(naive.range(range, naive.revision()).size());
      Bytes key = key(random.nextInt(keys));
      List<KeyVersion> single = naive.range(KeyRange.single(key), revision);
      assertThat(view.get(key)).isEqualTo(single.isEmpty() ? null : single.getFirst());
    }
    if (compacted > 0) {
      assertThat(newest.at(new Revision(compacted - 1)))
          .isEqualTo(new AtRevision.Compacted(new Revision(compacted)));
    }
  }

  private void compareEvents(StateRoot root) {
    List<WatchEvent> events = new ArrayList<>();
    for (long i = root.events().first(); i < root.events().end(); i++) {
      events.add(root.events().get(i));
    }
    assertThat(events).isEqualTo(naive.eventsFrom(compacted));
  }

  private static StateRoot restored(StateRoot root) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StateWriter.write(root, sink);
    return StateReader.read(new ByteArrayInputStream(sink.toByteArray()), root.lineage());
  }

  private static Bytes key(int number) {
    return Bytes.ofUtf8(String.format("/r/%05d", number));
  }

  private Bytes value() {
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  private KeyRange range(int keys) {
    int from = random.nextInt(keys);
    int width = random.nextInt(4) == 0 ? keys : 1 + random.nextInt(Math.max(1, keys / 8));
    return random.nextInt(20) == 0
        ? new KeyRange(key(from), null)
        : new KeyRange(key(from), key(from + width));
  }
}
