package io.binnacle.store.watch;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the watched ranges that contain a key. Keys are paths: a range of one key and a range of
 * all keys below a path are found by one look-up for each slash of the key; any other range lies
 * with the longest path that contains all of it, and is compared there. Guarded by the hub's lock.
 */
final class RangeIndex {
  private static final byte SLASH = '/';

  private final Map<KeyRange, WatchedRange> all = new LinkedHashMap<>();
  private final Map<Bytes, WatchedRange> bySingleKey = new HashMap<>();
  private final Map<Bytes, Below> byPath = new HashMap<>();

  /** The ranges whose longest common path is the same. */
  private static final class Below {
    private @Nullable WatchedRange whole;
    private final List<WatchedRange> parts = new ArrayList<>();

    boolean isEmpty() {
      return whole == null && parts.isEmpty();
    }
  }

  @Nullable WatchedRange find(KeyRange range) {
    return all.get(range);
  }

  Collection<WatchedRange> all() {
    return all.values();
  }

  void add(WatchedRange watched) {
    KeyRange range = watched.range();
    all.put(range, watched);
    if (isSingleKey(range)) {
      bySingleKey.put(range.from(), watched);
      return;
    }
    Bytes path = longestPath(range);
    Below below = byPath.computeIfAbsent(path, _ -> new Below());
    if (isWhole(range, path)) {
      below.whole = watched;
    } else {
      below.parts.add(watched);
    }
  }

  void remove(WatchedRange watched) {
    KeyRange range = watched.range();
    all.remove(range);
    if (isSingleKey(range)) {
      bySingleKey.remove(range.from());
      return;
    }
    Bytes path = longestPath(range);
    Below below = byPath.get(path);
    if (below == null) {
      return;
    }
    if (isWhole(range, path)) {
      below.whole = null;
    } else {
      below.parts.remove(watched);
    }
    if (below.isEmpty()) {
      byPath.remove(path);
    }
  }

  void forEachContaining(Bytes key, Consumer<WatchedRange> action) {
    WatchedRange single = bySingleKey.get(key);
    if (single != null) {
      action.accept(single);
    }
    visit(Bytes.empty(), key, action);
    for (int i = 0; i < key.length(); i++) {
      if (key.byteAt(i) == SLASH) {
        visit(key.slice(0, i + 1), key, action);
      }
    }
  }

  private void visit(Bytes path, Bytes key, Consumer<WatchedRange> action) {
    Below below = byPath.get(path);
    if (below == null) {
      return;
    }
    if (below.whole != null) {
      action.accept(below.whole);
    }
    for (WatchedRange part : below.parts) {
      if (part.range().contains(key)) {
        action.accept(part);
      }
    }
  }

  private static boolean isSingleKey(KeyRange range) {
    return range.equals(KeyRange.single(range.from()));
  }

  private static boolean isWhole(KeyRange range, Bytes path) {
    return range.equals(KeyRange.prefix(path));
  }

  /** The longest path, ending with a slash, below which all of the range lies. */
  private static Bytes longestPath(KeyRange range) {
    Bytes from = range.from();
    Bytes end = range.to();
    for (int i = from.length() - 1; i >= 0 && end != null; i--) {
      if (from.byteAt(i) == SLASH) {
        Bytes path = from.slice(0, i + 1);
        Bytes pathEnd = KeyRange.prefix(path).to();
        if (pathEnd != null && end.compareTo(pathEnd) <= 0) {
          return path;
        }
      }
    }
    return Bytes.empty();
  }
}
