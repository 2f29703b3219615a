package io.binnacle.consensus.wal;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.wal.segment.BatchMarker;
import io.binnacle.consensus.wal.segment.RecordCodec;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import io.binnacle.consensus.wal.segment.SegmentReader;
import io.binnacle.consensus.wire.EntryCodec;
import io.binnacle.consensus.wire.MalformedException;
import io.binnacle.consensus.wire.UnknownKindException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the directory of a log where there is none, or reads the log back. Only the proven tear of
 * a write that was never acknowledged is cut (WAL-10, WAL-12); any other damage refuses the start
 * (WAL-11).
 */
final class WalRecovery {
  private static final Logger LOGGER = LoggerFactory.getLogger(WalRecovery.class);

  private final Disk disk;
  private final WriteAheadLog.Options options;
  private final List<Segment> segments = new ArrayList<>();
  private final List<LogPosition> snapshots = new ArrayList<>();
  private final List<LogEntry> entries = new ArrayList<>();

  /** Known where the log begins at its very start, or behind an installed snapshot. */
  private @Nullable LogPosition base;

  private HardState hardState = HardState.INITIAL;
  private int crc;
  private long end;
  private long firstEntryOfSegment;

  /** What the last write to the segment said of those before it. */
  private long durableOffset;

  /** Whether a log whose end is known to be lost is read up to there. */
  private final boolean takesWhatIsLeft;

  WalRecovery(Disk disk, WriteAheadLog.Options options, boolean takesWhatIsLeft) {
    this.disk = disk;
    this.options = options;
    this.takesWhatIsLeft = takesWhatIsLeft;
  }

  /**
   * Leaves a directory with at least one segment, or one that recovery will refuse. It is made
   * under another name, so that a start that was interrupted leaves nothing that looks like a log
   * (WAL-07).
   */
  static void prepare(Disk disk, WriteAheadLog.Options options) throws IOException {
    String temporary = options.directory() + SegmentSupply.TEMPORARY_SUFFIX;
    delete(disk, temporary);
    if (!disk.exists(options.directory())) {
      create(disk, options, temporary);
    }
    for (String name : disk.list(options.directory())) {
      if (name.endsWith(SegmentSupply.TEMPORARY_SUFFIX)) {
        disk.delete(options.directory() + "/" + name);
      }
    }
  }

  /**
   * @throws DataRefusedException where there is no log
   */
  static SegmentHeader.Owner ownerOf(Disk disk, String directory) throws IOException {
    for (String name : disk.list(directory)) {
      if (SegmentHeader.sequenceOf(name) >= 0) {
        try (DiskFile file = disk.open(directory + "/" + name, Disk.OpenMode.READ_ONLY)) {
          return SegmentHeader.read(file, WriteAheadLog.FORMAT_VERSION).owner();
        }
      }
    }
    throw DataRefusedException.damaged(directory + ": there is no log");
  }

  private static void delete(Disk disk, String directory) throws IOException {
    if (disk.exists(directory)) {
      for (String name : disk.list(directory)) {
        disk.delete(directory + "/" + name);
      }
      disk.delete(directory);
    }
  }

  private static void create(Disk disk, WriteAheadLog.Options options, String temporary)
      throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            options.formatVersion(),
            options.owner(),
            0,
            1,
            0,
            HardState.INITIAL,
            LogPosition.NONE,
            SegmentHeader.NO_PREVIOUS);
    disk.createDirectory(temporary);
    try (DiskFile file = disk.open(temporary + "/" + header.fileName(), Disk.OpenMode.CREATE_NEW)) {
      file.preallocate(0, options.segmentBytes());
      file.write(header.encode(), 0);
      file.sync();
    }
    disk.syncDirectory(temporary);
    disk.rename(temporary, options.directory());
    disk.syncDirectory("");
  }

  /** A segment on disk; its first entry is 0 while it has none. */
  record Segment(String path, int formatVersion, long sequence, long firstEntryIndex) {}

  /**
   * How many segments at the beginning are of no more use: a later one has an entry at or before
   * the base, so recovery finds the base's term there, and everything behind it.
   */
  static int useless(List<Segment> segments, long baseIndex) {
    for (int i = segments.size() - 1; i > 0; i--) {
      long first = segments.get(i).firstEntryIndex();
      if (first != 0 && first <= baseIndex) {
        return i;
      }
    }
    return 0;
  }

  /** Where writing goes on. */
  record Tail(List<Segment> segments, int crc, long offset, long nextIndex) {}

  Tail tail() {
    return new Tail(List.copyOf(segments), crc, end, lastIndex() + 1);
  }

  RecoveredLog recovered() {
    long commitHint = Math.min(hardState.commitIndex(), lastIndex());
    LogPosition known = base;
    List<LogEntry> behindBase = entries;
    if (known == null) {
      // Older segments are gone, so the term before the first entry is known no more: the first
      // entry takes that place. A release never reaches beyond it.
      known = entries.isEmpty() ? LogPosition.NONE : entries.getFirst().position();
      behindBase = entries.isEmpty() ? entries : entries.subList(1, entries.size());
    }
    return new RecoveredLog(
        new HardState(hardState.term(), hardState.votedFor(), commitHint),
        known,
        behindBase,
        snapshots.stream()
            .sorted(Comparator.comparingLong(LogPosition::index).reversed())
            .toList());
  }

  void run() throws IOException {
    List<String> names =
        disk.list(options.directory()).stream()
            .filter(name -> SegmentHeader.sequenceOf(name) >= 0)
            .toList();
    if (names.isEmpty()) {
      throw DataRefusedException.damaged(
          disk.describe() + "/" + options.directory() + ": a log without segments");
    }
    for (int i = 0; i < names.size(); i++) {
      readSegment(options.directory() + "/" + names.get(i), i == names.size() - 1);
    }
  }

  private void readSegment(String path, boolean isLast) throws IOException {
    try (DiskFile file =
        disk.open(path, isLast ? Disk.OpenMode.READ_WRITE : Disk.OpenMode.READ_ONLY)) {
      SegmentHeader header = SegmentHeader.read(file, options.formatVersion());
      checkHeader(path, header);
      SegmentReader reader = SegmentReader.of(file, header);
      firstEntryOfSegment = 0;
      durableOffset = SegmentHeader.BYTES;
      reader.readAll((type, payload, offset) -> visit(path, type, payload, offset));
      examineEnd(file, reader, header, isLast);
      if (isLast) {
        makeDurable(file, durableOffset, reader.offset());
      }
      crc = reader.crc();
      end = reader.offset();
      segments.add(
          new Segment(path, header.formatVersion(), header.sequence(), firstEntryOfSegment));
    }
  }

  private void checkHeader(String path, SegmentHeader header) throws IOException {
    if (!header.owner().equals(options.owner())) {
      throw DataRefusedException.foreign(
          String.format(
              Locale.ROOT,
              "%s: the log is of member %s of cluster %s, this is member %s of cluster %s",
              path,
              HexadecimalId.of(header.owner().memberId()),
              HexadecimalId.of(header.owner().clusterId()),
              HexadecimalId.of(options.memberId()),
              HexadecimalId.of(options.clusterId())));
    }
    if (segments.isEmpty()) {
      base = header.sequence() == 0 ? LogPosition.NONE : null;
      hardState = header.hardState();
      if (header.snapshot().index() > 0) {
        snapshots.add(header.snapshot());
      }
      return;
    }
    long expected = segments.getLast().sequence() + 1;
    if (header.sequence() != expected) {
      throw DataRefusedException.damaged(path + ": segment " + expected + " before it is missing");
    }
    if (header.carriedCrc() != crc) {
      throw DataRefusedException.damaged(
          segments.getLast().path()
              + " offset "
              + end
              + ": records are missing here, "
              + path
              + " continues from another checksum");
    }
  }

  private void visit(String path, RecordCodec.Type type, ByteBuffer payload, long offset)
      throws IOException {
    try {
      switch (type) {
        case BATCH -> {
          BatchMarker marker = BatchMarker.parse(payload);
          durableOffset = marker == null ? durableOffset : marker.durableOffset();
        }
        case SEAL -> {}
        case ENTRY -> takeEntry(EntryCodec.read(payload));
        case HARD_STATE ->
            hardState = new HardState(payload.getLong(), payload.getLong(), payload.getLong());
        case SNAPSHOT -> takeSnapshot(payload);
      }
    } catch (UnknownKindException e) {
      throw DataRefusedException.newer(path + " offset " + offset + ": " + e.getMessage());
    } catch (MalformedException e) {
      throw DataRefusedException.damaged(path + " offset " + offset + ": " + e.getMessage());
    }
  }

  /**
   * What was read may be in memory only, where the process was killed between a write and its sync;
   * after a sync that failed the system even calls it clean. From here on it counts as durable, so
   * it is written once more, and synced, from where the log says that it had been before (WAL-09).
   */
  private void makeDurable(DiskFile file, long from, long to) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    for (long at = from; at < to; at += piece.capacity()) {
      piece.clear().limit((int) Math.min(piece.capacity(), to - at));
      file.read(piece, at);
      file.write(piece.flip(), at);
    }
    file.sync();
    disk.syncDirectory(options.directory());
  }

  private void takeEntry(LogEntry entry) throws MalformedException {
    if (firstEntryOfSegment == 0) {
      firstEntryOfSegment = entry.index();
    }
    long next = lastIndex() + 1;
    boolean firstOfAll = entries.isEmpty() && base == null;
    if (!firstOfAll && (entry.index() > next || entry.index() < firstPossibleIndex())) {
      throw new MalformedException(
          "entry " + entry.index() + " follows " + (next - 1) + ", entries are missing");
    }
    if (!entries.isEmpty() && entry.index() < next) {
      long kept = entry.index() - entries.getFirst().index();
      entries.subList((int) Math.max(0, kept), entries.size()).clear();
    }
    entries.add(entry);
  }

  private long firstPossibleIndex() {
    return base == null ? 1 : base.index() + 1;
  }

  private void takeSnapshot(ByteBuffer payload) {
    boolean installed = payload.getLong() == SNAPSHOT_INSTALLED;
    LogPosition position = new LogPosition(payload.getLong(), payload.getLong());
    if (installed) {
      entries.clear();
      snapshots.clear();
      base = position;
    }
    snapshots.add(position);
  }

  static final long SNAPSHOT_TAKEN = 1;
  static final long SNAPSHOT_INSTALLED = 2;

  private long lastIndex() {
    if (!entries.isEmpty()) {
      return entries.getLast().index();
    }
    return base == null ? 0 : base.index();
  }

  private void requireSyncedEnd(String path, long sequence, long end) throws IOException {
    SyncedMark.Position told = SyncedMark.read(disk, options.directory());
    String loss = SyncedMark.lossOf(told, path, sequence, end);
    if (loss != null && !takesWhatIsLeft) {
      throw DataRefusedException.damaged(loss);
    }
    if (loss != null) {
      LOGGER.warn("{}; what is left is taken", loss);
    }
  }

  private void examineEnd(DiskFile file, SegmentReader reader, SegmentHeader header, boolean isLast)
      throws IOException {
    if (isLast && reader.isSealed()) {
      throw DataRefusedException.damaged(
          file.path() + ": segment " + (header.sequence() + 1) + " behind it is missing");
    }
    if (isLast) {
      requireSyncedEnd(file.path(), header.sequence(), reader.offset());
    }
    SegmentReader.Rest rest = reader.examineRest();
    if (rest.usedEnd() <= reader.offset() && reader.offset() <= file.size()) {
      return;
    }
    String where = file.path() + " offset " + reader.offset();
    if (!isLast) {
      // The next segment's checksum says whether records are missing; a torn seal is none.
      if (file.size() - reader.offset() <= header.layout().sealBytes()) {
        return;
      }
      throw DataRefusedException.damaged(
          where + ": damaged record in a segment that was complete; it is not a torn write");
    }
    BatchMarker later = rest.durableLater();
    if (later != null) {
      throw DataRefusedException.damaged(
          where
              + ": damaged record in what had been synced, as the write at offset "
              + later.offset()
              + " says; it is not a torn write");
    }
    if (!rest.looksTorn()) {
      throw DataRefusedException.damaged(
          where + ": damaged record without the marks of a torn write (every sector was written)");
    }
    new TornTail(disk, options.directory())
        .cut(file, header.layout(), reader.offset(), rest.usedEnd());
  }
}
