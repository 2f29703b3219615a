package io.binnacle.consensus.simulation;

import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.membership.MembershipChange.Step;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whose disk may be damaged (FAULT-05): of a minority only, since what more damage does to a group,
 * no protocol heals. A member counts as damaged for ever, from the damage on, whether it finds it
 * or not: until it does, it goes on from memory, votes and acknowledges.
 */
final class DiskDamage {
  private static final long MILLIS = 1_000_000;

  /** How long a fault waits for a write that it can strike. */
  private static final long WAITING_NANOS = 2_000 * MILLIS;

  private final Simulation simulation;
  private final Chance chance;
  private final GroupOutlook outlook;
  private final Set<Long> damaged = new TreeSet<>();

  /** Waits at somebody's disk, which may be damaged at any moment. */
  private @Nullable MisdirectedWrite waiting;

  private long waitsAt;

  DiskDamage(Simulation simulation, Chance chance) {
    this.simulation = simulation;
    this.chance = chance;
    this.outlook = new GroupOutlook(simulation.nodeChecker());
  }

  boolean mayHit(int id) {
    Replacer replacer = simulation.replacer();
    if (waiting != null) {
      return false;
    }
    if (replacer != null) {
      return replacer.mayRot(id);
    }
    if (simulation.isGroupChanging() && !simulation.damagesChangingGroups()) {
      return false;
    }
    Set<Long> then = new TreeSet<>(damaged);
    then.add((long) id);
    return outlook.survives(then, List.of());
  }

  /** Who is damaged, or will be at any moment. */
  Set<Long> damaged() {
    Set<Long> all = new TreeSet<>(damaged);
    if (waiting != null) {
      all.add(waitsAt);
    }
    return all;
  }

  /** Whether the group may be asked for this, as long as those that are damaged are in it. */
  boolean permits(List<Step> steps) {
    Set<Long> all = damaged();
    return all.isEmpty() || outlook.survives(all, steps);
  }

  /** The group was asked for this. */
  void asked(List<Step> steps, CompletableFuture<MembershipOutcome> outcome) {
    outlook.asked(steps, outcome);
  }

  void hit(int id) {
    damaged.add((long) id);
    boolean changing = simulation.isGroupChanging() && simulation.damagesChangingGroups();
    if (changing && simulation.nodeChecker().inForce().isVoter(id)) {
      simulation.statistics().change("voter damaged in a group that changes");
    }
    Replacer replacer = simulation.replacer();
    if (replacer != null) {
      replacer.rotted(id);
    }
  }

  /**
   * Whether the next damage is a write that goes astray; bits that turn over are the other kind.
   */
  boolean isOfAWrite() {
    return simulation.hasMisdirectedWrites() && chance.percent(40);
  }

  /**
   * One of the member's next writes goes astray, if there is one soon of which that can be told.
   *
   * @param crash ends the member, most times, some time after it was damaged
   */
  void misdirectWrite(int id, Runnable crash) {
    MisdirectedWrite next = new MisdirectedWrite(chance, path -> struck(id, path, crash));
    waiting = next;
    waitsAt = id;
    simulation.member(id).misdirect(next);
    simulation
        .events()
        .after(
            WAITING_NANOS,
            () -> {
              next.giveUp();
              waiting = waiting == next ? null : waiting;
            });
  }

  private void struck(int id, String path, Runnable crash) {
    simulation.trace("misdirected write at " + id + " in " + path);
    simulation.statistics().fault("misdirected write");
    waiting = null;
    simulation.member(id).countAsDamaged();
    hit(id);
    if (chance.percent(70)) {
      simulation.events().after(chance.between(MILLIS, 700 * MILLIS), crash);
    }
  }

  /** In peace nothing is damaged any more. */
  void end() {
    if (waiting != null) {
      waiting.giveUp();
    }
  }
}
