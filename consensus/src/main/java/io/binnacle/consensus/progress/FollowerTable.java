package io.binnacle.consensus.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** All followers of one leader, ascending by id. Its own entry is not among them. */
public final class FollowerTable {
  /** Further behind, a learner would slow the group down if its say counted (RAFT-57). */
  private static final long PROMOTION_LAG_ENTRIES_MAX = 1_000;

  private final long self;
  private final int appendsMax;
  private final long bytesMax;
  private final TreeMap<Long, FollowerProgress> followers = new TreeMap<>();

  public FollowerTable(long self, int appendsMax, long bytesMax) {
    this.self = self;
    this.appendsMax = appendsMax;
    this.bytesMax = bytesMax;
  }

  /**
   * Goes by these members from now on. New ones begin at the end of the log and count as heard for
   * a while, so that check-quorum does not fire at once (RAFT-58).
   */
  public void goBy(List<Long> members, long lastIndex, long nowTick) {
    followers.keySet().removeIf(member -> !members.contains(member));
    for (Long member : members) {
      if (member != self && !followers.containsKey(member)) {
        followers.put(member, new FollowerProgress(lastIndex + 1, appendsMax, bytesMax, nowTick));
      }
    }
  }

  public @Nullable FollowerProgress get(long member) {
    return followers.get(member);
  }

  public void forEach(BiConsumer<Long, FollowerProgress> visitor) {
    followers.forEach(visitor);
  }

  public boolean isEmpty() {
    return followers.isEmpty();
  }

  /** Who was heard in this period of check-quorum, the leader included; the next one begins. */
  public List<Long> endActivePeriod() {
    List<Long> heard = new ArrayList<>();
    heard.add(self);
    followers.forEach(
        (member, progress) -> {
          if (progress.endActivePeriod()) {
            heard.add(member);
          }
        });
    return heard;
  }

  /** All members, the leader included. */
  public List<FollowerReport> report(long ownIndex, long heardTicks, long nowTick) {
    List<FollowerReport> reports = new ArrayList<>();
    reports.add(new FollowerReport(self, ownIndex, true, false, 0));
    followers.forEach(
        (member, progress) ->
            reports.add(
                new FollowerReport(
                    member,
                    progress.matchIndex(),
                    progress.isHeard(heardTicks, nowTick),
                    progress.state() == FollowerProgress.State.SNAPSHOTTING,
                    progress.inFlight())));
    return reports;
  }

  /** {@link FollowerProgress#catchesUpThrough}, of any of them. */
  public boolean anyCatchesUpThrough(long index, long ticksMax, long nowTick) {
    return followers.values().stream()
        .anyMatch(progress -> progress.catchesUpThrough(index, ticksMax, nowTick));
  }

  /** A majority of these voters was heard within this time; the leader itself always is. */
  public boolean isMajorityHeard(List<Long> voters, long ticks, long nowTick) {
    long heard =
        voters.stream()
            .filter(
                voter -> {
                  FollowerProgress progress = followers.get(voter);
                  return voter == self || (progress != null && progress.isHeard(ticks, nowTick));
                })
            .count();
    return heard > voters.size() / 2;
  }

  /**
   * Whether a learner has so much of the log that it may become a voter (RAFT-57): it takes entries
   * as they come, and lacks neither many nor, while the log is short, a great part.
   */
  public boolean isCaughtUp(long member, long lastIndex) {
    FollowerProgress progress = followers.get(member);
    return progress != null
        && progress.state() == FollowerProgress.State.REPLICATING
        && lastIndex - progress.matchIndex() <= PROMOTION_LAG_ENTRIES_MAX
        && progress.matchIndex() * 10 >= lastIndex * 9;
  }

  /**
   * The voter that would need least to lead: heard lately, and of those the one with the most of
   * the log.
   *
   * @return 0 where there is none
   */
  public long bestOf(List<Long> voters, long ticks, long nowTick) {
    long best = 0;
    long bestMatch = -1;
    for (Long voter : voters) {
      FollowerProgress progress = followers.get(voter);
      if (progress != null
          && progress.isHeard(ticks, nowTick)
          && progress.matchIndex() > bestMatch) {
        best = voter;
        bestMatch = progress.matchIndex();
      }
    }
    return best;
  }
}
