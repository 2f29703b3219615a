package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes a turn of the driver when, and that nothing is forgotten between them. */
class DriverTurnsTest {
  private static final ConsensusConfig ALONE =
      ConsensusConfig.of(ConsensusConfig.Group.single("alone"), 7)
          .withStorage(new ConsensusConfig.Storage(1 << 20, 20_000, 10, 64 << 10));
  private static final ConsensusConfig ONE_OF_THREE =
      ConsensusConfig.of(
          ConsensusConfig.Group.ofInitialCluster(
              "group", "a", Map.of("a", "h:1", "b", "h:2", "c", "h:3")),
          7);
  private static final long TICK_NANOS = ALONE.timing().tickMillis() * 1_000_000L;

  @TempDir Path directory;

  private final List<Part> woken = new ArrayList<>();
  private long nowNanos;

  private SteppedMember<Long> member(
      ConsensusConfig config, Disk disk, PeerTransport transport, Consumer<Part> waker)
      throws IOException {
    SteppedMember<Long> made =
        new SteppedMember<>(
            config,
            CoreConfig.of(config),
            SteppedMember.Data.of(disk),
            transport,
            new ToyMachine(),
            waker);
    long self = config.group().memberId();
    made.understood(self, new Understanding(Understanding.ENTRIES_NEWEST, 1));
    return made;
  }

  private int step(SteppedMember<Long> member, Part... parts) throws IOException {
    int work = 0;
    for (Part part : parts) {
      work += member.step(part, nowNanos);
    }
    return work;
  }

  /** Until it leads and nothing is left to do. */
  private SteppedMember<Long> leader(Disk disk, Consumer<Part> waker) throws IOException {
    SteppedMember<Long> member = member(ALONE, disk, new NoPeers(), waker);
    for (int tick = 0; tick < 100; tick++) {
      nowNanos += TICK_NANOS;
      settle(member);
    }
    assertThat(member.isLeader()).isTrue();
    woken.clear();
    return member;
  }

  private void settle(SteppedMember<Long> member) throws IOException {
    int work = 1;
    while (work > 0) {
      work = step(member, Part.values());
    }
  }

  private CompletableFuture<ProposalOutcome<Long>> propose(
      SteppedMember<Long> member, String command) {
    return member.propose(Bytes.ofUtf8(command), nowNanos);
  }

  @Test
  void theWriterCommitsWhatItHasSyncedUnlessTheDriverIsInATurn() throws IOException {
    SteppedMember<Long> member = leader(new CrashDisk(), woken::add);
    long before = member.commitIndex();
    var _ = propose(member, "one");
    step(member, Part.DRIVER, Part.LOG_WRITER);
    assertThat(member.commitIndex()).isEqualTo(before + 1);

    member.turnsAfterWrites(() -> false);
    var _ = propose(member, "two");
    step(member, Part.DRIVER, Part.LOG_WRITER);
    assertThat(member.commitIndex()).isEqualTo(before + 1);
    step(member, Part.DRIVER);
    assertThat(member.commitIndex()).isEqualTo(before + 2);
  }

  /** RAFT-46, RAFT-47: a read index is waited for; what is committed may not be applied yet. */
  @Test
  void aReadIsAnsweredOnlyWhenItsIndexIsApplied() throws IOException {
    SteppedMember<Long> member = leader(new CrashDisk(), woken::add);
    long before = member.appliedIndex();
    var _ = propose(member, "one");
    step(member, Part.DRIVER, Part.LOG_WRITER, Part.DRIVER);
    assertThat(member.commitIndex()).isEqualTo(before + 1);
    CompletableFuture<ReadOutcome> read = member.read(nowNanos);
    step(member, Part.DRIVER, Part.DRIVER);
    assertThat(read).isNotDone();
    step(member, Part.APPLY, Part.DRIVER);
    assertThat(read).isCompletedWithValue(new ReadOutcome.Ready(before + 1));
  }

  /** RAFT-31: all that come during a write are in the next one, and wake nobody. */
  @Test
  void aloneProposalsWaitForTheEndOfTheWriteAndAreInTheNext() throws IOException {
    SteppedMember<Long> member = leader(new CrashDisk(), woken::add);
    long before = member.lastIndex();
    CompletableFuture<?> first = propose(member, "one");
    assertThat(woken).containsExactly(Part.DRIVER);
    step(member, Part.DRIVER);
    woken.clear();
    CompletableFuture<?> second = propose(member, "two");
    CompletableFuture<?> third = propose(member, "three");
    assertThat(woken).isEmpty();
    assertThat(member.lastIndex()).isEqualTo(before + 1);

    step(member, Part.LOG_WRITER);
    assertThat(member.lastIndex()).as("the writer has taken them").isEqualTo(before + 3);
    assertThat(step(member, Part.LOG_WRITER)).as("in one write").isEqualTo(1);
    assertThat(woken).as("only for what was applied").doesNotContain(Part.DRIVER);
    settle(member);
    assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
    assertThat(propose(member, "four")).isNotDone();
    assertThat(woken.getLast()).as("no write is under way").isEqualTo(Part.DRIVER);
  }

  /** RAFT-38: what others have to get must not wait for this member's disk. */
  @Test
  void withOthersInTheGroupProposalsDoNotWaitForTheWrite() throws IOException {
    SteppedMember<Long> member = member(ONE_OF_THREE, new CrashDisk(), new NoPeers(), woken::add);
    member.received(2, new PeerMessage.Heartbeat(5, 0, 0, 0));
    nowNanos += TICK_NANOS;
    step(member, Part.DRIVER);
    assertThat(member.term()).isEqualTo(5);
    assertThat(woken).as("the new term is on its way to the disk").contains(Part.LOG_WRITER);
    woken.clear();
    var _ = propose(member, "one");
    assertThat(woken).containsExactly(Part.DRIVER);
  }

  /** Also one that only says where a snapshot is, which is no answer that the core waits for. */
  @Test
  void everyWriteThatProposalsWaitForEndsInATurn() throws IOException {
    SteppedMember<Long> member = leader(new CrashDisk(), woken::add);
    for (int i = 0; i < 60; i++) {
      var _ = propose(member, i + "x".repeat(500));
    }
    step(member, Part.DRIVER, Part.LOG_WRITER, Part.APPLY);
    assertThat(step(member, Part.SNAPSHOT_TAKER)).as("a snapshot is taken").isEqualTo(1);
    settleButFor(member);
    long before = member.lastIndex();
    woken.clear();
    var _ = propose(member, "during the write of the pointer");
    assertThat(woken).isEmpty();
    step(member, Part.LOG_WRITER);
    assertThat(member.lastIndex()).isEqualTo(before + 1);
  }

  /** All but the writer, which has the pointer before it. */
  private void settleButFor(SteppedMember<Long> member) throws IOException {
    int work = 1;
    while (work > 0) {
      work = step(member, Part.DRIVER, Part.APPLY);
    }
  }

  /** WAL-09: what a failure has left half done is not stepped again. */
  @Test
  void afterATurnThatFailedThereIsNone() throws IOException {
    SteppedMember<Long> member = member(ONE_OF_THREE, new CrashDisk(), new Failing(), woken::add);
    member.received(2, append(5));
    nowNanos += TICK_NANOS;
    step(member, Part.DRIVER);
    assertThatThrownBy(() -> step(member, Part.LOG_WRITER))
        .isInstanceOf(Invariant.Violation.class)
        .hasMessage("a broken promise");
    woken.clear();
    member.received(2, append(6));
    nowNanos += TICK_NANOS;
    assertThat(step(member, Part.DRIVER)).isZero();
    assertThat(member.term()).isEqualTo(5);
    assertThat(woken).isEmpty();
  }

  private static PeerMessage append(long term) {
    LogEntry entry = LogEntry.noOp(new LogPosition(1, term));
    return new PeerMessage.AppendEntries(term, LogPosition.NONE, List.of(entry), 0);
  }

  /** Without an idle tick that would come anyway, one that was forgotten would never be taken. */
  @Test
  void noneOfManyProposalsIsForgotten() throws Exception {
    Map<Part, DutyThread> threads = new EnumMap<>(Part.class);
    SteppedMember<Long> member =
        leader(
            FileDisk.at(directory),
            part -> {
              DutyThread thread = threads.get(part);
              if (thread != null) {
                thread.wakeUp();
              }
            });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (Part part : Part.values()) {
      threads.put(
          part,
          new DutyThread(
              "step-" + part, Long.MAX_VALUE, _ -> member.step(part, nowNanos), failure::set));
    }
    threads.values().forEach(DutyThread::start);
    long before = member.lastIndex();
    ConcurrentLinkedQueue<Object> outcomes = new ConcurrentLinkedQueue<>();
    List<Thread> proposers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      proposers.add(Thread.ofVirtual().start(() -> proposeOneByOne(member, 500, outcomes)));
    }
    for (Thread each : proposers) {
      each.join();
    }
    threads.values().forEach(DutyThread::stop);
    threads.values().forEach(DutyThread::join);
    assertThat(failure).hasNullValue();
    assertThat(outcomes).hasSize(40 * 500).hasOnlyElementsOfType(ProposalOutcome.Applied.class);
    assertThat(member.lastIndex()).isEqualTo(before + 40 * 500);
    member.close();
  }

  private void proposeOneByOne(
      SteppedMember<Long> member, int count, ConcurrentLinkedQueue<Object> outcomes) {
    try {
      for (int i = 0; i < count; i++) {
        outcomes.add(propose(member, "command").get(30, TimeUnit.SECONDS));
      }
    } catch (Exception e) {
      outcomes.add(e);
    }
  }

  /** Whichever thread it is on: it says why it stops, and nobody waits for ever. */
  @Test
  void aMemberWhoseTurnFailsStopsWithTheReason() throws Exception {
    Failing transport = new Failing();
    ConsensusMember<Long> member =
        ConsensusMember.start(ONE_OF_THREE, FileDisk.at(directory), transport, new ToyMachine());
    transport.receiver.received(2, new PeerMessage.Heartbeat(5, 0, 0));
    Await.until(() -> member.status().term() == 5);
    CompletableFuture<ProposalOutcome<Long>> waits = member.propose(Bytes.ofUtf8("waits"));
    transport.receiver.received(2, append(5));
    assertThat(member.stopped().get(30, TimeUnit.SECONDS))
        .hasToString("Failed[why=a broken promise]");
    assertThat(waits.get(30, TimeUnit.SECONDS)).isInstanceOf(ProposalOutcome.Undecided.class);
    member.close();
  }

  @Test
  void closingUnderLoadLeavesNobodyWithoutAnOutcome() throws Exception {
    for (int life = 0; life < 20; life++) {
      ConsensusMember<Long> member =
          ConsensusMember.start(ALONE, FileDisk.at(directory), new NoPeers(), new ToyMachine());
      ConcurrentLinkedQueue<CompletableFuture<?>> outcomes = new ConcurrentLinkedQueue<>();
      List<Thread> proposers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        proposers.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int each = 0; each < 200; each++) {
                        outcomes.add(member.propose(Bytes.ofUtf8("command")));
                        outcomes.add(member.readBarrier());
                      }
                    }));
      }
      Thread.sleep(life);
      member.close();
      for (Thread each : proposers) {
        each.join();
      }
      for (CompletableFuture<?> each : outcomes) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  /** Breaks a promise when an acknowledgement is sent, which is when its write has ended. */
  private static final class Failing implements PeerTransport {
    private volatile Receiver receiver;

    @Override
    public void start(Receiver toTell) {
      receiver = toTell;
    }

    @Override
    public void send(long to, PeerMessage message) {
      if (message instanceof PeerMessage.AppendReply) {
        throw Invariant.violated("a broken promise");
      }
    }

    @Override
    public boolean isConnected(long peer) {
      return true;
    }

    @Override
    public void close() {}
  }
}
