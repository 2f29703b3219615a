package io.binnacle.consensus.progress;

import io.binnacle.consensus.message.Proposal;
import java.util.List;
import java.util.TreeMap;

/**
 * Which forwarded proposals this member has appended as leader of its last term. The ids of one
 * origin ascend, so the highest is enough: a message that comes twice, or is overtaken, is dropped
 * in silence rather than appended twice or refused although it is in the log (RAFT-34).
 */
public final class ProposalMemory {
  private final TreeMap<Long, Long> highestByOrigin = new TreeMap<>();
  private long ledTerm;

  /** This member leads a term. */
  public void lead(long term) {
    ledTerm = term;
    highestByOrigin.clear();
  }

  /** Those that this member has not taken as leader of the term they are addressed to. */
  public List<Proposal> unseen(long origin, long addressedTerm, List<Proposal> proposals) {
    if (addressedTerm != ledTerm) {
      return proposals;
    }
    long highest = highestByOrigin.getOrDefault(origin, -1L);
    int known = 0;
    while (known < proposals.size() && proposals.get(known).id().sequence() <= highest) {
      known++;
    }
    return proposals.subList(known, proposals.size());
  }

  /** These were taken: appended or refused, but not both ever. */
  public void seen(long origin, List<Proposal> proposals) {
    if (!proposals.isEmpty()) {
      highestByOrigin.merge(origin, proposals.getLast().id().sequence(), Math::max);
    }
  }
}
