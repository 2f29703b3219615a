package io.binnacle.consensus.wal.segment;

import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment up to its end or to the first that is not whole. */
public abstract sealed class SegmentReader permits ContinuousReader, MarkedReader {
  /** Takes the records in order; the payload is valid during the call only. */
  @FunctionalInterface
  public interface Visitor {
    void visit(RecordCodec.Type type, ByteBuffer payload, long offset) throws IOException;
  }

  final long sequence;

  /** Of the last whole record before the seal. */
  int crc;

  /** Behind the last whole record. */
  long offset = SegmentHeader.BYTES;

  boolean sealed;

  SegmentReader(SegmentHeader header) {
    this.sequence = header.sequence();
    this.crc = header.carriedCrc();
  }

  public static SegmentReader of(DiskFile file, SegmentHeader header) throws IOException {
    return switch (header.layout()) {
      case CONTINUOUS -> new ContinuousReader(file, header);
      case MARKED -> new MarkedReader(file, header);
    };
  }

  /**
   * Behind the last whole record, or where the next write would go: nothing but room lies between.
   */
  public final long offset() {
    return offset;
  }

  /** Of the last whole record before the seal. */
  public final int crc() {
    return crc;
  }

  /** Whether the segment says that another one follows it. */
  public final boolean isSealed() {
    return sealed;
  }

  /** Stops at the first record that is not whole, which may be the end. */
  public final void readAll(Visitor visitor) throws IOException {
    while (readOn(visitor)) {
      // The offset has moved behind what was read.
    }
  }

  /**
   * Reads so many bytes of records, or some more.
   *
   * @return whether the end was not reached
   */
  public final boolean readSome(long bytes, Visitor visitor) throws IOException {
    long until = offset + bytes;
    boolean more = true;
    while (more && offset < until) {
      more = readOn(visitor);
    }
    return more;
  }

  /** One record, or those of one write; false at the end. */
  abstract boolean readOn(Visitor visitor) throws IOException;

  /** What lies behind the last whole record. */
  public abstract Rest examineRest() throws IOException;

  /**
   * @param usedEnd behind the last byte that a write has left behind the last whole record
   * @param durableLater a marker further on that says this place had been durable
   * @param looksTorn a sector that the damaged record reaches into is as it was before the write,
   *     or the file ends inside it (WAL-10)
   */
  public record Rest(long usedEnd, @Nullable BatchMarker durableLater, boolean looksTorn) {}

  /** Whether this marker, which was found at this place, says that the damaged one was durable. */
  final boolean provesDamage(BatchMarker marker, long at) {
    return marker.sequence() == sequence
        && marker.offset() == at
        && marker.durableOffset() > offset;
  }
}
