package io.binnacle.consensus.wal.segment;

/**
 * How the records of a segment lie in it, by the format version in its header.
 *
 * <p>2: one behind the other, in room that was written with zeros before. 3: each write in sectors
 * of its own, each sector behind its {@linkplain SectorMarks mark}, in room that may hold old
 * records.
 */
public enum SegmentLayout {
  CONTINUOUS,
  MARKED;

  private static final int MARKED_SINCE = 3;

  public static final int SEAL_RECORD_BYTES = RecordCodec.sizeOnDisk(Long.BYTES);

  public static SegmentLayout of(int formatVersion) {
    return formatVersion >= MARKED_SINCE ? MARKED : CONTINUOUS;
  }

  /** What a segment keeps free for its last record. */
  public int sealBytes() {
    return this == MARKED ? SectorMarks.SECTOR_BYTES : SEAL_RECORD_BYTES;
  }

  /** How many bytes of the file one write of so many bytes of records takes. */
  public long bytesOnDisk(long recordBytes) {
    return this == MARKED ? SectorMarks.bytesOnDisk(recordBytes) : recordBytes;
  }

  /** Where the next write goes, behind what ends here. */
  public long writeOffset(long end) {
    return this == MARKED ? SectorMarks.sectorAtOrBehind(end) : end;
  }

  /** The mark of a write's sectors; 0 for none. */
  long markOf(long sequence, long offset) {
    return this == MARKED ? SectorMarks.of(sequence, offset) : 0;
  }

  /**
   * How much of a file can hold records and the seal: only whole sectors, where they have marks.
   */
  public long usableBytes(long fileSize) {
    return this == MARKED
        ? fileSize / SectorMarks.SECTOR_BYTES * SectorMarks.SECTOR_BYTES
        : fileSize;
  }

  /** Whether a released segment of this layout can be used again as it is, without zeros. */
  public boolean tellsOldFromNew() {
    return this == MARKED;
  }
}
