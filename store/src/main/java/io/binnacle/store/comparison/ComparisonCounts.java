package io.binnacle.store.comparison;

import java.util.List;

/**
 * What comparisons of the members' states have shown, as one member has seen them since its start.
 *
 * @param agreed comparisons in which a majority of the voters had the same state
 * @param undecided comparisons in which members differed, and no majority agreed
 * @param differing ids of the members whose state was not the majority's in one of them, ascending:
 *     as many at most as the group has had members
 */
public record ComparisonCounts(long agreed, long undecided, List<Long> differing) {
  public ComparisonCounts {
    differing = List.copyOf(differing);
  }
}
