package io.binnacle.consensus.simulation;

/** Does harm, within what Raft promises to bear (FAULT-01 to FAULT-03, FAULT-08, FAULT-09). */
final class Nemesis {
  private static final long MILLIS = 1_000_000;

  private final Simulation simulation;
  private final Chance chance;
  private final int members;
  private final boolean hasty;
  private boolean active = true;

  Nemesis(Simulation simulation, Chance chance) {
    this.simulation = simulation;
    this.chance = chance;
    this.members = simulation.members().size();
    this.hasty = chance.percent(30);
  }

  void begin() {
    simulation.network().misbehave();
    if (chance.percent(25)) {
      simulation.events().after(chance.between(MILLIS, 200 * MILLIS), this::huntLeaders);
    } else {
      schedule();
    }
  }

  /**
   * Leaves each leader one listener at most, soon after it has begun to lead: so logs end in
   * entries of many terms that few have, as in figure 8 of the Raft paper.
   */
  private void huntLeaders() {
    if (!active) {
      return;
    }
    for (SimulatedMember member : simulation.members()) {
      if (member.isLeader() && chance.percent(40)) {
        int leader = (int) member.memberId();
        simulation.network().joinAll();
        simulation.trace("hunt " + leader);
        isolate(leader);
        int listener = 1 + chance.below(members);
        if (chance.percent(70)) {
          simulation.network().cut(leader, listener, false);
          simulation.network().cut(listener, leader, false);
        }
        if (chance.percent(40)) {
          crash(leader);
        }
      }
    }
    simulation.events().after(chance.between(MILLIS, 60 * MILLIS), this::huntLeaders);
  }

  private void schedule() {
    long pauseMax = (hasty ? 200 : 1_200) * MILLIS;
    simulation.events().after(chance.between(20 * MILLIS, pauseMax), this::strike);
  }

  private void strike() {
    if (!active) {
      return;
    }
    switch (chance.below(12)) {
      case 0, 1, 2 -> crash(anyone());
      case 3 -> crashEverybody();
      case 4 -> isolate(anyone());
      case 5 -> split();
      case 6 -> simulation.network().cut(anyone(), anyone(), true);
      case 7, 8 -> healLinks();
      case 9 -> pause();
      case 10 -> slowDisk();
      case 11 -> resetConnection();
      default -> simulation.network().misbehave();
    }
    schedule();
  }

  /** Half of the time a leader, where there is one: that is where it hurts. */
  private int anyone() {
    int id = 1 + chance.below(members);
    if (chance.percent(50)) {
      for (SimulatedMember member : simulation.members()) {
        id = member.isLeader() ? (int) member.memberId() : id;
      }
    }
    return id;
  }

  private void crash(int id) {
    SimulatedMember member = simulation.member(id);
    if (!member.isUp()) {
      return;
    }
    simulation.trace("crash " + id);
    member.crash();
    simulation.checkDurability();
    simulation.events().after(chance.between(MILLIS, 2_500 * MILLIS), () -> restart(id));
    for (SimulatedMember other : simulation.members()) {
      if (other.memberId() != id && chance.percent(80)) {
        simulation.events().after(chance.between(MILLIS, 60 * MILLIS), () -> other.peerLost(id));
      }
    }
  }

  private void restart(int id) {
    SimulatedMember member = simulation.member(id);
    if (!member.isUp()) {
      simulation.trace("restart " + id);
      member.start();
    }
  }

  private void crashEverybody() {
    for (int id = 1; id <= members; id++) {
      crash(id);
    }
  }

  private void isolate(int id) {
    simulation.trace("isolate " + id);
    for (int other = 1; other <= members; other++) {
      cutBoth(id, other);
    }
  }

  private void split() {
    simulation.trace("split");
    boolean[] left = new boolean[members + 1];
    for (int id = 1; id <= members; id++) {
      left[id] = chance.percent(50);
    }
    for (int one = 1; one <= members; one++) {
      for (int other = 1; other <= members; other++) {
        if (left[one] != left[other]) {
          cutBoth(one, other);
        }
      }
    }
  }

  private void cutBoth(int one, int other) {
    simulation.network().cut(one, other, true);
    simulation.network().cut(other, one, true);
  }

  private void healLinks() {
    simulation.trace("heal");
    simulation.network().behave();
    simulation.network().misbehave();
  }

  private void pause() {
    SimulatedMember member = simulation.member(anyone());
    if (member.isUp()) {
      simulation.trace("pause " + member.memberId());
      member.pause(chance.between(10 * MILLIS, 3_000 * MILLIS));
    }
  }

  private void slowDisk() {
    SimulatedMember member = simulation.member(anyone());
    long nanosMax = chance.between(MILLIS, chance.percent(20) ? 4_000 * MILLIS : 100 * MILLIS);
    simulation.trace("slow disk " + member.memberId() + " " + nanosMax / MILLIS + " ms");
    member.slowDisk(nanosMax);
  }

  private void resetConnection() {
    int one = anyone();
    int other = anyone();
    simulation.trace("reset " + one + " and " + other);
    simulation.member(one).peerLost(other);
    simulation.member(other).peerLost(one);
  }

  /** No more faults: everything is up, connected and quick. */
  void makePeace() {
    active = false;
    simulation.trace("peace");
    simulation.network().behave();
    for (SimulatedMember member : simulation.members()) {
      member.slowDisk(3 * MILLIS);
      member.steadyPower();
      restart((int) member.memberId());
    }
  }
}
