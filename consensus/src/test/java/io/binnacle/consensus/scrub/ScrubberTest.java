package io.binnacle.consensus.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.DamageMark;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.snapshot.SnapshotStore;
import io.binnacle.consensus.snapshot.SnapshotWriter;
import io.binnacle.consensus.wal.WalWrite;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WAL-28, WAL-29: damage is found while a member works, and nothing else is taken for it. */
class ScrubberTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RATE = 1 << 20;
  private static final int SEGMENT_BYTES = 200_000;
  private static final WriteAheadLog.Options OPTIONS =
      new WriteAheadLog.Options("wal", 11, 22, SEGMENT_BYTES, 8_192);

  private final CrashDisk disk = new CrashDisk();
  private final List<LogPosition> damaged = new ArrayList<>();
  private WriteAheadLog log;
  private SnapshotStore snapshots;
  private Scrubber scrubber;
  private long lastIndex;
  private long persistId;
  private long nowNanos;

  @BeforeEach
  void aLogOfSeveralSegmentsAndTwoSnapshots() throws IOException {
    log = WriteAheadLog.open(disk, OPTIONS);
    log.start(_ -> {}, () -> {}, () -> {});
    snapshots = SnapshotStore.open(disk, "snapshots", 11);
    snapshots.tellDamageTo(damaged::add);
    write(80);
    writeSnapshot(20);
    writeSnapshot(60);
    scrubber = new Scrubber(disk, log, snapshots, RATE);
    scrubber.doWork(0);
  }

  private void write(int entries) throws IOException {
    for (int i = 0; i < entries; i++) {
      lastIndex++;
      persistId++;
      LogEntry entry =
          LogEntry.command(
              new LogPosition(lastIndex, 1),
              new ProposalId(22, lastIndex),
              Bytes.ofUtf8("e".repeat(10_000)));
      log.submit(new WalWrite.Entries(persistId, new HardState(1, 22, 0), List.of(entry)));
      log.doWork(0);
    }
    supply();
  }

  private void supply() throws IOException {
    while (log.doSupplyWork(0) > 0) {
      // One file at a time.
    }
  }

  private void writeSnapshot(long index) throws IOException {
    try (SnapshotWriter writer =
        snapshots.create(new LogPosition(index, 1), Membership.ofVoters(List.of(22L)))) {
      writer.write(new byte[300_000]);
      writer.finish();
    }
  }

  private List<String> segments() {
    return disk.list("wal").stream().filter(name -> name.endsWith(".wal")).toList();
  }

  /** Until everything was read once more. */
  private void pass() throws IOException {
    long passes = scrubber.metrics().passes();
    for (int step = 0; scrubber.metrics().passes() == passes; step++) {
      assertThat(step).as("steps of one pass").isLessThan(100_000);
      nowNanos += SECOND / 10;
      scrubber.doWork(nowNanos);
    }
  }

  @Test
  void aWholeDirectoryIsReadAtItsRateAndAgainAfterAPause() throws IOException {
    assertThat(segments()).hasSizeGreaterThan(4);
    pass();
    long bytes = scrubber.metrics().bytesRead();
    assertThat(bytes).isGreaterThan(80 * 10_000 - SEGMENT_BYTES + 600_000);
    long tookNanos = nowNanos - 600 * SECOND;
    assertThat(tookNanos).isGreaterThan(bytes * SECOND / RATE);
    nowNanos += 590 * SECOND;
    scrubber.doWork(nowNanos);
    assertThat(scrubber.metrics().bytesRead()).as("it pauses").isEqualTo(bytes);
    pass();
    assertThat(scrubber.metrics().bytesRead()).isEqualTo(2 * bytes);
    assertThat(scrubber.metrics().damagedSnapshots()).isZero();
    assertThat(disk.exists("damaged")).isFalse();
  }

  /** WAL-11: wherever it is, in a record or in the link to the next segment. */
  @Test
  void aFlippedBitInACompleteSegmentMarksTheDirectory() throws IOException {
    disk.flip("wal/" + segments().get(1), SEGMENT_BYTES / 2);
    assertThatThrownBy(this::pass)
        .isInstanceOfSatisfying(
            DataRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(DataRefusedException.Reason.DAMAGED))
        .hasMessageContaining(segments().get(1))
        .hasMessageContaining("damaged record in a segment that was complete");
    assertThatThrownBy(() -> DamageMark.requireAbsent(disk))
        .hasMessageContaining("was found damaged before");
  }

  @Test
  void aSegmentWhoseHeaderIsDamagedMarksTheDirectory() throws IOException {
    disk.flip("wal/" + segments().get(2), 100);
    assertThatThrownBy(this::pass).isInstanceOf(DataRefusedException.class);
    assertThat(disk.exists("damaged")).isTrue();
  }

  /** What is still written to is read at the next start. */
  @Test
  void theOpenSegmentIsLeftAlone() throws IOException {
    disk.flip("wal/" + segments().getLast(), 600);
    pass();
    assertThat(disk.exists("damaged")).isFalse();
  }

  /** WAL-16 */
  @Test
  void aDamagedSnapshotIsSetAsideAndTold() throws IOException {
    String newest = disk.list("snapshots").getLast();
    disk.flip("snapshots/" + newest, 100_000);
    pass();
    assertThat(damaged).containsExactly(new LogPosition(60, 1));
    assertThat(scrubber.metrics().damagedSnapshots()).isEqualTo(1);
    assertThat(disk.list("snapshots")).contains(newest + ".broken").doesNotContain(newest);
    String header = disk.list("snapshots").getFirst();
    disk.flip("snapshots/" + header, 20);
    pass();
    assertThat(damaged).containsExactly(new LogPosition(60, 1), new LogPosition(20, 1));
  }

  /** A released segment is overwritten to be used again: that is no damage. */
  @Test
  void whatIsReleasedWhileItIsReadIsNotTakenForDamage() throws IOException {
    nowNanos += 600 * SECOND;
    scrubber.doWork(nowNanos);
    nowNanos += SECOND / 10;
    scrubber.doWork(nowNanos);
    assertThat(scrubber.metrics().bytesRead()).as("it is in the first").isLessThan(SEGMENT_BYTES);
    int before = segments().size();
    log.submit(new WalWrite.SnapshotTaken(new LogPosition(70, 1)));
    log.submit(new WalWrite.Release(new LogPosition(70, 1)));
    log.doWork(0);
    supply();
    write(40);
    assertThat(segments().size()).isLessThan(before + 2);
    snapshots.deleteOlderThan(new LogPosition(60, 1), LogPosition.NONE);
    pass();
    pass();
    assertThat(disk.exists("damaged")).isFalse();
    assertThat(damaged).isEmpty();
  }

  @Test
  void aRateOfZeroReadsNothing() throws IOException {
    Scrubber off = new Scrubber(disk, log, snapshots, 0);
    for (long hour = 0; hour < 10; hour++) {
      assertThat(off.doWork(hour * 3_600 * SECOND)).isZero();
    }
    assertThat(off.metrics().bytesRead()).isZero();
  }

  /** WAL-29: the segments go while the end of one is compared with the beginning of the next. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void segmentsThatAreReleasedAtThatMomentAreNoDamage(int whichOpen) throws IOException {
    AtomicInteger opensLeft = new AtomicInteger(whichOpen);
    Disk watched =
        (Disk)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Disk.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("open")
                      && arguments[0].toString().endsWith(".wal")
                      && opensLeft.decrementAndGet() == 0) {
                    releaseAllSegments();
                  }
                  return call(method, arguments);
                });
    Scrubber watching = new Scrubber(watched, log, snapshots, RATE);
    for (int second = 0; second < 1_000; second++) {
      watching.doWork(second * SECOND);
    }
    assertThat(opensLeft.get()).as("segments were opened").isNotPositive();
    assertThat(damaged).isEmpty();
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(disk, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void releaseAllSegments() throws IOException {
    log.submit(new WalWrite.Release(new LogPosition(lastIndex, 1)));
    log.doWork(0);
    supply();
  }
}
