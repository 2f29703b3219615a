package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.driver.TracingDisk.Call;
import io.binnacle.consensus.driver.TracingDisk.Event;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.PeerMessage.AppendEntries;
import io.binnacle.consensus.message.PeerMessage.AppendReply;
import io.binnacle.consensus.message.PeerMessage.Heartbeat;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * RAFT-40, WAL-18, etcd 10219: in which order a follower makes a snapshot, what points to it and
 * what rests on it durable, and lets go of what it replaces. Before and behind each call to the
 * disk all other parts of the member run as far as they can, as its other threads might; so what
 * only happens to come late would come early here.
 */
class SnapshotOrderTest {
  private static final ConsensusConfig CONFIG =
      config("a").withStorage(new ConsensusConfig.Storage(16_384, 20_000, 5, 8_192));
  private static final long LEADER = config("b").group().memberId();
  private static final LogPosition SNAPSHOT = new LogPosition(300, 1);
  private static final Bytes CONTENT = Bytes.wrap(new byte[Integer.BYTES]);
  private static final String SEGMENT = "wal/[0-9a-f]{16}-[0-9a-f]{16}\\.wal";
  private static final int SECTOR_BYTES = 512;
  private static final int MARK_BYTES = 8;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int ENTRY = 2;
  private static final int HARD_STATE = 3;
  private static final int POINTER = 4;

  private final TracingDisk disk = new TracingDisk(new CrashDisk());
  private final List<Sent> sent = new ArrayList<>();
  private SteppedMember<Long> follower;
  private long last;

  /** Behind so many calls to the disk. */
  private record Sent(int calls, PeerMessage message) {}

  /** A record that was written to the log by the call of this number. */
  private record Logged(int event, int type, List<Long> fields) {}

  private static ConsensusConfig config(String name) {
    return ConsensusConfig.of(
        ConsensusConfig.Group.ofInitialCluster(
            "group", name, Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
        7);
  }

  /** It has taken snapshots of its own before, and a log of several segments. */
  @BeforeEach
  void follow() throws IOException {
    follower =
        new SteppedMember<>(
            CONFIG,
            new CoreConfig(
                CONFIG.group().memberId(),
                7,
                CoreConfig.Timing.DEFAULT,
                CoreConfig.Flow.DEFAULT,
                new CoreConfig.Retention(5, 1 << 20)),
            SteppedMember.Data.of(disk),
            new Post(),
            new ToyMachine(),
            _ -> {});
    follower.received(LEADER, new Heartbeat(1, 0, 0));
    for (int i = 0; i < 100; i++) {
      append();
      settle();
    }
    assertThat(snapshots()).hasSize(2);
  }

  private void append() {
    LogPosition previous = last == 0 ? LogPosition.NONE : new LogPosition(last, 1);
    last++;
    LogEntry entry =
        LogEntry.command(
            new LogPosition(last, 1), new ProposalId(LEADER, last), Bytes.ofUtf8("e".repeat(900)));
    follower.received(LEADER, new AppendEntries(1, previous, List.of(entry), last));
  }

  private void settle() throws IOException {
    int work = 1;
    while (work > 0) {
      work = 0;
      for (Part part : Part.values()) {
        work += step(part);
      }
    }
  }

  private int step(Part part) throws IOException {
    disk.between(() -> runAllBut(part));
    return follower.step(part, 0);
  }

  private void runAllBut(Part busy) throws IOException {
    for (int round = 0; round < 3; round++) {
      for (Part part : EnumSet.complementOf(EnumSet.of(busy))) {
        follower.step(part, 0);
      }
    }
  }

  private List<String> snapshots() throws IOException {
    return disk.list("snapshots").stream().filter(name -> name.endsWith(".snapshot")).toList();
  }

  /** Everything but the pointer and what follows it, up to what is behind the snapshot. */
  private void receiveSnapshot() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(CONTENT.asByteBuffer());
    SnapshotDescription description =
        new SnapshotDescription(
            SNAPSHOT,
            Membership.ofVoters(List.of(CONFIG.group().memberId(), LEADER, 3L)),
            CONTENT.length(),
            (int) crc.getValue());
    follower.received(LEADER, new InstallSnapshot(1, description, 0, CONTENT));
    while (step(Part.DRIVER) + step(Part.TRANSFERS) > 0) {
      // Until the driver has been told that it is there.
    }
    last = SNAPSHOT.index();
    append();
    step(Part.DRIVER);
  }

  private int next(int from, Predicate<Event> which) {
    for (int i = from; i < disk.events.size(); i++) {
      if (which.test(disk.events.get(i))) {
        return i;
      }
    }
    throw new AssertionError("none behind " + from);
  }

  private int syncBehind(int event) {
    String path = disk.events.get(event).path();
    return next(event, each -> each.call() == Call.SYNC && each.path().equals(path));
  }

  /** All records that were written to the log, in order. */
  private List<Logged> logged() {
    List<Logged> records = new ArrayList<>();
    for (int i = 0; i < disk.events.size(); i++) {
      Event event = disk.events.get(i);
      boolean isSegment = event.path().matches(SEGMENT);
      if (event.call() == Call.WRITE && isSegment && event.offset() > 0) {
        addRecords(i, event.content().asByteBuffer(), records);
      }
    }
    return records;
  }

  private static void addRecords(int event, ByteBuffer sectors, List<Logged> records) {
    ByteBuffer data = ByteBuffer.allocate(sectors.remaining());
    for (int at = 0; at < sectors.limit(); at += SECTOR_BYTES) {
      data.put(sectors.slice(at + MARK_BYTES, SECTOR_BYTES - MARK_BYTES));
    }
    data.flip();
    while (data.hasRemaining() && data.getLong(data.position()) != 0) {
      int at = data.position();
      int length = data.getInt(at);
      List<Long> fields = new ArrayList<>();
      for (int field = 0; field < Math.min(3, length / Long.BYTES); field++) {
        fields.add(data.getLong(at + RECORD_HEADER_BYTES + field * Long.BYTES));
      }
      records.add(new Logged(event, data.getInt(at + 4), fields));
      data.position(at + (RECORD_HEADER_BYTES + length + 7) / 8 * 8);
    }
  }

  /** The call that made a pointer durable: to the first snapshot at or behind this index. */
  private int durablePointer(long index) {
    return durablePointer(index, 0);
  }

  /** The same, to the one that so many others lie before. */
  private int durablePointer(long index, int others) {
    Logged pointer =
        logged().stream()
            .filter(each -> each.type == POINTER && each.fields.get(1) >= index)
            .skip(others)
            .findFirst()
            .orElseThrow();
    return syncBehind(pointer.event);
  }

  /** File, its name, the pointer, and what is said about it, each durable before the next. */
  @Test
  void aReceivedSnapshotIsDurableThenItsPointerAndThenItIsAcknowledged() throws IOException {
    disk.events.clear();
    receiveSnapshot();
    settle();
    String name = "snapshots/000000000000012c-0000000000000001.snapshot";
    int named = next(0, each -> each.call() == Call.RENAME && each.to().equals(name));
    String temporary = disk.events.get(named).path();
    List<Event> ofFile =
        disk.events.stream().filter(each -> each.path().equals(temporary)).toList();
    assertThat(ofFile).extracting(Event::call).containsSubsequence(Call.WRITE, Call.SYNC);
    assertThat(ofFile.get(ofFile.size() - 2).call())
        .as("last, before its name")
        .isEqualTo(Call.SYNC);
    int nameDurable = next(named, each -> each.call() == Call.SYNC_DIRECTORY);
    assertThat(disk.events.get(nameDurable).path()).isEqualTo("snapshots");
    List<Logged> logged = logged();
    Logged pointer = logged.stream().filter(each -> each.type == POINTER).findFirst().orElseThrow();
    assertThat(pointer.fields.get(1)).isEqualTo(SNAPSHOT.index());
    assertThat(pointer.event).isGreaterThan(nameDurable);
    int pointerDurable = durablePointer(SNAPSHOT.index());
    for (long index = SNAPSHOT.index(); index <= last; index++) {
      PeerMessage acknowledged = new AppendReply(1, true, index, LogPosition.NONE);
      assertThat(sent.stream().filter(each -> each.message.equals(acknowledged)))
          .isNotEmpty()
          .allMatch(each -> each.calls > pointerDurable);
    }
  }

  /** In the order of the log: a torn write must not leave what rests on a pointer without it. */
  @Test
  void thePointerIsWrittenBeforeTheHardStateAndTheEntriesBehindIt() throws IOException {
    disk.events.clear();
    receiveSnapshot();
    settle();
    append();
    settle();
    List<Logged> logged = logged();
    int pointer = 0;
    while (logged.get(pointer).type != POINTER) {
      pointer++;
    }
    assertThat(logged.subList(0, pointer))
        .noneMatch(each -> each.type == ENTRY)
        .noneMatch(each -> each.type == HARD_STATE && each.fields.get(2) >= SNAPSHOT.index());
    assertThat(logged.subList(pointer, logged.size()))
        .anyMatch(each -> each.type == ENTRY && each.event == logged.get(0).event)
        .anyMatch(each -> each.type == HARD_STATE && each.fields.get(2) >= SNAPSHOT.index());
  }

  /** WAL-18: neither a snapshot nor a segment, of those that there were, and of later ones. */
  @Test
  void nothingIsLetGoOfBeforeThePointerToWhatReplacesItIsDurable() throws IOException {
    receiveSnapshot();
    settle();
    for (int i = 0; i < 60; i++) {
      append();
      settle();
    }
    int snapshots = 0;
    int segments = 0;
    for (int i = 0; i < disk.events.size(); i++) {
      Event event = disk.events.get(i);
      if (event.call() == Call.DELETE && event.path().endsWith(".snapshot")) {
        // The last but one is what a broken newest one falls back to.
        long index = firstNumber(event.path());
        assertThat(i).as("%s", event).isGreaterThan(durablePointer(index + 1, 1));
        snapshots++;
      }
      // It is deleted, or becomes the spare of a later one.
      boolean leaves = event.call() == Call.DELETE || event.to().startsWith("wal/old-");
      if (leaves && event.path().matches(SEGMENT)) {
        assertThat(i).as("%s", event).isGreaterThan(durablePointer(lastIndexIn(event.path())));
        segments++;
      }
    }
    assertThat(snapshots).isGreaterThan(2);
    assertThat(segments).isGreaterThan(2);
    assertThat(snapshots()).allMatch(name -> firstNumber("/" + name) >= SNAPSHOT.index());
  }

  private static long firstNumber(String path) {
    return Long.parseLong(path.substring(path.indexOf('/') + 1, path.indexOf('-')), 16);
  }

  /** The next segment is named after the first index behind it. */
  private long lastIndexIn(String segment) {
    String next = "wal/%016x-".formatted(firstNumber(segment) + 1);
    int named = next(0, each -> each.call() == Call.RENAME && each.to().startsWith(next));
    String name = disk.events.get(named).to();
    return Long.parseLong(name.substring(name.indexOf('-') + 1, name.indexOf('.')), 16) - 1;
  }

  private final class Post implements PeerTransport {
    @Override
    public void start(Receiver receiver) {}

    @Override
    public void send(long to, PeerMessage message) {
      sent.add(new Sent(disk.events.size(), message));
    }

    @Override
    public boolean isConnected(long peer) {
      return true;
    }

    @Override
    public void close() {}
  }
}
