package io.binnacle.consensus.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Does to leaders what a lease has to bear: it makes the leader's clock the slowest and all others
 * the fastest, keeps asking the leader for reads, and takes it away from the others in one of the
 * ways that may let them elect another one soon.
 */
final class LeaseHunter {
  private static final long MILLIS = 1_000_000;
  private static final int SLOWEST_PERMILLE = 500;
  private static final int FASTEST_PERMILLE = 2_000;

  private final Simulation simulation;
  private final Chance chance;
  private boolean active = true;

  LeaseHunter(Simulation simulation, Chance chance) {
    this.simulation = simulation;
    this.chance = chance;
  }

  void begin() {
    simulation.events().after(chance.between(500 * MILLIS, 2_000 * MILLIS), this::hunt);
  }

  void end() {
    active = false;
  }

  private void hunt() {
    if (!active) {
      return;
    }
    for (SimulatedMember member : List.copyOf(simulation.members())) {
      if (member.isLeader()) {
        hunt(member);
        break;
      }
    }
    simulation.events().after(chance.between(2_500 * MILLIS, 4_000 * MILLIS), this::hunt);
  }

  private void hunt(SimulatedMember leader) {
    simulation.statistics().fault("lease hunted");
    simulation.trace("hunts the lease of " + leader.memberId());
    simulation.network().joinAll();
    List<SimulatedMember> others = new ArrayList<>(simulation.members());
    others.remove(leader);
    leader.setClock(SLOWEST_PERMILLE, 0);
    others.forEach(other -> other.setClock(FASTEST_PERMILLE, 0));
    readFor(leader, 150);
    switch (chance.below(4)) {
      case 0 -> isolate(leader);
      case 1 -> {
        isolate(leader);
        others.forEach(other -> other.peerLost(leader.memberId()));
      }
      case 2 -> handOver(leader, others);
      default -> restartThoseWhoPromised(leader, others);
    }
  }

  private void isolate(SimulatedMember leader) {
    simulation.members().forEach(other -> cut(leader, other));
  }

  private void cut(SimulatedMember one, SimulatedMember other) {
    simulation.network().cut((int) one.memberId(), (int) other.memberId(), true);
    simulation.network().cut((int) other.memberId(), (int) one.memberId(), true);
  }

  /** It is gone as soon as it has told the other one to campaign. */
  private void handOver(SimulatedMember leader, List<SimulatedMember> others) {
    if (!others.isEmpty()) {
      leader.handOver(others.get(chance.below(others.size())).memberId());
      simulation
          .events()
          .after(
              chance.between(MILLIS, 10 * MILLIS),
              () -> {
                // Peace may have come since.
                if (active) {
                  isolate(leader);
                }
              });
    }
  }

  /**
   * Some have not heard the leader for long and would campaign; just enough have. Those lose their
   * memory of it, and the leader its connections.
   */
  private void restartThoseWhoPromised(SimulatedMember leader, List<SimulatedMember> others) {
    int needed = leader.membership().voters().size() / 2;
    List<SimulatedMember> promised = others.subList(0, Math.min(needed, others.size()));
    others.subList(promised.size(), others.size()).forEach(deaf -> cut(leader, deaf));
    simulation
        .events()
        .after(
            chance.between(1_000 * MILLIS, 2_000 * MILLIS),
            () -> {
              if (!active || !leader.isLeader()) {
                return;
              }
              isolate(leader);
              readFor(leader, 50);
              for (SimulatedMember each : promised) {
                if (each.isUp()) {
                  each.crash();
                  simulation
                      .events()
                      .after(chance.between(MILLIS, 30 * MILLIS), () -> startAgain(each));
                }
              }
            });
  }

  private static void startAgain(SimulatedMember member) {
    if (!member.isUp()) {
      member.start();
    }
  }

  private void readFor(SimulatedMember leader, int times) {
    if (active && times > 0 && leader.isUp()) {
      leader.read(_ -> {});
      simulation.events().after(20 * MILLIS, () -> readFor(leader, times - 1));
    }
  }
}
