package io.binnacle.consensus.simulation;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the group while the nemesis does harm (FAULT-11): asks any member for any change,
 * sensible or not, by what that member takes the group for, and for other leaders.
 */
final class GroupChanger {
  /** Ids are used once, so this bounds a run. */
  static final int MEMBERS_MAX = 7;

  private static final long MILLIS = 1_000_000;

  private final Simulation simulation;
  private final Chance chance;
  private final long pauseMax;
  private boolean active = true;

  GroupChanger(Simulation simulation, Chance chance) {
    this.simulation = simulation;
    this.chance = chance;
    this.pauseMax = (chance.percent(30) ? 150 : 1_000) * MILLIS;
  }

  void begin() {
    simulation.events().after(chance.between(10 * MILLIS, pauseMax), this::turn);
  }

  void end() {
    active = false;
  }

  private void turn() {
    if (!active) {
      return;
    }
    SimulatedMember asked = anyone();
    if (chance.percent(15)) {
      long target = chance.percent(50) ? HardState.NOBODY : chance.between(1, MEMBERS_MAX);
      simulation.statistics().change("transfer asked for");
      simulation.trace("hand over to " + target);
      asked.handOver(target);
    } else {
      ask(asked);
    }
    begin();
  }

  /** Mostly one that leads, or the wishes would hardly ever get through. */
  private SimulatedMember anyone() {
    List<SimulatedMember> members = simulation.members();
    SimulatedMember any = members.get(chance.below(members.size()));
    if (chance.percent(70)) {
      for (SimulatedMember member : members) {
        any = member.isLeader() ? member : any;
      }
    }
    return any;
  }

  private void ask(SimulatedMember asked) {
    Membership group = asked.membership();
    List<Step> steps = new ArrayList<>();
    int drawn = chance.below(100);
    if (drawn < 30) {
      add(group, steps);
    } else if (drawn < 60) {
      promote(group, steps);
    } else if (drawn < 70) {
      demote(group, steps);
    } else if (drawn < 77) {
      remove(group, asked, steps);
    } else if (drawn < 87) {
      promote(group, steps);
      remove(group, asked, steps);
    } else if (drawn < 95) {
      promote(group, steps);
      demote(group, steps);
      add(group, steps);
    } else {
      nonsense(steps);
    }
    if (steps.isEmpty()) {
      return;
    }
    simulation.statistics().change("asked for");
    simulation.trace("change " + steps + " asked of " + asked.memberId());
    asked.change(new MembershipChange(steps, List.of()), _ -> {});
  }

  /** One that waits to be added, or a new one. */
  private void add(Membership group, List<Step> steps) {
    for (SimulatedMember member : simulation.members()) {
      long id = member.memberId();
      if (!member.isLost() && !group.contains(id) && !group.removed().contains(id)) {
        steps.add(added(id));
        return;
      }
    }
    if (simulation.members().size() < MEMBERS_MAX) {
      steps.add(added(simulation.join().memberId()));
    }
  }

  private static Step added(long id) {
    return new Step.AddLearner(new MemberContact(id, "m" + id, "h", (int) (1 + id % 65_535)));
  }

  private void promote(Membership group, List<Step> steps) {
    if (!group.learners().isEmpty()) {
      steps.add(new Step.Promote(oneOf(group.learners())));
    }
  }

  private void demote(Membership group, List<Step> steps) {
    if (!group.voters().isEmpty()) {
      steps.add(new Step.Demote(oneOf(group.voters())));
    }
  }

  /** Often the one that is asked, which leads more often than not (RAFT-59). */
  private void remove(Membership group, SimulatedMember asked, List<Step> steps) {
    List<Long> members = group.members();
    if (!members.isEmpty()) {
      boolean itself = chance.percent(40) && group.isVoter(asked.memberId());
      steps.add(new Step.Remove(itself ? asked.memberId() : oneOf(members)));
    }
  }

  private void nonsense(List<Step> steps) {
    long id = chance.between(1, MEMBERS_MAX);
    switch (chance.below(3)) {
      case 0 -> steps.add(new Step.Promote(id));
      case 1 -> steps.add(new Step.Remove(id));
      default -> {
        // It may have been removed; if it never was there, nobody would ever answer for it.
        if (id <= simulation.members().size()) {
          steps.add(added(id));
        }
      }
    }
  }

  private long oneOf(List<Long> ids) {
    return ids.get(chance.below(ids.size()));
  }
}
