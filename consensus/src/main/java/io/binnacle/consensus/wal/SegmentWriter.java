package io.binnacle.consensus.wal;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.wal.segment.BatchBuffer;
import io.binnacle.consensus.wal.segment.BatchMarker;
import io.binnacle.consensus.wal.segment.RecordCodec;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import io.binnacle.consensus.wal.segment.SegmentLayout;
import io.binnacle.consensus.wire.EntryCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segment that is written to. */
final class SegmentWriter {
  /** A marker, and a hard state record for the commit hint. */
  private static final int BATCH_OVERHEAD_BYTES =
      RecordCodec.sizeOnDisk(BatchMarker.PAYLOAD_BYTES) + RecordCodec.sizeOnDisk(24);

  private final DiskFile file;
  private final WalRecovery.Segment segment;
  private final long capacity;
  private long firstEntryIndex;
  private long offset;
  private long durableOffset;

  private int crc;
  private long nextIndex;
  private HardState hardState;
  private LogPosition snapshot;
  private final SegmentLayout layout;
  private final BatchBuffer buffer;

  /** What goes on from one segment to the next. */
  record Chain(int crc, long nextIndex, HardState hardState, LogPosition snapshot) {}

  /**
   * @param end of what is in it
   * @param buffer that no other writer uses any more
   */
  SegmentWriter(
      DiskFile file, WalRecovery.Segment segment, Chain chain, long end, BatchBuffer buffer)
      throws IOException {
    this.file = file;
    this.segment = segment;
    this.layout = SegmentLayout.of(segment.formatVersion());
    this.buffer = buffer;
    long offset = layout.writeOffset(end);
    this.capacity = Math.max(offset, layout.usableBytes(file.size()) - layout.sealBytes());
    this.firstEntryIndex = segment.firstEntryIndex();
    this.offset = offset;
    this.durableOffset = offset;
    this.crc = chain.crc;
    this.nextIndex = chain.nextIndex;
    this.hardState = chain.hardState;
    this.snapshot = chain.snapshot;
  }

  /** How much of a segment a batch of writes takes. */
  static long bytesOnDisk(SegmentLayout layout, long writeBytes) {
    return layout.bytesOnDisk(BATCH_OVERHEAD_BYTES + writeBytes);
  }

  Chain chain() {
    return new Chain(crc, nextIndex, hardState, snapshot);
  }

  WalRecovery.Segment description() {
    return new WalRecovery.Segment(
        segment.path(), segment.formatVersion(), segment.sequence(), firstEntryIndex);
  }

  long remaining() {
    return capacity - offset;
  }

  boolean hasRoomFor(long writeBytes) {
    return bytesOnDisk(layout, writeBytes) <= remaining();
  }

  /**
   * @param previousSequence of the file that becomes the next segment
   */
  SegmentHeader nextHeader(int formatVersion, SegmentHeader.Owner owner, long previousSequence) {
    return new SegmentHeader(
        formatVersion,
        owner,
        segment.sequence() + 1,
        nextIndex,
        crc,
        hardState,
        snapshot,
        previousSequence);
  }

  /**
   * Writes a marker and everything in the batch at once; nothing of it is durable yet.
   *
   * @param writeBytes an upper bound of what the writes' records take
   */
  void write(List<WalWrite> batch, long writeBytes) throws IOException {
    buffer.begin(layout, BATCH_OVERHEAD_BYTES + writeBytes, segment.sequence(), offset);
    new BatchMarker(segment.sequence(), offset, durableOffset).putInto(buffer.head());
    add(RecordCodec.Type.BATCH, null);
    HardState newest = hardState;
    for (WalWrite write : batch) {
      newest = put(write, newest);
    }
    if (!newest.equals(hardState)) {
      putHardState(newest);
    }
    ByteBuffer records = buffer.finish();
    int written = records.limit();
    Invariant.check(written <= remaining(), "%d bytes in %d", written, remaining());
    file.write(records, offset);
    offset += written;
  }

  /**
   * A new term or vote goes before its entries, so that no cut leaves entries of a term the member
   * does not know; the commit index is a hint that one record per batch is enough for (RAFT-39).
   *
   * @return the newest hard state, not necessarily written yet
   */
  private HardState put(WalWrite write, HardState newest) {
    return switch (write) {
      case WalWrite.Entries(_, HardState state, List<LogEntry> entries) -> {
        putIfTermOrVoteChanged(state);
        for (LogEntry entry : entries) {
          putEntry(entry);
        }
        yield state;
      }
      case WalWrite.SnapshotInstalled(_, LogPosition position, HardState state) -> {
        putIfTermOrVoteChanged(state);
        putSnapshot(WalRecovery.SNAPSHOT_INSTALLED, position);
        nextIndex = position.index() + 1;
        yield state;
      }
      case WalWrite.SnapshotTaken(LogPosition position) -> {
        putSnapshot(WalRecovery.SNAPSHOT_TAKEN, position);
        yield newest;
      }
      case WalWrite.Release _ -> newest;
    };
  }

  private void putIfTermOrVoteChanged(HardState state) {
    if (state.term() != hardState.term() || state.votedFor() != hardState.votedFor()) {
      Invariant.check(
          state.term() >= hardState.term(),
          "term %d is written after term %d",
          state.term(),
          hardState.term());
      putHardState(state);
    }
  }

  private void putHardState(HardState state) {
    buffer.head().putLong(state.term()).putLong(state.votedFor()).putLong(state.commitIndex());
    add(RecordCodec.Type.HARD_STATE, null);
    hardState = state;
  }

  private void putEntry(LogEntry entry) {
    Invariant.check(
        entry.index() <= nextIndex, "entry %d leaves a gap behind %d", entry.index(), nextIndex);
    EntryCodec.writeHeader(entry, buffer.head());
    add(RecordCodec.Type.ENTRY, entry.payload());
    nextIndex = entry.index() + 1;
    if (firstEntryIndex == 0) {
      firstEntryIndex = entry.index();
    }
  }

  private void putSnapshot(long kind, LogPosition position) {
    buffer.head().putLong(kind).putLong(position.index()).putLong(position.term());
    add(RecordCodec.Type.SNAPSHOT, null);
    snapshot = position;
  }

  private void add(RecordCodec.Type type, @Nullable Bytes restOfPayload) {
    crc = buffer.addRecord(type, restOfPayload, crc);
  }

  /** What is before it is durable. */
  long durableOffset() {
    return durableOffset;
  }

  long sequence() {
    return segment.sequence();
  }

  void sync() throws IOException {
    file.sync();
    durableOffset = offset;
  }

  /** Cuts the file to its used part, and room for the seal, durably (WAL-06). */
  void finish() throws IOException {
    // The seal's room must not keep what the file held before the segment before this one.
    file.preallocate(offset, offset + layout.sealBytes());
    file.truncate(offset + layout.sealBytes());
    file.sync();
  }

  /** The next segment has its name durably: says so, durably, before anything is written there. */
  void seal() throws IOException {
    buffer.begin(layout, SegmentLayout.SEAL_RECORD_BYTES, segment.sequence(), offset);
    buffer.head().putLong(segment.sequence() + 1);
    // No record's checksum is chained to it.
    buffer.addRecord(RecordCodec.Type.SEAL, null, crc);
    file.write(buffer.finish(), offset);
    file.sync();
    file.close();
  }

  void close() throws IOException {
    file.close();
  }
}
