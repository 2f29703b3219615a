package io.binnacle.consensus.simulation;

import io.binnacle.consensus.message.PeerMessage;
import java.util.Arrays;

/**
 * Loses, doubles, delays and reorders (FAULT-01); cuts links one way or both, for everything or for
 * snapshots only (FAULT-02). Members are numbered from 1.
 */
final class SimulatedNetwork {
  /** Where messages arrive. */
  interface Destination {
    void deliver(long from, long to, PeerMessage message);
  }

  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;

  private final EventQueue events;
  private final Chance chance;
  private final Statistics statistics;
  private final Destination destination;
  private final boolean[][] cut;
  private final long[][] lastArrivalNanos;

  /** Streams keep their order, as TCP does; else anything may overtake anything. */
  private final boolean ordered;

  private boolean snapshotsCut;
  private int lossPercent;
  private int doublePercent;
  private int slowPercent;

  SimulatedNetwork(Simulation simulation, Chance chance, int members, Destination destination) {
    this.events = simulation.events();
    this.statistics = simulation.statistics();
    this.chance = chance;
    this.destination = destination;
    this.cut = new boolean[members + 1][members + 1];
    this.lastArrivalNanos = new long[members + 1][members + 1];
    this.ordered = chance.percent(40);
  }

  void misbehave() {
    lossPercent = chance.percent(50) ? chance.below(25) : 0;
    doublePercent = ordered || chance.percent(50) ? 0 : chance.below(20);
    slowPercent = chance.percent(50) ? chance.below(30) : 0;
  }

  void behave() {
    lossPercent = 0;
    doublePercent = 0;
    slowPercent = 0;
    snapshotsCut = false;
    joinAll();
  }

  void joinAll() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
  }

  void cut(int from, int to, boolean isCut) {
    cut[from][to] = isCut;
  }

  /** Heartbeats and entries pass, snapshots and their answers do not. */
  void cutSnapshots(boolean isCut) {
    snapshotsCut = isCut;
  }

  void send(long from, long to, PeerMessage message) {
    boolean ofSnapshot =
        message instanceof PeerMessage.InstallSnapshot
            || message instanceof PeerMessage.InstallSnapshotReply;
    if (chance.percent(lossPercent) || (ofSnapshot && snapshotsCut)) {
      statistics.fault("message lost");
      return;
    }
    transmit((int) from, (int) to, message);
    if (chance.percent(doublePercent)) {
      statistics.fault("message doubled");
      transmit((int) from, (int) to, message);
    }
  }

  private void transmit(int from, int to, PeerMessage message) {
    long delay = chance.between(100 * MICROS, 2 * MILLIS);
    if (chance.percent(slowPercent)) {
      statistics.fault("message delayed");
      delay = chance.between(2 * MILLIS, chance.percent(10) ? 3_000 * MILLIS : 200 * MILLIS);
    }
    if (ordered) {
      long arrival = Math.max(events.nowNanos() + delay, lastArrivalNanos[from][to] + 1);
      lastArrivalNanos[from][to] = arrival;
      delay = arrival - events.nowNanos();
    }
    events.after(
        delay,
        () -> {
          if (cut[from][to]) {
            statistics.fault("message cut off");
          } else {
            destination.deliver(from, to, message);
          }
        });
  }
}
