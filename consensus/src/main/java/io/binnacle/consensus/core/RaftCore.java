package io.binnacle.consensus.core;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import java.util.List;

/**
 * One member's Raft, as a function of what happened to it so far. For one thread. The same inputs
 * give the same effects, byte for byte.
 *
 * <p>How a driver uses it:
 *
 * <pre>{@code
 * for (Effect effect : core.step(input)) {
 *   // in order; from the first Persist, InstallSnapshot or AwaitPersisted on, the rest of the
 *   // list is kept until that persist id is durable: see Effect
 * }
 * }</pre>
 *
 * <p>The core never waits. A member that restarts makes a new core from what its disk says; nothing
 * else of the old one matters.
 */
public final class RaftCore {
  private final CoreConfig config;
  private final Recovered recovered;

  public RaftCore(CoreConfig config, Recovered recovered) {
    this.config = config;
    this.recovered = recovered;
  }

  /** What is to be done about this, in order. */
  public List<Effect> step(Input input) {
    Invariant.check(config.memberId() == 0, "takes no input yet: %s", input);
    return List.of();
  }

  public long term() {
    return recovered.hardState().term();
  }

  /**
   * What a member's disk says at its start.
   *
   * @param base the position before the first of the entries; the log is released up to here
   * @param entries consecutive, behind {@code base}; all of them durable
   * @param applied what the state machine was restored to: at or behind {@code base}, never beyond
   *     the last entry (RAFT-43)
   * @param membership as of {@code applied}; at the first start, of the flags (RAFT-62)
   */
  public record Recovered(
      HardState hardState,
      LogPosition base,
      List<LogEntry> entries,
      LogPosition applied,
      Membership membership) {
    public Recovered {
      entries = List.copyOf(entries);
    }

    /** Of a member that starts for the first time. */
    public static Recovered nothing(Membership membership) {
      return new Recovered(
          HardState.INITIAL, LogPosition.NONE, List.of(), LogPosition.NONE, membership);
    }
  }
}
