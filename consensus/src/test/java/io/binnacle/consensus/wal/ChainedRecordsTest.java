package io.binnacle.consensus.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.wal.segment.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WAL-01, WAL-11: a record that is lost, in the place of another or there twice is damage, though
 * each record is valid in itself. Only the checksum of the record before, which each one continues,
 * tells: hard states would go back, and entries that were acknowledged would be cut, in a log that
 * reads well.
 *
 * <p>A record that is lost at the very end is a log that ends earlier: WriteAheadLogTest has that.
 */
class ChainedRecordsTest {
  private static final String SEGMENT = "wal/0000000000000000-0000000000000001.wal";
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final int WRITES = 3;
  private static final int SECTOR_BYTES = 512;
  private static final int MARK_BYTES = 8;
  private static final int SECTOR_DATA_BYTES = SECTOR_BYTES - MARK_BYTES;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int FIRST_FORMAT_WITH_MARKS = 3;

  /** Of an entry's record 72 bytes, so that a write has room for one record more or less. */
  private static final int PAYLOAD_BYTES = 23;

  private final CrashDisk disk = new CrashDisk();

  /** A record with its header and padding, and the write that it lies in, counted from 0. */
  private record Lying(int write, Bytes record) {}

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void recordsInTheirOrderAreRead(int format) throws IOException {
    List<LogEntry> written = write(format);
    layOut(format, records(format));
    try (WriteAheadLog log = open(format)) {
      assertThat(log.recovered().entries()).isEqualTo(written);
      assertThat(log.recovered().hardState()).isEqualTo(new HardState(3 * WRITES, 3 * WRITES, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aLostRecordIsDamage(int format) throws IOException {
    write(format);
    List<Lying> whole = records(format);
    for (int lost = 0; lost < whole.size() - 1; lost++) {
      List<Lying> left = new ArrayList<>(whole);
      left.remove(lost);
      isDamage("record " + lost + " is lost", format, left, lost);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void twoSwappedRecordsAreDamage(int format) throws IOException {
    write(format);
    List<Lying> whole = records(format);
    for (int first = 0; first < whole.size(); first++) {
      for (int second = first + 1; second < whole.size(); second++) {
        List<Lying> swapped = new ArrayList<>(whole);
        swapped.set(first, new Lying(whole.get(first).write, whole.get(second).record));
        swapped.set(second, new Lying(whole.get(second).write, whole.get(first).record));
        isDamage("records " + first + " and " + second + " are swapped", format, swapped, first);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aRepeatedRecordIsDamage(int format) throws IOException {
    write(format);
    List<Lying> whole = records(format);
    for (int first = 0; first < whole.size(); first++) {
      for (int behind = first; behind < whole.size(); behind++) {
        List<Lying> repeated = new ArrayList<>(whole);
        repeated.add(behind + 1, new Lying(whole.get(behind).write, whole.get(first).record));
        isDamage("record " + first + " again behind " + behind, format, repeated, behind + 1);
      }
    }
  }

  /** The first record that does not continue the one before it is named. */
  private void isDamage(String what, int format, List<Lying> records, int firstWrong)
      throws IOException {
    List<Long> offsets = layOut(format, records);
    assertThatThrownBy(() -> open(format))
        .as(what)
        .isInstanceOfSatisfying(
            DataRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(DataRefusedException.Reason.DAMAGED))
        .hasMessageContaining(SEGMENT + " offset " + offsets.get(firstWrong) + ": damaged record");
  }

  private WriteAheadLog open(int format) throws IOException {
    WriteAheadLog log =
        WriteAheadLog.open(
            disk, new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, SEGMENT_BYTES, format));
    log.start(_ -> {}, () -> {}, () -> {});
    return log;
  }

  /**
   * Some writes, each of three terms with two entries, so that hard states lie between entries.
   *
   * @return the entries
   */
  private List<LogEntry> write(int format) throws IOException {
    List<LogEntry> written = new ArrayList<>();
    try (WriteAheadLog log = open(format)) {
      for (int term = 1; term <= 3 * WRITES; term++) {
        List<LogEntry> entries = List.of(entry(2L * term - 1, term), entry(2L * term, term));
        written.addAll(entries);
        log.submit(new WalWrite.Entries(term, new HardState(term, term, 0), entries));
        if (term % 3 == 0) {
          log.doWork(0);
        }
      }
      assertThat(log.segmentCount()).isEqualTo(1);
    }
    return written;
  }

  private static LogEntry entry(long index, long term) {
    return LogEntry.command(
        new LogPosition(index, term),
        new ProposalId(22, index),
        Bytes.ofUtf8(("%0" + PAYLOAD_BYTES + "d").formatted(index)));
  }

  private ByteBuffer content() throws IOException {
    try (DiskFile file = disk.open(SEGMENT, Disk.OpenMode.READ_ONLY)) {
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      file.read(content, 0);
      return content.clear();
    }
  }

  private List<Lying> records(int format) throws IOException {
    ByteBuffer content = content();
    List<Lying> records = new ArrayList<>();
    if (format < FIRST_FORMAT_WITH_MARKS) {
      addRecords(0, content.position(SegmentHeader.BYTES).slice(), records);
      return records;
    }
    List<Integer> writes = writes(content);
    assertThat(writes).hasSize(WRITES + 1);
    for (int write = 0; write < WRITES; write++) {
      addRecords(write, dataOf(content, writes.get(write), writes.get(write + 1)), records);
    }
    return records;
  }

  /** Where each write begins, by the marks of its sectors, and where the last one ends. */
  private static List<Integer> writes(ByteBuffer content) {
    List<Integer> begins = new ArrayList<>();
    long mark = 0;
    int at = SegmentHeader.BYTES;
    for (; content.getLong(at) != 0; at += SECTOR_BYTES) {
      if (content.getLong(at) != mark) {
        begins.add(at);
        mark = content.getLong(at);
      }
    }
    begins.add(at);
    return begins;
  }

  private static ByteBuffer dataOf(ByteBuffer content, int from, int to) {
    ByteBuffer data = ByteBuffer.allocate((to - from) / SECTOR_BYTES * SECTOR_DATA_BYTES);
    for (int at = from; at < to; at += SECTOR_BYTES) {
      data.put(content.slice(at + MARK_BYTES, SECTOR_DATA_BYTES));
    }
    return data.flip();
  }

  private static void addRecords(int write, ByteBuffer data, List<Lying> records) {
    while (data.hasRemaining() && data.getLong(data.position()) != 0) {
      int length = data.getInt(data.position());
      byte[] record = new byte[(RECORD_HEADER_BYTES + length + 7) / 8 * 8];
      data.get(record);
      records.add(new Lying(write, Bytes.wrap(record)));
    }
  }

  /**
   * Writes these records, and no others, where the writes were.
   *
   * @return where each lies now
   */
  private List<Long> layOut(int format, List<Lying> records) throws IOException {
    ByteBuffer content = content();
    List<Long> offsets =
        format < FIRST_FORMAT_WITH_MARKS
            ? layOutWithoutMarks(content, records)
            : layOutInSectors(content, records);
    try (DiskFile file = disk.open(SEGMENT, Disk.OpenMode.READ_WRITE)) {
      file.write(content.clear(), 0);
      file.sync();
    }
    return offsets;
  }

  private static List<Long> layOutWithoutMarks(ByteBuffer content, List<Lying> records) {
    List<Long> offsets = new ArrayList<>();
    content.position(SegmentHeader.BYTES);
    for (Lying lying : records) {
      offsets.add((long) content.position());
      content.put(lying.record.asByteBuffer());
    }
    content.put(new byte[content.remaining()]);
    return offsets;
  }

  private static List<Long> layOutInSectors(ByteBuffer content, List<Lying> records) {
    List<Long> offsets = new ArrayList<>();
    List<Integer> writes = writes(content);
    for (int write = 0; write < WRITES; write++) {
      int from = writes.get(write);
      int to = writes.get(write + 1);
      ByteBuffer data = ByteBuffer.allocate((to - from) / SECTOR_BYTES * SECTOR_DATA_BYTES);
      for (Lying lying : records) {
        if (lying.write == write) {
          offsets.add(placeOf(from, data.position()));
          data.put(lying.record.asByteBuffer());
        }
      }
      assertThat(data.remaining()).as("no sector is without records").isLessThan(SECTOR_DATA_BYTES);
      data.clear();
      for (int at = from; at < to; at += SECTOR_BYTES) {
        byte[] sector = new byte[SECTOR_DATA_BYTES];
        data.get(sector);
        content.put(at + MARK_BYTES, sector);
      }
    }
    return offsets;
  }

  /** Of a record that begins a sector, the sector itself. */
  private static long placeOf(int write, int position) {
    int inSector = position % SECTOR_DATA_BYTES;
    long sector = write + (long) position / SECTOR_DATA_BYTES * SECTOR_BYTES;
    return inSector == 0 ? sector : sector + MARK_BYTES + inSector;
  }
}
