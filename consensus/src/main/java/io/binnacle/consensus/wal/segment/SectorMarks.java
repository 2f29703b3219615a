package io.binnacle.consensus.wal.segment;

import java.util.Arrays;

/**
 * The mark at the beginning of each sector of a segment, since format version 3. It says which
 * write the sector belongs to, so that what a torn write did not reach is told from what was
 * damaged, also in a file that was used before and holds old records.
 */
public final class SectorMarks {
  /** What a disk writes as a whole, or not at all. */
  static final int SECTOR_BYTES = 512;

  static final int MARK_BYTES = Long.BYTES;

  /** Of a sector, what is left for records; a multiple of their alignment. */
  static final int DATA_BYTES = SECTOR_BYTES - MARK_BYTES;

  private static final long SEQUENCE_FACTOR = 0x9E37_79B9_7F4A_7C15L;

  private SectorMarks() {}

  /**
   * The mark of all sectors of a write; never 0, which is what room without records begins with.
   *
   * @param sequence of the segment
   * @param offset of the first sector of the write
   */
  static long of(long sequence, long offset) {
    // The finalizer of SplitMix64, so that marks differ in about half of their bits.
    long mixed = sequence * SEQUENCE_FACTOR + offset;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return (mixed ^ (mixed >>> 31)) | 1;
  }

  /** All marks that writes to a segment of this size can have had, sorted. */
  static long[] all(long sequence, long fileSize) {
    long[] marks = new long[(int) (fileSize / SECTOR_BYTES)];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = of(sequence, (long) i * SECTOR_BYTES);
    }
    Arrays.sort(marks);
    return marks;
  }

  /** The first beginning of a sector at or behind this place. */
  static long sectorAtOrBehind(long offset) {
    return (offset + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
  }

  /** How many bytes so many bytes of records take, with their marks. */
  static long bytesOnDisk(long recordBytes) {
    return (recordBytes + DATA_BYTES - 1) / DATA_BYTES * SECTOR_BYTES;
  }
}
