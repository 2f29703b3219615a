package io.binnacle.consensus.simulation;

import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/** Bends what goes into a core and what comes out of it into the bug of a {@link Mutant}. */
final class MutantFilter {
  private MutantFilter() {}

  static PeerMessage received(Mutant mutant, RaftCore core, PeerMessage message) {
    if (mutant == Mutant.TAKES_PROPOSALS_OF_OTHER_TERMS
        && message instanceof PeerMessage.Propose propose
        && core.role() == Effect.RoleName.LEADER) {
      return new PeerMessage.Propose(core.term(), propose.proposals());
    }
    return message;
  }

  static List<Effect> effects(Mutant mutant, RaftCore core, Input input, List<Effect> effects) {
    return switch (mutant) {
      case HEALTHY, ANSWERS_BEFORE_PERSIST, TAKES_PROPOSALS_OF_OTHER_TERMS -> effects;
      case FORGETS_VOTE -> effects.stream().map(MutantFilter::withoutVote).toList();
      case KEEPS_OVERWRITTEN_ENTRIES -> effects.stream().map(MutantFilter::withoutTerm).toList();
      case APPLIES_TWICE -> effects.stream().flatMap(each -> twice(core, each).stream()).toList();
      case READS_WITHOUT_ROUND -> readAtOnce(core, input, effects);
      case COMMITS_WITHOUT_QUORUM -> commitUpTo(core, core.lastIndex(), effects);
      case COMMITS_OLD_TERM -> commitByCounting(core, effects);
    };
  }

  private static Effect withoutVote(Effect effect) {
    if (effect instanceof Effect.Persist(long id, HardState state, List<LogEntry> entries)) {
      return new Effect.Persist(
          id, new HardState(state.term(), HardState.NOBODY, state.commitIndex()), entries);
    }
    return effect;
  }

  /** The log on disk goes on behind what should have been overwritten: here, it loses the rest. */
  private static Effect withoutTerm(Effect effect) {
    if (effect instanceof Effect.Persist(long id, HardState state, List<LogEntry> entries)
        && entries.size() > 1) {
      return new Effect.Persist(id, state, entries.subList(0, entries.size() - 1));
    }
    return effect;
  }

  private static List<Effect> twice(RaftCore core, Effect effect) {
    boolean now = effect instanceof Effect.Apply && core.commitIndex() % 7 == 0;
    return now ? List.of(effect, effect) : List.of(effect);
  }

  private static List<Effect> readAtOnce(RaftCore core, Input input, List<Effect> effects) {
    if (core.role() == Effect.RoleName.LEADER && input instanceof Input.ReadRequested(long id)) {
      List<Effect> changed = new ArrayList<>(effects);
      changed.add(new Effect.ReadReady(id, core.commitIndex()));
      return changed;
    }
    return effects;
  }

  private static long majorityOf(RaftCore core) {
    long[] matches =
        core.membership().voters().stream().mapToLong(core::matchIndexOf).sorted().toArray();
    return matches[(matches.length - 1) / 2];
  }

  private static List<Effect> commitByCounting(RaftCore core, List<Effect> effects) {
    long counted = core.role() == Effect.RoleName.LEADER ? majorityOf(core) : 0;
    if (counted <= core.commitIndex()) {
      return effects;
    }
    List<Effect> changed = new ArrayList<>();
    for (long voter : core.membership().voters()) {
      long announced = Math.min(counted, core.matchIndexOf(voter));
      if (voter != core.leaderId() && announced > 0) {
        changed.add(new Effect.Send(voter, new PeerMessage.CommitAdvanced(core.term(), announced)));
      }
    }
    changed.addAll(effects);
    return changed;
  }

  /** Followers are told that more is committed than is. */
  private static List<Effect> commitUpTo(RaftCore core, long index, List<Effect> effects) {
    if (core.role() != Effect.RoleName.LEADER) {
      return effects;
    }
    return effects.stream()
        .map(
            effect ->
                effect
                        instanceof
                        Effect.Send(
                            long to,
                            PeerMessage.AppendEntries(
                                long term,
                                var previous,
                                var entries,
                                long commit))
                    ? new Effect.Send(
                        to,
                        new PeerMessage.AppendEntries(
                            term, previous, entries, Math.max(commit, index)))
                    : effect)
        .toList();
  }
}
