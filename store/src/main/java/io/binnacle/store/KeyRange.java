package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys from {@code from} (inclusive) to {@code to} (exclusive), in unsigned byte order.
 *
 * @param to null where the range has no end
 */
public record KeyRange(Bytes from, @Nullable Bytes to) {
  public static KeyRange single(Bytes key) {
    return new KeyRange(key, key.concat(Bytes.wrap(new byte[] {0})));
  }

  public static KeyRange all() {
    return new KeyRange(Bytes.empty(), null);
  }

  /** All keys that start with the prefix. */
  public static KeyRange prefix(Bytes prefix) {
    byte[] end = prefix.toArray();
    int last = end.length - 1;
    while (last >= 0 && end[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      return new KeyRange(prefix, null);
    }
    end[last]++;
    return new KeyRange(prefix, Bytes.wrap(end, 0, last + 1));
  }

  public boolean contains(Bytes key) {
    return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
  }

  /** The same range from another key on. */
  public KeyRange startingAt(Bytes key) {
    return new KeyRange(key, to);
  }
}
