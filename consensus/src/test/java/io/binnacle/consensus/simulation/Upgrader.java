package io.binnacle.consensus.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Upgrades a group from one version of the program to the next, one member after another, in an
 * order and at times of chance, while all else goes on (FAULT-11).
 */
final class Upgrader {
  private static final long MILLIS = 1_000_000;

  private final Simulation simulation;
  private final Chance chance;
  private final List<NodeMember> waiting;

  Upgrader(Simulation simulation, List<NodeMember> members, Chance chance) {
    this.simulation = simulation;
    this.chance = chance;
    this.waiting = new ArrayList<>(members);
  }

  void begin() {
    simulation.events().after(chance.between(100 * MILLIS, 1_500 * MILLIS), this::upgradeOne);
  }

  private void upgradeOne() {
    if (!waiting.isEmpty()) {
      upgrade(waiting.remove(chance.below(waiting.size())));
      simulation.events().after(chance.between(200 * MILLIS, 1_500 * MILLIS), this::upgradeOne);
    }
  }

  /** It ends as a process that is killed does, and comes back with the later program. */
  private void upgrade(NodeMember member) {
    simulation.trace("upgrade of " + member.memberId());
    simulation.statistics().change("upgrade");
    boolean wasUp = member.isUp();
    if (wasUp) {
      member.crash();
    }
    member.program(NodeMember.PROGRAM_NOW);
    if (wasUp) {
      simulation
          .events()
          .after(
              chance.between(MILLIS, 500 * MILLIS),
              () -> {
                if (!member.isUp()) {
                  member.start();
                }
              });
    }
  }

  /** Whoever is not upgraded yet is now. */
  void end() {
    List<NodeMember> rest = List.copyOf(waiting);
    waiting.clear();
    rest.forEach(this::upgrade);
  }
}
