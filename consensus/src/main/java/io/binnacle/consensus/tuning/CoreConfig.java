package io.binnacle.consensus.tuning;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.Invariant;

/**
 * What a member is told at its start.
 *
 * @param memberId its own id; never 0, never reused (RAFT-58)
 * @param seed of all its chance: another one for each start and each member
 */
public record CoreConfig(
    long memberId, long seed, Timing timing, Flow flow, Retention retention, ReadLease lease) {
  /** Without a lease. */
  public CoreConfig(long memberId, long seed, Timing timing, Flow flow, Retention retention) {
    this(memberId, seed, timing, flow, retention, ReadLease.OFF);
  }

  public CoreConfig {
    Invariant.check(memberId != 0, "a member without an id");
  }

  public static CoreConfig of(long memberId, long seed) {
    return new CoreConfig(memberId, seed, Timing.DEFAULT, Flow.DEFAULT, Retention.DEFAULT);
  }

  /** What the member's configuration says about it. */
  public static CoreConfig of(ConsensusConfig config) {
    ConsensusConfig.Timing timing = config.timing();
    return new CoreConfig(
        config.group().memberId(),
        config.seed(),
        new Timing(
            timing.electionTicks(),
            timing.heartbeatTicks(),
            timing.peerLostTicksMin(),
            timing.peerLostTicksMax(),
            Timing.DEFAULT.readRetryTicks(),
            Timing.DEFAULT.readTimeoutTicks()),
        Flow.DEFAULT,
        new Retention(config.storage().logTailEntries(), Retention.DEFAULT.tailBytesMax()),
        ReadLease.of(
            config.readLease(), 1_000_000L * timing.electionTicks() * timing.tickMillis()));
  }

  /**
   * In ticks of 25 ms.
   *
   * @param electionTicks E: a follower campaigns after E to 2E-1 ticks without a leader (RAFT-03)
   * @param leaderLossTicksMin a follower whose leader's connection was lost asks for pre-votes
   *     after this many (design D17)
   * @param leaderLossTicksMax or at most this many
   * @param readTimeoutTicks a read without an index fails after this many (RAFT-49)
   */
  public record Timing(
      int electionTicks,
      int heartbeatTicks,
      int leaderLossTicksMin,
      int leaderLossTicksMax,
      int readRetryTicks,
      int readTimeoutTicks) {
    /** Election 1 s, heartbeat 100 ms, leader loss 50 to 150 ms, reads again after 500 ms. */
    public static final Timing DEFAULT = new Timing(40, 4, 2, 6, 20, 80);

    public Timing {
      Invariant.check(
          electionTicks > heartbeatTicks && heartbeatTicks > 0,
          "election timeout of %d ticks, heartbeat of %d",
          electionTicks,
          heartbeatTicks);
      Invariant.check(
          leaderLossTicksMin > 0 && leaderLossTicksMin <= leaderLossTicksMax,
          "leader loss of %d to %d ticks",
          leaderLossTicksMin,
          leaderLossTicksMax);
      Invariant.check(
          readRetryTicks > 0 && readTimeoutTicks >= readRetryTicks,
          "read retry of %d ticks, timeout of %d",
          readRetryTicks,
          readTimeoutTicks);
    }
  }

  /**
   * What may be under way.
   *
   * @param appendBytesMax of one append; a single larger entry still goes alone
   * @param inflightAppendsMax to one follower
   * @param uncommittedBytesMax beyond which a leader refuses proposals (RAFT-32)
   * @param unappliedEntriesMax committed ones, beyond which a leader refuses proposals and a
   *     follower takes no entries (KV-14)
   * @param readRequestsMax that wait for an index
   */
  public record Flow(
      int appendBytesMax,
      int inflightAppendsMax,
      long inflightBytesMax,
      long uncommittedBytesMax,
      long unappliedEntriesMax,
      int readRequestsMax) {
    /** NUM-07 and KV-14; 64 MiB uncommitted is a second of a fast disk. */
    public static final Flow DEFAULT = new Flow(1 << 20, 512, 16L << 20, 64L << 20, 20_000, 10_000);

    public Flow {
      Invariant.check(
          appendBytesMax > 0 && inflightBytesMax >= appendBytesMax,
          "append of %d bytes, %d in flight",
          appendBytesMax,
          inflightBytesMax);
      Invariant.check(
          inflightAppendsMax > 0 && readRequestsMax > 0,
          "%d appends, %d reads",
          inflightAppendsMax,
          readRequestsMax);
    }

    /**
     * Of entries that are not applied, committed or not; beyond, as beyond {@link
     * #unappliedEntriesMax}.
     */
    public long unappliedBytesMax() {
      return 2 * uncommittedBytesMax;
    }
  }

  /**
   * How much log behind the newest snapshot stays in memory for slow followers (RAFT-69, RAFT-70);
   * whichever is less. Who is further behind gets a snapshot.
   */
  public record Retention(int tailEntriesMax, long tailBytesMax) {
    public static final Retention DEFAULT = new Retention(5_000, 16L << 20);
  }

  /**
   * Reads that a leader answers without asking anybody (RAFT-50).
   *
   * @param promiseNanos for how long a follower promises to vote for nobody, by its own clock; 0
   *     for no lease
   * @param leaseNanos how long a leader may count on that, by its own clock
   */
  public record ReadLease(long promiseNanos, long leaseNanos) {
    public static final ReadLease OFF = new ReadLease(0, 0);

    public ReadLease {
      Invariant.check(
          leaseNanos <= promiseNanos && leaseNanos >= 0,
          "a lease of %d ns on a promise of %d",
          leaseNanos,
          promiseNanos);
    }

    /** With promises of this length, and clocks that differ as said. */
    public static ReadLease of(ConsensusConfig.ReadLease wanted, long promiseNanos) {
      return wanted.isOn()
          ? new ReadLease(promiseNanos, leaseNanos(promiseNanos, wanted.clockDriftPermilleMax()))
          : OFF;
    }

    /**
     * While the slowest clock that is allowed shows this time, the fastest one does not show the
     * whole promise.
     */
    static long leaseNanos(long promiseNanos, int clockDriftPermilleMax) {
      return promiseNanos / (1_000 + clockDriftPermilleMax) * (1_000 - clockDriftPermilleMax);
    }
  }
}
