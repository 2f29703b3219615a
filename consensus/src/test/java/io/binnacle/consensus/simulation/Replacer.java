package io.binnacle.consensus.simulation;

import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does what docs/data-directory.md says about a damaged member: a new one joins under a new id, and
 * takes the damaged one's place in one change, while all else goes on. One at a time, so that those
 * that are whole are a majority all the while.
 */
final class Replacer {
  private static final long MILLIS = 1_000_000;

  private final Simulation simulation;
  private final List<NodeMember> nodes;
  private final Chance chance;
  private @Nullable NodeMember damaged;
  private @Nullable NodeMember successor;

  Replacer(Simulation simulation, List<NodeMember> nodes, Chance chance) {
    this.simulation = simulation;
    this.nodes = nodes;
    this.chance = chance;
  }

  void begin() {
    simulation.events().after(chance.between(50 * MILLIS, 400 * MILLIS), this::act);
  }

  /** Whether this member's disk may rot now. */
  boolean mayRot(long id) {
    Membership now = simulation.nodeChecker().inForce();
    return damaged == null
        && !now.isChanging()
        && now.voters().size() >= 3
        && now.voters().contains(id)
        && nodes.stream().anyMatch(NodeMember::isUninvited);
  }

  void rotted(long id) {
    damaged = nodes.get((int) id - 1);
  }

  private void act() {
    if (damaged != null) {
      replace(damaged);
    }
    begin();
  }

  private void replace(NodeMember old) {
    Membership now = simulation.nodeChecker().inForce();
    if (!now.contains(old.memberId()) && !now.isChanging()) {
      simulation.trace("replaced: " + old.memberId());
      simulation.statistics().change("damaged member replaced");
      damaged = null;
      successor = null;
      return;
    }
    NodeMember next = successor;
    if (next == null) {
      next = nodes.stream().filter(NodeMember::isUninvited).findFirst().orElseThrow();
      successor = next;
      next.invite();
    }
    long id = next.memberId();
    GroupAdministration group = nodes.get(chance.below(nodes.size())).group();
    if (group == null) {
      return;
    }
    List<Step> steps =
        now.contains(id)
            ? List.of(new Step.Promote(id), new Step.Remove(old.memberId()))
            : List.of(
                new Step.AddLearner(new MemberContact(id, "m" + id, "h", (int) (1 + id % 65_535))));
    simulation.trace("change " + steps);
    var _ = group.change(steps);
  }
}
