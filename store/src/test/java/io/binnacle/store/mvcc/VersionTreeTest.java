package io.binnacle.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTreeTest {
  private static final Bytes EMPTY = Bytes.empty();

  private static Bytes key(long number) {
    return Bytes.ofUtf8(String.format("/registry/things/%08d", number));
  }

  private static VersionChain chain(Bytes key, boolean live) {
    Revision revision = new Revision(2);
    KeyVersion version = new KeyVersion(key, revision, revision, 1, 0, EMPTY, EMPTY);
    return new VersionChain(key, revision, 0, live ? version : null, null);
  }

  /** Grows to three levels and shrinks to nothing, so that nodes split, join and disappear. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void holdsTheSameKeysAsASortedMapWhileItGrowsAndShrinks(long seed) {
    Random random = new Random(seed);
    TreeEditor editor = new TreeEditor(VersionTree.EMPTY);
    TreeMap<Bytes, VersionChain> expected = new TreeMap<>();
    for (int phase = 0; phase < 12; phase++) {
      boolean growing = phase % 4 < 2;
      for (int i = 0; i < 8000; i++) {
        if (random.nextInt(10) < (growing ? 9 : 1)) {
          VersionChain chain = chain(key(random.nextInt(60_000)), random.nextInt(5) > 0);
          editor.put(chain);
          expected.put(chain.key(), chain);
        } else {
          removeNear(key(random.nextInt(60_000)), editor, expected);
        }
      }
      compare(editor.publish(), expected, random);
    }
    for (Bytes key : new ArrayList<>(expected.keySet())) {
      editor.remove(key);
    }
    compare(editor.publish(), new TreeMap<>(), random);
  }

  private static void removeNear(
      Bytes key, TreeEditor editor, NavigableMap<Bytes, VersionChain> expected) {
    Bytes near = expected.ceilingKey(key);
    if (near != null) {
      editor.remove(near);
      expected.remove(near);
    }
  }

  /**
   * Whole stretches vanish and come back around their edges, so that a branch loses its first
   * children, then takes keys below what they were, then joins its neighbour.
   */
  @ParameterizedTest
  @ValueSource(longs = {14, 15, 16, 17})
  void findsEveryKeyAfterWholeStretchesWereRemoved(long seed) {
    Random random = new Random(seed);
    TreeEditor editor = new TreeEditor(VersionTree.EMPTY);
    TreeMap<Bytes, VersionChain> expected = new TreeMap<>();
    for (int i = 0; i < 60_000; i += 2) {
      VersionChain chain = chain(key(i), true);
      editor.put(chain);
      expected.put(chain.key(), chain);
    }
    for (int round = 0; round < 60; round++) {
      Bytes from = key(random.nextInt(60_000));
      List<Bytes> stretch =
          expected.tailMap(from).keySet().stream().limit(500 + random.nextInt(2_500)).toList();
      for (Bytes key : stretch) {
        editor.remove(key);
        expected.remove(key);
      }
      for (int i = 0; i < 100 && !stretch.isEmpty(); i++) {
        boolean atEnd = random.nextBoolean();
        Bytes edge = atEnd ? stretch.getLast() : stretch.getFirst();
        VersionChain chain = chain(edge.concat(key(random.nextInt(1000))), true);
        editor.put(chain);
        expected.put(chain.key(), chain);
      }
      for (Bytes key : expected.keySet()) {
        assertThat(editor.get(key)).isSameAs(expected.get(key));
      }
    }
    compare(editor.publish(), expected, random);
  }

  private static void compare(
      VersionTree tree, NavigableMap<Bytes, VersionChain> expected, Random random) {
    compareRange(tree, expected, KeyRange.all());
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(60_000);
      Bytes to = key(from + random.nextInt(5_000));
      compareRange(tree, expected.subMap(key(from), to), new KeyRange(key(from), to));
      assertThat(tree.get(key(from))).isSameAs(expected.get(key(from)));
    }
  }

  private static void compareRange(
      VersionTree tree, Map<Bytes, VersionChain> expected, KeyRange range) {
    Iterator<VersionChain> seen = tree.iterate(range);
    long live = 0;
    for (VersionChain chain : expected.values()) {
      assertThat(seen.next()).isSameAs(chain);
      live += chain.isLive() ? 1 : 0;
    }
    assertThat(seen.hasNext()).isFalse();
    assertThat(tree.countLive(range)).isEqualTo(live);
  }

  @Test
  void aPublishedTreeDoesNotSeeLaterChanges() {
    TreeEditor editor = new TreeEditor(VersionTree.EMPTY);
    List<VersionTree> published = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      editor.put(chain(key(i * 7L % 300), true));
      published.add(editor.publish());
    }
    for (int i = 0; i < 300; i++) {
      editor.remove(key(i));
    }
    for (int i = 0; i < 300; i++) {
      assertThat(published.get(i).countLive(KeyRange.all())).isEqualTo(i + 1);
      assertThat(published.get(i).get(key(i * 7L % 300))).isNotNull();
    }
  }
}
