package io.binnacle.consensus.quorum;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * The majority of one set of voters. Of no voters, everything is agreed on (as etcd's, RAFT-55).
 */
final class MajorityQuorum {
  private final long[] voters;

  MajorityQuorum(List<Long> voters) {
    this.voters = voters.stream().mapToLong(Long::longValue).toArray();
  }

  /** The highest value that a majority has reached. */
  long agreed(LongUnaryOperator reachedBy) {
    if (voters.length == 0) {
      return Long.MAX_VALUE;
    }
    long[] reached = new long[voters.length];
    for (int i = 0; i < voters.length; i++) {
      reached[i] = reachedBy.applyAsLong(voters[i]);
    }
    Arrays.sort(reached);
    return reached[(voters.length - 1) / 2];
  }
}
