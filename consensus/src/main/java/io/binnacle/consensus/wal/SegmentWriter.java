package io.binnacle.consensus.wal;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.wire.EntryCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The segment that is written to. */
final class SegmentWriter {
  /** A marker, and a hard state record for the commit hint. */
  static final int BATCH_OVERHEAD_BYTES =
      RecordCodec.sizeOnDisk(BatchMarker.PAYLOAD_BYTES) + RecordCodec.sizeOnDisk(24);

  private static final int SEAL_BYTES = RecordCodec.sizeOnDisk(Long.BYTES);

  private static final int BUFFER_BYTES_FIRST = 64 << 10;

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
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES_FIRST);

  /** What goes on from one segment to the next. */
  record Chain(int crc, long nextIndex, HardState hardState, LogPosition snapshot) {}

  SegmentWriter(DiskFile file, WalRecovery.Segment segment, Chain chain, long offset)
      throws IOException {
    this.file = file;
    this.segment = segment;
    this.capacity = Math.max(offset, file.size() - sealBytes(segment.formatVersion()));
    this.firstEntryIndex = segment.firstEntryIndex();
    this.offset = offset;
    this.durableOffset = offset;
    this.crc = chain.crc;
    this.nextIndex = chain.nextIndex;
    this.hardState = chain.hardState;
    this.snapshot = chain.snapshot;
  }

  /** What a segment keeps free for its last record. */
  static int sealBytes(int formatVersion) {
    return formatVersion >= 2 ? SEAL_BYTES : 0;
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

  SegmentHeader nextHeader(int formatVersion, SegmentHeader.Owner owner) {
    return new SegmentHeader(
        formatVersion, owner, segment.sequence() + 1, nextIndex, crc, hardState, snapshot);
  }

  /** Writes a marker and everything in the batch at once; nothing of it is durable yet. */
  void write(List<WalWrite> batch) throws IOException {
    long bytes = BATCH_OVERHEAD_BYTES;
    for (WalWrite write : batch) {
      bytes += write.sizeInBytes();
    }
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(Math.toIntExact(Long.highestOneBit(bytes) * 2));
    }
    buffer.clear();
    int start = begin();
    new BatchMarker(segment.sequence(), offset, durableOffset).putInto(buffer);
    finish(start, RecordCodec.Type.BATCH);
    HardState newest = hardState;
    for (WalWrite write : batch) {
      newest = put(write, newest);
    }
    if (!newest.equals(hardState)) {
      putHardState(newest);
    }
    buffer.flip();
    Invariant.check(buffer.limit() <= remaining(), "%d bytes in %d", buffer.limit(), remaining());
    int written = buffer.limit();
    file.write(buffer, offset);
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
    int start = begin();
    buffer.putLong(state.term()).putLong(state.votedFor()).putLong(state.commitIndex());
    finish(start, RecordCodec.Type.HARD_STATE);
    hardState = state;
  }

  private void putEntry(LogEntry entry) {
    Invariant.check(
        entry.index() <= nextIndex, "entry %d leaves a gap behind %d", entry.index(), nextIndex);
    int start = begin();
    EntryCodec.write(entry, buffer);
    finish(start, RecordCodec.Type.ENTRY);
    nextIndex = entry.index() + 1;
    if (firstEntryIndex == 0) {
      firstEntryIndex = entry.index();
    }
  }

  private void putSnapshot(long kind, LogPosition position) {
    int start = begin();
    buffer.putLong(kind).putLong(position.index()).putLong(position.term());
    finish(start, RecordCodec.Type.SNAPSHOT);
    snapshot = position;
  }

  private int begin() {
    int start = buffer.position();
    buffer.position(start + RecordCodec.HEADER_BYTES);
    return start;
  }

  private void finish(int start, RecordCodec.Type type) {
    crc = RecordCodec.finish(buffer, start, type, crc);
  }

  void sync() throws IOException {
    file.sync();
    durableOffset = offset;
  }

  /** Cuts the file to its used part, and room for the seal, durably (WAL-06). */
  void finish() throws IOException {
    file.truncate(offset + sealBytes(segment.formatVersion()));
    file.sync();
  }

  /** The next segment has its name durably: says so, durably, before anything is written there. */
  void seal() throws IOException {
    if (sealBytes(segment.formatVersion()) > 0) {
      buffer.clear();
      int start = begin();
      buffer.putLong(segment.sequence() + 1);
      RecordCodec.finish(buffer, start, RecordCodec.Type.SEAL, crc);
      file.write(buffer.flip(), offset);
      file.sync();
    }
    file.close();
  }

  void close() throws IOException {
    file.close();
  }
}
