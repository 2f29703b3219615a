package io.binnacle.consensus.simulation;

import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the group while everything else happens (FAULT-11): invites spares as learners, promotes,
 * demotes, removes and replaces, and hands leadership over. Asks any member, as people do.
 */
final class Administrator {
  private static final long MILLIS = 1_000_000;

  private final Simulation simulation;
  private final List<NodeMember> nodes;
  private final DiskDamage damage;
  private final Chance chance;
  private boolean active = true;

  Administrator(Simulation simulation, List<NodeMember> nodes, DiskDamage damage, Chance chance) {
    this.simulation = simulation;
    this.nodes = nodes;
    this.damage = damage;
    this.chance = chance;
  }

  void begin() {
    simulation.events().after(chance.between(100 * MILLIS, 1_500 * MILLIS), this::act);
  }

  void end() {
    active = false;
  }

  private void act() {
    if (!active) {
      return;
    }
    NodeMember asked = nodes.get(chance.below(nodes.size()));
    GroupAdministration group = asked.group();
    if (group != null) {
      change(group, asked.membership());
    }
    begin();
  }

  private void change(GroupAdministration group, Membership now) {
    List<Step> steps = new ArrayList<>();
    List<Long> voters = now.voters();
    List<Long> learners = now.learners();
    if (voters.isEmpty()) {
      return;
    }
    List<Long> damaged = voters.stream().filter(damage.damaged()::contains).toList();
    if (!damaged.isEmpty() && chance.percent(40)) {
      learners.forEach(id -> steps.add(new Step.Promote(id)));
      steps.add(new Step.Remove(any(damaged)));
      ask(group, steps);
      return;
    }
    switch (chance.below(6)) {
      case 0, 1 -> invite(steps);
      case 2 -> learners.forEach(id -> steps.add(new Step.Promote(id)));
      case 3 -> {
        if (!learners.isEmpty()) {
          steps.add(new Step.Promote(any(learners)));
          steps.add(new Step.Remove(any(voters)));
        }
      }
      case 4 -> steps.add(chance.percent(50) ? new Step.Demote(any(voters)) : removal(now));
      default -> {
        simulation.statistics().fault("leadership handed over");
        var _ = group.transferLeadership(any(voters));
      }
    }
    ask(group, steps);
  }

  /** Unless the whole voters might be no majority then. */
  private void ask(GroupAdministration group, List<Step> steps) {
    if (!steps.isEmpty() && damage.permits(steps)) {
      simulation.trace("change " + steps);
      simulation.statistics().fault("change of members");
      damage.asked(steps, group.change(steps));
    }
  }

  private Step removal(Membership now) {
    return new Step.Remove(any(chance.percent(50) ? now.voters() : now.members()));
  }

  private Long any(List<Long> ids) {
    return ids.get(chance.below(ids.size()));
  }

  private void invite(List<Step> steps) {
    for (NodeMember node : nodes) {
      if (node.invite()) {
        long id = node.memberId();
        steps.add(
            new Step.AddLearner(new MemberContact(id, "m" + id, "h", (int) (1 + id % 65_535))));
        return;
      }
    }
  }
}
