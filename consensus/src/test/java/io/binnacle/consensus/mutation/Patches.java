package io.binnacle.consensus.mutation;

import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.LogTail;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.read.ReadIndexQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What some edits put in the place of what is right. */
public final class Patches {
  private Patches() {}

  public static long first(long one, long other) {
    return one;
  }

  public static long second(long one, long other) {
    return other;
  }

  /** For the majorities of joint consensus: the old voters where there are any. */
  public static long secondIfAny(long incoming, long outgoing) {
    return outgoing == Long.MAX_VALUE ? incoming : outgoing;
  }

  /** For the question whether a change leaves the voters as they are. */
  public static boolean alike(List<Long> one, Object other) {
    return true;
  }

  /** For those whose majority decides. */
  public static List<Long> votersAndLearners(Membership membership) {
    List<Long> all = new ArrayList<>(membership.voters());
    all.addAll(membership.learners());
    return all;
  }

  /** For the rule of figure 8. */
  public static boolean allowsAnyTerm(
      long agreedIndex, long commitIndex, long entryTerm, long leaderTerm) {
    return agreedIndex > commitIndex;
  }

  /** For the comparison of logs before a vote. */
  public static boolean isAtLeastAsLong(LogPosition own, LogPosition other) {
    return own.index() >= other.index();
  }

  /** For the entries that are handed to the state machine: one more than is due. */
  public static List<LogEntry> batchWithOneBefore(LogTail log, long from, long to, long bytesMax) {
    return log.batch(Math.max(log.firstIndex(), from - 1), to, bytesMax);
  }

  /** For the round that confirms reads. */
  public static List<ReadIndexQueue.Read> confirmAll(ReadIndexQueue reads, long confirmedContext) {
    return reads.confirm(Long.MAX_VALUE);
  }

  /** For a sync whose failure must not be forgotten. */
  public static void syncUntilItSucceeds(DiskFile file) throws IOException {
    try {
      file.sync();
    } catch (IOException _) {
      file.sync();
    }
  }

  /** For what a member has said that it understands. */
  public static Object saidOrAll(Map<?, ?> said, Object member, Object least) {
    Object known = said.get(member);
    return known == null ? new Understanding(Integer.MAX_VALUE, Integer.MAX_VALUE) : known;
  }

  /** For how much of a promise a leader counts on. */
  public static long wholePromise(long promiseNanos, int clockDriftPermilleMax) {
    return promiseNanos;
  }
}
