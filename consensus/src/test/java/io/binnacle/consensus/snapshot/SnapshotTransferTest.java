package io.binnacle.consensus.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.disk.CrashDisk;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RAFT-67, RAFT-68, FAULT-12: parts under a window, cut anywhere, and what goes on from where. */
class SnapshotTransferTest {
  private static final LogPosition POSITION = new LogPosition(90, 4);
  private static final int PARTS = 12;
  private static final int BYTES = PARTS * Limits.SNAPSHOT_CHUNK_BYTES - 100;
  private static final long SECOND = 1_000_000_000L;

  private final CrashDisk there = new CrashDisk();
  private final List<SnapshotDescription> received = new ArrayList<>();
  private SnapshotStore sending;
  private SnapshotStore receiving;
  private SnapshotReceiver receiver;

  @BeforeEach
  void makeASnapshot() throws IOException {
    sending = SnapshotStore.open(new CrashDisk(), "snapshots", 1);
    receiving = SnapshotStore.open(there, "snapshots", 1);
    receiver = new SnapshotReceiver(receiving);
    byte[] content = new byte[BYTES];
    new Random(5).nextBytes(content);
    try (SnapshotWriter writer = sending.create(POSITION, Membership.ofVoters(List.of(1L, 2L)))) {
      writer.write(content);
      writer.finish();
    }
  }

  private SnapshotSender sender(long bytesPerSecondMax) throws IOException {
    return new SnapshotSender(sending.open(POSITION), 4, bytesPerSecondMax, 0);
  }

  private InstallSnapshotReply take(InstallSnapshot part) throws IOException {
    return receiver.receive(part, received::add);
  }

  private void assertReceivedOnce() throws IOException {
    assertThat(received).hasSize(1);
    try (SnapshotFile file = receiving.openVerified(POSITION)) {
      assertThat(file).isNotNull();
    }
  }

  @Test
  void noMorePartsAreOnTheirWayThanTheWindowHas() throws IOException {
    SnapshotSender sender = sender(0);
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    sender.doWork(0, way::add);
    assertThat(way).hasSize(Limits.SNAPSHOT_CHUNKS_IN_FLIGHT);
    assertThat(sender.doWork(0, way::add)).isZero();
    while (!way.isEmpty()) {
      sender.acknowledged(take(way.removeFirst()), 0);
      sender.doWork(0, way::add);
      assertThat(way.size()).isLessThanOrEqualTo(Limits.SNAPSHOT_CHUNKS_IN_FLIGHT);
    }
    assertThat(sender.state()).isEqualTo(SnapshotSender.State.DELIVERED);
    assertReceivedOnce();
  }

  /** The connection is cut behind each part in turn; what was acknowledged is not sent again. */
  @Test
  void afterABrokenConnectionItGoesOnBehindTheLastAcknowledgedPart() throws IOException {
    for (int cutBehind = 0; cutBehind < PARTS; cutBehind++) {
      received.clear();
      receiver = new SnapshotReceiver(receiving);
      SnapshotSender sender = sender(0);
      Deque<InstallSnapshot> way = new ArrayDeque<>();
      List<Long> sentAfterCut = new ArrayList<>();
      sender.doWork(0, way::add);
      for (int part = 0; part < cutBehind; part++) {
        sender.acknowledged(take(way.removeFirst()), 0);
        sender.doWork(0, way::add);
      }
      way.clear();
      sender.reconnected(1);
      sender.doWork(1, way::add);
      while (!way.isEmpty()) {
        InstallSnapshot part = way.removeFirst();
        sentAfterCut.add(part.offset());
        sender.acknowledged(take(part), 1);
        sender.doWork(1, way::add);
      }
      assertThat(sender.state()).isEqualTo(SnapshotSender.State.DELIVERED);
      assertThat(sentAfterCut)
          .hasSize(PARTS - cutBehind)
          .startsWith((long) cutBehind * Limits.SNAPSHOT_CHUNK_BYTES);
      assertReceivedOnce();
      there.delete("snapshots/" + SnapshotHeader.fileName(POSITION));
    }
  }

  /** The leader has given up, and offers the same snapshot anew: the receiver says where it is. */
  @Test
  void aLaterTransferOfTheSameSnapshotBeginsWhereTheReceiverIs() throws IOException {
    SnapshotSender first = sender(0);
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    first.doWork(0, way::add);
    for (int part = 0; part < 8; part++) {
      first.acknowledged(take(way.removeFirst()), 0);
      first.doWork(0, way::add);
    }
    first.close();
    way.clear();
    SnapshotSender second = sender(0);
    int parts = 0;
    second.doWork(0, way::add);
    while (!way.isEmpty()) {
      parts++;
      second.acknowledged(take(way.removeFirst()), 0);
      second.doWork(0, way::add);
    }
    assertThat(second.state()).isEqualTo(SnapshotSender.State.DELIVERED);
    assertThat(parts)
        .as("the first window, and what was missing")
        .isLessThanOrEqualTo(Limits.SNAPSHOT_CHUNKS_IN_FLIGHT + PARTS - 8);
    assertReceivedOnce();
  }

  /** RAFT-67: what a receiver had in its temporary file is gone when it starts again. */
  @Test
  void aReceiverThatWasStartedAgainIsSentAllOfItWithoutDelay() throws IOException {
    SnapshotSender sender = sender(0);
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    sender.doWork(0, way::add);
    sender.acknowledged(take(way.removeFirst()), 0);
    sender.acknowledged(take(way.removeFirst()), 0);
    way.clear();
    receiver.close();
    receiver = new SnapshotReceiver(receiving);
    sender.reconnected(0);
    sender.doWork(0, way::add);
    assertThat(way.getFirst().offset()).isPositive();
    while (!way.isEmpty()) {
      sender.acknowledged(take(way.removeFirst()), 0);
      sender.doWork(0, way::add);
    }
    assertThat(sender.state()).isEqualTo(SnapshotSender.State.DELIVERED);
    assertReceivedOnce();
  }

  @Test
  void silenceSendsAgainAndInTheEndGivesUpSoThatTheLeaderIsNotHeldForEver() throws IOException {
    SnapshotSender sender = sender(0);
    List<InstallSnapshot> way = new ArrayList<>();
    for (long second = 0; second < 60; second++) {
      sender.doWork(second * SECOND, way::add);
    }
    assertThat(sender.state()).isEqualTo(SnapshotSender.State.FAILED);
    assertThat(way).hasSize(6 * Limits.SNAPSHOT_CHUNKS_IN_FLIGHT);
    assertThat(way).allSatisfy(part -> assertThat(part.offset()).isLessThan(1 << 20));
  }

  @Test
  void aRateIsKept() throws IOException {
    long bytesPerSecond = 2L * Limits.SNAPSHOT_CHUNK_BYTES;
    SnapshotSender sender = sender(bytesPerSecond);
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    int parts = 0;
    for (int tenth = 0; tenth <= 30; tenth++) {
      long now = tenth * SECOND / 10;
      sender.doWork(now, way::add);
      while (!way.isEmpty()) {
        parts++;
        sender.acknowledged(take(way.removeFirst()), now);
      }
    }
    assertThat(parts).as("in three seconds").isBetween(6, 7);
    assertThat(sender.state()).isEqualTo(SnapshotSender.State.UNDER_WAY);
  }

  /** RAFT-68, BUG-11: two snapshots that come together never mix. */
  @Test
  void anotherSnapshotTakesThePlaceOfTheOneUnderWay() throws IOException {
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    SnapshotSender sender = sender(0);
    sender.doWork(0, way::add);
    take(way.removeFirst());
    LogPosition newer = new LogPosition(95, 4);
    try (SnapshotWriter writer = sending.create(newer, Membership.ofVoters(List.of(1L, 2L)))) {
      writer.write(new byte[1_000]);
      writer.finish();
    }
    SnapshotSender other = new SnapshotSender(sending.open(newer), 4, 0, 0);
    Deque<InstallSnapshot> otherWay = new ArrayDeque<>();
    other.doWork(0, otherWay::add);
    other.acknowledged(take(otherWay.removeFirst()), 0);
    assertThat(other.state()).isEqualTo(SnapshotSender.State.DELIVERED);
    assertThat(take(way.removeFirst()).nextOffset()).as("the older begins again").isZero();
    assertThat(received).extracting(SnapshotDescription::position).containsExactly(newer);
  }

  /** WAL-25: it is given up, not the member. */
  @Test
  void withAFullDiskItIsRefusedAndOfferedAgainLater() throws IOException {
    Deque<InstallSnapshot> way = new ArrayDeque<>();
    SnapshotSender sender = sender(0);
    sender.doWork(0, way::add);
    there.setFull(true);
    InstallSnapshotReply reply = take(way.removeFirst());
    while (!reply.refused() && !way.isEmpty()) {
      sender.acknowledged(reply, 0);
      sender.doWork(0, way::add);
      reply = take(way.removeFirst());
    }
    assertThat(reply.refused()).isTrue();
    sender.acknowledged(reply, 0);
    assertThat(sender.state()).isEqualTo(SnapshotSender.State.FAILED);
    there.setFull(false);
    SnapshotSender again = sender(0);
    way.clear();
    again.doWork(0, way::add);
    while (!way.isEmpty()) {
      again.acknowledged(take(way.removeFirst()), 0);
      again.doWork(0, way::add);
    }
    assertReceivedOnce();
  }

  /** RAFT-68: two of one position may be written at a time, and neither takes away the other. */
  @Test
  void aSnapshotIsTakenWhileOneOfThatPositionIsReceived() throws IOException {
    LogPosition position = new LogPosition(40, 2);
    Membership membership = Membership.ofVoters(List.of(1L, 2L));
    SnapshotWriter received = sending.create(position, membership);
    received.write(new byte[] {1, 2, 3});
    try (SnapshotWriter taken = sending.create(position, membership)) {
      taken.write(new byte[] {4, 5});
      taken.finish();
    }
    received.close();
    try (SnapshotFile file = sending.openVerified(position)) {
      assertThat(file).isNotNull();
      assertThat(file.content().readAllBytes()).containsExactly(4, 5);
    }
  }

  /** WAL-16: what should take its place may have found no room, so it is asked for again. */
  @Test
  void aDamagedSnapshotIsToldOfWheneverSomebodyNeedsIt() throws IOException {
    CrashDisk disk = new CrashDisk();
    SnapshotStore store = SnapshotStore.open(disk, "snapshots", 9);
    LogPosition position = new LogPosition(40, 2);
    try (SnapshotWriter writer = store.create(position, Membership.ofVoters(List.of(1L)))) {
      writer.write(new byte[] {1, 2, 3});
      writer.finish();
    }
    String file = disk.list("snapshots").getFirst();
    try (DiskFile opened = disk.open("snapshots/" + file, Disk.OpenMode.READ_ONLY)) {
      disk.flip("snapshots/" + file, (int) opened.size() - 1);
    }
    List<LogPosition> told = new ArrayList<>();
    store.tellDamageTo(told::add);
    assertThat(store.openVerified(position)).isNull();
    assertThat(store.openVerified(position)).isNull();
    assertThat(told).containsExactly(position, position);
    assertThat(disk.list("snapshots")).containsExactly(file + ".broken");
  }
}
