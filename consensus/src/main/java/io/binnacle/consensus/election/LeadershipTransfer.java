package io.binnacle.consensus.election;

import java.util.ArrayList;
import java.util.List;

/**
 * A leader's wish to hand over to one voter (RAFT-63). While it lasts the leader takes nothing new,
 * so that the target can catch up; it ends after an election timeout, at the latest.
 */
public final class LeadershipTransfer {
  private final long target;
  private final long deadlineTick;
  private final List<Long> requests = new ArrayList<>();
  private boolean told;

  public LeadershipTransfer(long target, long nowTick, int electionTicks) {
    this.target = target;
    this.deadlineTick = nowTick + electionTicks;
  }

  public long target() {
    return target;
  }

  /** Another request that this transfer is for; as many as come within an election timeout. */
  public void join(long request) {
    requests.add(request);
  }

  public List<Long> requests() {
    return List.copyOf(requests);
  }

  public boolean isOverdue(long nowTick) {
    return nowTick >= deadlineTick;
  }

  /** Whether the target is to be told to campaign now; true once, until {@link #tellAgain}. */
  public boolean isDue(long matchIndex, long lastIndex) {
    boolean due = !told && matchIndex == lastIndex;
    told |= due;
    return due;
  }

  /** What it was told may have been lost. */
  public void tellAgain() {
    told = false;
  }
}
