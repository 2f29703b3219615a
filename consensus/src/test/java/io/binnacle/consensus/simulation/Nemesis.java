package io.binnacle.consensus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Does harm, within what Raft promises to bear: FAULT-01 to FAULT-09, FAULT-12, FAULT-13. What
 * cannot be done to the members at hand is simply not done.
 */
final class Nemesis {
  private static final long MILLIS = 1_000_000;

  private record Strike(String name, int weight, BooleanSupplier action) {}

  private final Simulation simulation;
  private final Chance chance;
  private final boolean hasty;
  private final List<Strike> strikes = new ArrayList<>();
  private int weights;
  private final DiskDamage damage;
  private boolean active = true;

  Nemesis(Simulation simulation, Chance chance, DiskDamage damage) {
    this.simulation = simulation;
    this.chance = chance;
    this.damage = damage;
    this.hasty = chance.percent(30);
    strike("crash", 3, () -> crash(anyone()));
    strike("crash of all", 1, this::crashEverybody);
    strike("rolling restart", 1, () -> rollOver(1));
    strike("isolation", 1, () -> isolate(anyone()));
    strike("partition", 1, this::split);
    strike("one-way cut", 1, () -> simulation.network().cut(anyone(), anyone(), true));
    strike("flapping link", 1, () -> flap(anyone(), anyone(), 6));
    strike("snapshots cut off", 1, () -> simulation.network().cutSnapshots(true));
    strike("healing", 4, this::healLinks);
    strike("pause", 1, this::pause);
    strike("slow disk", 1, this::slowDisk);
    strike("connection reset", 1, this::resetConnection);
    strikeIfPossible("clock jump or drift", this::bendClock);
    strikeIfPossible("full disk", this::fillDisk);
    strikeIfPossible("bit rot", this::rot);
    strikeIfPossible("starved thread", () -> anybody().starve(chance.between(0, 300 * MILLIS)));
  }

  private void strikeIfPossible(String name, BooleanSupplier action) {
    add(name, 1, action);
  }

  private void strike(String name, int weight, Runnable action) {
    add(
        name,
        weight,
        () -> {
          action.run();
          return true;
        });
  }

  private void add(String name, int weight, BooleanSupplier action) {
    strikes.add(new Strike(name, weight, action));
    weights += weight;
  }

  /** Those that there are by now. */
  private int members() {
    return simulation.members().size();
  }

  void begin() {
    simulation.network().misbehave();
    if (chance.percent(25)) {
      if (chance.percent(50)) {
        // So that syncs end when their entries have long been replaced (RAFT-42).
        simulation
            .members()
            .forEach(each -> each.slowDisk(chance.between(20 * MILLIS, 400 * MILLIS)));
      }
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
        simulation.statistics().fault("leader hunted");
        int leader = (int) member.memberId();
        simulation.network().joinAll();
        isolate(leader);
        int listener = 1 + chance.below(members());
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
    int drawn = chance.below(weights);
    for (Strike strike : strikes) {
      drawn -= strike.weight;
      if (drawn < 0) {
        simulation.trace(strike.name);
        if (strike.action.getAsBoolean()) {
          simulation.statistics().fault(strike.name);
        }
        break;
      }
    }
    schedule();
  }

  /** Half of the time a leader, where there is one: that is where it hurts. */
  private int anyone() {
    int id = 1 + chance.below(members());
    if (chance.percent(50)) {
      for (SimulatedMember member : simulation.members()) {
        id = member.isLeader() ? (int) member.memberId() : id;
      }
    }
    return id;
  }

  private SimulatedMember anybody() {
    return simulation.member(anyone());
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
    for (int id = 1; id <= members(); id++) {
      crash(id);
    }
  }

  /** One after the other, each soon after the one before is back. */
  private void rollOver(int id) {
    if (active && id <= members()) {
      crash(id);
      simulation
          .events()
          .after(chance.between(200 * MILLIS, 3_000 * MILLIS), () -> rollOver(id + 1));
    }
  }

  private void isolate(int id) {
    for (int other = 1; other <= members(); other++) {
      cutBoth(id, other);
    }
  }

  private void split() {
    boolean[] left = new boolean[members() + 1];
    for (int id = 1; id <= members(); id++) {
      left[id] = chance.percent(50);
    }
    for (int one = 1; one <= members(); one++) {
      for (int other = 1; other <= members(); other++) {
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

  private void flap(int one, int other, int times) {
    if (active && times > 0) {
      simulation.network().cut(one, other, times % 2 == 0);
      simulation
          .events()
          .after(chance.between(20 * MILLIS, 400 * MILLIS), () -> flap(one, other, times - 1));
    }
  }

  /** Also what was done to disks, clocks and threads comes to an end now and then. */
  private void healLinks() {
    simulation.network().behave();
    simulation.network().misbehave();
    SimulatedMember member = anybody();
    member.setClock(1_000, 0);
    member.starve(0);
    member.emptyDisk();
  }

  private void pause() {
    SimulatedMember member = anybody();
    if (member.isUp()) {
      member.pause(chance.between(10 * MILLIS, 3_000 * MILLIS));
    }
  }

  private void slowDisk() {
    anybody().slowDisk(chance.between(MILLIS, chance.percent(20) ? 4_000 * MILLIS : 100 * MILLIS));
  }

  private void resetConnection() {
    int one = anyone();
    int other = anyone();
    simulation.member(one).peerLost(other);
    simulation.member(other).peerLost(one);
  }

  private boolean bendClock() {
    int permille =
        (int) (chance.percent(70) ? chance.between(950, 1_050) : 500 + 500 * chance.below(4));
    long jump = chance.between(-500 * MILLIS, chance.percent(30) ? 10_000 * MILLIS : 500 * MILLIS);
    return anybody().setClock(permille, jump);
  }

  private boolean fillDisk() {
    SimulatedMember member = anybody();
    boolean filled = member.fillDisk(chance.below(40_000));
    if (filled) {
      simulation.events().after(chance.between(100 * MILLIS, 4_000 * MILLIS), member::emptyDisk);
    }
    return filled;
  }

  /** Or a write that goes astray, sooner or later. */
  private boolean rot() {
    int id = anyone();
    if (!damage.mayHit(id)) {
      return false;
    }
    if (damage.isOfAWrite()) {
      damage.misdirectWrite(id, () -> crashIfActive(id));
      return false;
    }
    boolean rots = simulation.member(id).rot();
    if (rots) {
      damage.hit(id);
      if (chance.percent(70)) {
        crash(id);
      }
    }
    return rots;
  }

  private void crashIfActive(int id) {
    if (active) {
      crash(id);
    }
  }

  /** No more faults: everything is up, connected and quick. */
  void makePeace() {
    active = false;
    simulation.trace("peace");
    damage.end();
    simulation.network().behave();
    for (SimulatedMember member : simulation.members()) {
      member.comfort();
      restart((int) member.memberId());
    }
  }
}
