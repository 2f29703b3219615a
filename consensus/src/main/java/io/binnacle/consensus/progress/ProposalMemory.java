package io.binnacle.consensus.progress;

import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which forwarded proposals this member has taken as leader of its last terms. The ids of one
 * origin ascend, so the highest says of any proposal whether it was seen before: one that comes
 * twice, or is overtaken, is not appended again (RAFT-34). Of the ids up to the highest it is
 * remembered which were not appended, because they were refused or never arrived: whoever asks for
 * them again is told so, instead of being left undecided.
 */
public final class ProposalMemory {
  /** Older gaps are forgotten; what fell into one then ends undecided at its deadline. */
  private static final int GAPS_MAX = 256;

  /** A larger leap of an origin's counter is a new life of it, and nobody waits for the old one. */
  private static final long GAP_IDS_MAX = 4_096;

  private record Gap(long first, long last, RefusalReason why) {}

  private static final class Origin {
    private long highest = -1;
    private final ArrayDeque<Gap> gaps = new ArrayDeque<>();

    @Nullable RefusalReason refusalOf(long sequence) {
      for (Gap gap : gaps) {
        if (sequence >= gap.first && sequence <= gap.last) {
          return gap.why;
        }
      }
      return null;
    }

    void addGap(long first, long last, RefusalReason why) {
      Gap newest = gaps.peekLast();
      if (newest != null && newest.last + 1 == first && newest.why == why) {
        gaps.removeLast();
        gaps.addLast(new Gap(newest.first, last, why));
      } else {
        gaps.addLast(new Gap(first, last, why));
      }
      if (gaps.size() > GAPS_MAX) {
        gaps.removeFirst();
      }
    }
  }

  /** Whoever asks for something of an older one has long heard of a later leader. */
  private static final int TERMS_MAX = 4;

  /** By term that was led, and by origin. */
  private final TreeMap<Long, TreeMap<Long, Origin>> ledTerms = new TreeMap<>();

  /** What was taken in this term, and in others before, is forgotten. */
  private long forgottenTerm;

  /** This member leads a term. */
  public void lead(long term) {
    ledTerms.put(term, new TreeMap<>());
    if (ledTerms.size() > TERMS_MAX) {
      forgottenTerm = ledTerms.pollFirstEntry().getKey();
    }
  }

  /** Those that this member certainly has not taken as leader of the term they are addressed to. */
  public List<Proposal> unseen(long origin, long addressedTerm, List<Proposal> proposals) {
    if (addressedTerm <= forgottenTerm) {
      return List.of();
    }
    TreeMap<Long, Origin> origins = ledTerms.get(addressedTerm);
    Origin known = origins == null ? null : origins.get(origin);
    if (known == null) {
      return proposals;
    }
    int seen = 0;
    while (seen < proposals.size() && proposals.get(seen).id().sequence() <= known.highest) {
      seen++;
    }
    return proposals.subList(seen, proposals.size());
  }

  /**
   * What to do about proposals that came.
   *
   * @param unseen to be appended or refused now
   * @param neverTaken ids that are in no log and never will be, to be told so
   */
  public record Sorted(
      List<Proposal> unseen, SortedMap<RefusalReason, List<ProposalId>> neverTaken) {}

  /** For the leader they are addressed to. What is unseen counts as seen from now on. */
  public Sorted sort(long origin, PeerMessage.Propose message) {
    Origin known = ledTerms.lastEntry().getValue().computeIfAbsent(origin, _ -> new Origin());
    List<Proposal> unseen = unseen(origin, message.term(), message.proposals());
    SortedMap<RefusalReason, List<ProposalId>> neverTaken = new TreeMap<>();
    int seen = message.proposals().size() - unseen.size();
    for (Proposal proposal : message.proposals().subList(0, seen)) {
      RefusalReason why = known.refusalOf(proposal.id().sequence());
      if (why != null) {
        neverTaken.computeIfAbsent(why, _ -> new ArrayList<>()).add(proposal.id());
      }
    }
    if (!unseen.isEmpty()) {
      List<ProposalId> lost = lostBefore(origin, known, unseen.getFirst().id().sequence());
      if (!lost.isEmpty()) {
        neverTaken.computeIfAbsent(RefusalReason.OTHER_TERM, _ -> new ArrayList<>()).addAll(lost);
      }
      known.highest = unseen.getLast().id().sequence();
    }
    return new Sorted(unseen, neverTaken);
  }

  /**
   * The ids between the highest so far and these. All of them were meant for this leader in this
   * term, since the ones around them were; they can only come too late now.
   */
  private static List<ProposalId> lostBefore(long origin, Origin known, long first) {
    List<ProposalId> lost = new ArrayList<>();
    if (known.highest >= 0 && first - known.highest - 1 <= GAP_IDS_MAX) {
      for (long sequence = known.highest + 1; sequence < first; sequence++) {
        lost.add(new ProposalId(origin, sequence));
      }
    }
    if (!lost.isEmpty()) {
      known.addGap(known.highest + 1, first - 1, RefusalReason.OTHER_TERM);
    }
    return lost;
  }

  /** Seen, and refused. */
  public void refused(long origin, Proposal proposal, RefusalReason why) {
    Origin known = ledTerms.lastEntry().getValue().get(origin);
    if (known != null) {
      known.addGap(proposal.id().sequence(), proposal.id().sequence(), why);
    }
  }
}
