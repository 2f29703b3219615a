package io.binnacle.consensus.simulation;

import java.util.Arrays;
import java.util.BitSet;

/** One file: what programs see of it, and what would be left of it without power. */
final class DiskContent {
  /** So many, from this one on. */
  record Sectors(int from, int count) {}

  private final boolean isDirectory;
  private final int sectorBytes;
  private byte[] cached = new byte[0];
  private byte[] durable = new byte[0];
  private final BitSet dirtySectors = new BitSet();

  DiskContent(boolean isDirectory, int sectorBytes) {
    this.isDirectory = isDirectory;
    this.sectorBytes = sectorBytes;
  }

  boolean isDirectory() {
    return isDirectory;
  }

  int size() {
    return cached.length;
  }

  int durableSize() {
    return durable.length;
  }

  byte[] cached() {
    return cached;
  }

  void put(byte[] bytes, int at) {
    int end = at + bytes.length;
    if (end > cached.length) {
      cached = Arrays.copyOf(cached, end);
    }
    System.arraycopy(bytes, 0, cached, at, bytes.length);
    dirtySectors.set(at / sectorBytes, (end + sectorBytes - 1) / sectorBytes);
  }

  void truncate(int size) {
    cached = Arrays.copyOf(cached, size);
    dirtySectors.set(0, size / sectorBytes + 1);
  }

  /** Dirty sectors and the size reach the platter. */
  void sync() {
    durable = durable.length == cached.length ? durable : Arrays.copyOf(durable, cached.length);
    for (int sector = dirtySectors.nextSetBit(0);
        sector >= 0;
        sector = dirtySectors.nextSetBit(sector + 1)) {
      int from = sector * sectorBytes;
      int to = Math.min(cached.length, from + sectorBytes);
      if (from < to) {
        System.arraycopy(cached, from, durable, from, to - from);
      }
    }
    dirtySectors.clear();
  }

  /** Those that a write to this place changes. */
  Sectors sectorsOf(int at, int byteCount) {
    int from = at / sectorBytes;
    return new Sectors(from, (at + byteCount + sectorBytes - 1) / sectorBytes - from);
  }

  boolean isDirtyBefore(int sector) {
    int first = dirtySectors.nextSetBit(0);
    return first >= 0 && first < sector;
  }

  /**
   * As {@link #sync}, but what was meant for these sectors goes to others of the same file, and
   * they stay as they were (FAULT-05).
   *
   * @param target the first of the others, which end before these
   */
  void syncElsewhere(Sectors meant, int target) {
    byte[] before = Arrays.copyOf(durable, cached.length);
    sync();
    int from = meant.from * sectorBytes;
    int count = Math.min(cached.length - from, meant.count * sectorBytes);
    int to = target * sectorBytes;
    System.arraycopy(durable, from, durable, to, count);
    System.arraycopy(before, from, durable, from, count);
    cached = durable.clone();
  }

  /**
   * The pages could not be written and are marked clean nevertheless, as Linux does: programs go on
   * seeing them, a later sync has nothing to do, and they are gone with the power (FAULT-06).
   */
  void failSync() {
    dirtySectors.clear();
  }

  /** Any of the dirty sectors survive (FAULT-03, FAULT-04). */
  void crash(Chance chance) {
    int survival = chance.percent(30) ? 0 : chance.percent(30) ? 100 : 50;
    byte[] left = durable.clone();
    for (int sector = dirtySectors.nextSetBit(0);
        sector >= 0;
        sector = dirtySectors.nextSetBit(sector + 1)) {
      int from = sector * sectorBytes;
      int to = Math.min(cached.length, from + sectorBytes);
      if (from < to && chance.percent(survival)) {
        left = left.length < to ? Arrays.copyOf(left, to) : left;
        System.arraycopy(cached, from, left, from, to - from);
      }
    }
    durable = left;
    cached = left.clone();
    dirtySectors.clear();
  }

  /** What a crash that loses everything unsynced would leave. */
  DiskContent durableCopy() {
    DiskContent copy = new DiskContent(isDirectory, sectorBytes);
    copy.durable = durable.clone();
    copy.cached = durable.clone();
    return copy;
  }

  /** A bit is another one from now on, wherever it is kept (FAULT-05). */
  void rot(int at, int bit) {
    durable[at] ^= (byte) (1 << bit);
    if (at < cached.length) {
      cached[at] ^= (byte) (1 << bit);
    }
  }
}
