package io.binnacle.consensus.disk;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What follows the magic number in every durable file (WAL-23): which layout it has, and bits of
 * which each stands for something a reader must understand. The rule of upgrades: a program reads
 * the newest layout it knows and the one before, and begins new files in the newest.
 */
public record FormatVersion(int version, int mustUnderstand) {
  /** A layout without further features. */
  public static FormatVersion of(int version) {
    return new FormatVersion(version, 0);
  }

  public void putInto(ByteBuffer target) {
    target.putInt(version).putInt(mustUnderstand);
  }

  public static FormatVersion take(ByteBuffer source) {
    return new FormatVersion(source.getInt(), source.getInt());
  }

  /**
   * @param newest layout that is known, without any features
   * @throws DataRefusedException unless it is that one or the one before
   */
  public void requireKnown(String path, int newest) throws DataRefusedException {
    if (version < Math.max(1, newest - 1) || version > newest || mustUnderstand != 0) {
      throw DataRefusedException.unknownVersion(path, this, newest);
    }
  }

  @Override
  public String toString() {
    return mustUnderstand == 0
        ? "format version " + version
        : String.format(
            Locale.ROOT, "format version %d with features 0x%x", version, mustUnderstand);
  }
}
