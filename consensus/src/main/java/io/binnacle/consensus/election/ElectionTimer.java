package io.binnacle.consensus.election;

/**
 * When to campaign. Holds all the chance there is in the core (SplitMix64 from a seed).
 *
 * <p>Usually E to 2E-1 ticks (RAFT-03). After the connection to the leader was lost, and at the
 * start, the drawn times are short for a while: a pre-vote disturbs nobody, and those who still
 * hear a leader ignore it (design D17).
 */
public final class ElectionTimer {
  private final Bounds bounds;
  private long chance;
  private long nowTick;
  private int elapsedTicks;
  private int timeoutTicks;
  private long hurryUntilTick;

  /** In ticks: E, the pause between two heartbeats, and the waits after a leader's loss. */
  public record Bounds(
      int electionTicks, int heartbeatTicks, int leaderLossTicksMin, int leaderLossTicksMax) {}

  public ElectionTimer(Bounds bounds, long seed) {
    this.bounds = bounds;
    this.chance = seed;
  }

  public long nowTick() {
    return nowTick;
  }

  /** The first wait of a member's life: nobody is known to lead, so it need not be long. */
  public void expectFirstElection(boolean alone) {
    timeoutTicks = alone ? 1 : between(bounds.heartbeatTicks(), bounds.electionTicks());
  }

  public void tick() {
    nowTick++;
    elapsedTicks++;
  }

  public boolean isExpired() {
    return elapsedTicks >= timeoutTicks;
  }

  /** A leader was heard less than E ago (RAFT-07), if one is known at all. */
  public boolean isLeaderFresh() {
    return elapsedTicks < bounds.electionTicks();
  }

  public int elapsedTicks() {
    return elapsedTicks;
  }

  /** The leader was heard. */
  public void heard() {
    elapsedTicks = 0;
  }

  /** Draws anew: at every change of role or term. */
  public void restart(boolean leaderKnown) {
    elapsedTicks = 0;
    if (leaderKnown) {
      hurryUntilTick = 0;
    }
    timeoutTicks =
        isHurried()
            ? between(bounds.leaderLossTicksMin(), 2 * bounds.leaderLossTicksMax())
            : between(bounds.electionTicks(), 2 * bounds.electionTicks() - 1);
  }

  /** An election of our own has begun: it needs a round trip and two syncs, so it gets longer. */
  public void restartForElection() {
    elapsedTicks = 0;
    timeoutTicks =
        isHurried()
            ? between(bounds.leaderLossTicksMax(), 3 * bounds.leaderLossTicksMax())
            : between(bounds.electionTicks(), 2 * bounds.electionTicks() - 1);
  }

  /** The leader's connection was lost. */
  public void hurry() {
    hurryUntilTick = nowTick + 2L * bounds.electionTicks();
    elapsedTicks = 0;
    timeoutTicks = between(bounds.leaderLossTicksMin(), bounds.leaderLossTicksMax());
  }

  private boolean isHurried() {
    return nowTick < hurryUntilTick;
  }

  private int between(int min, int max) {
    return min + (int) Long.remainderUnsigned(nextChance(), max - min + 1L);
  }

  public long nextChance() {
    chance += 0x9E3779B97F4A7C15L;
    long mixed = chance;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
