package io.binnacle.consensus.core;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.progress.FollowerReport;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
  private final CoreState state;
  private Effect.RoleChanged told;

  public RaftCore(CoreConfig config, Recovered recovered) {
    this.state = new CoreState(config, recovered);
    this.told = roleNow();
  }

  /** What is to be done about this, in order. */
  public List<Effect> step(Input input) {
    switch (input) {
      case Input.ClockRead(long nanos) -> {
        state.promise().clock(nanos);
        return List.of();
      }
      case Input.Tick _ -> state.role().tick();
      case Input.Received(long from, PeerMessage message) -> receive(from, message);
      case Input.Proposed(List<Proposal> proposals) -> state.role().propose(proposals);
      case Input.ProposedAgain(List<Proposal> proposals) -> state.role().proposeAgain(proposals);
      case Input.ReadRequested(long requestId) -> state.role().requestRead(requestId);
      case Input.Persisted(long persistId) -> state.persists().persisted(persistId);
      case Input.SnapshotPersisted(SnapshotDescription snapshot) ->
          state.snapshotPersisted(snapshot);
      case Input.SnapshotInstalled(LogPosition position, int stateVersion) -> {
        state.readers().restored(stateVersion);
        state.snapshotInstalled(position);
      }
      case Input.SnapshotTaken(LogPosition position) -> state.snapshotTaken(position);
      case Input.SnapshotSendFinished(long to, LogPosition position, boolean delivered) -> {
        if (state.role() instanceof LeaderRole leader) {
          leader.snapshotSendFinished(to, position, delivered);
        }
      }
      case Input.TransferRequested(long target, long request) ->
          state.role().transferTo(target, request);
      case Input.PeerLost(long peer) -> state.role().peerLost(peer);
      case Input.Understood(long member, Understanding understands) ->
          state.readers().said(member, understands);
      case Input.Applied(long index) -> state.applied(index);
      case Input.DiskSpaceChanged(Input.DiskRoom room) -> state.diskRoom(room);
    }
    finishRoles();
    state.applyCommitted();
    Effect.RoleChanged role = roleNow();
    if (!role.equals(told)) {
      told = role;
      state.outbox().now(role);
    }
    return state.outbox().drain(state.hardState(), state.timer().nowTick());
  }

  /** A role that was only just entered has its say in the same step. */
  private void finishRoles() {
    Role finished;
    do {
      finished = state.role();
      finished.finishStep();
    } while (finished != state.role());
  }

  private Effect.RoleChanged roleNow() {
    return new Effect.RoleChanged(state.role().name(), state.term(), state.leaderId());
  }

  private void receive(long from, PeerMessage message) {
    switch (message) {
      case PeerMessage.ProposeRefused refused ->
          // True in any term.
          state.outbox().now(new Effect.ProposalsRefused(refused.proposals(), refused.reason()));
      case PeerMessage.RequestVote request
          when isLeaderProtected(request) || isPromisedToNobody(request) -> {
        return;
      }
      default -> {}
    }
    if (isReply(message) && !state.membership().contains(from)) {
      return;
    }
    if (message.term() < state.term()) {
      answerOldTerm(from, message);
      return;
    }
    if (message.term() > state.term() && raisesTerm(message)) {
      state.becomeFollower(message.term(), HardState.NOBODY);
    }
    switch (message) {
      case PeerMessage.RequestVote request -> answerVote(from, request);
      case PeerMessage.VoteReply reply when reply.preVote() && reply.granted() -> {
        // One that was asked for in an earlier term says nothing about this campaign.
        if (reply.term() == state.term() + 1) {
          state.role().receive(from, reply);
        }
      }
      case PeerMessage.Propose propose when !(state.role() instanceof LeaderRole) ->
          state.refuseForwarded(from, propose, RefusalReason.NO_LEADER);
      default -> {
        if (isFromLeader(message) && isCandidate()) {
          state.becomeFollower(state.term(), from);
        }
        Invariant.check(
            !(isFromLeader(message) && state.role() instanceof LeaderRole),
            "two leaders in term %d, the other is %d",
            state.term(),
            from);
        state.role().receive(from, message);
      }
    }
  }

  private boolean isCandidate() {
    return state.role() instanceof CandidateRole;
  }

  /** RAFT-07: whoever hears a leader takes part in no election against it. */
  private boolean isLeaderProtected(PeerMessage.RequestVote request) {
    boolean hearsLeader =
        state.role() instanceof LeaderRole
            || (state.leaderId() != HardState.NOBODY && state.timer().isLeaderFresh());
    return hearsLeader && !request.transfer() && request.term() > state.term();
  }

  /** RAFT-50; a leader that hands over has given up its lease before (RAFT-51). */
  private boolean isPromisedToNobody(PeerMessage.RequestVote request) {
    return !request.transfer() && state.promise().binds();
  }

  private static boolean isReply(PeerMessage message) {
    return switch (message) {
      case PeerMessage.VoteReply _,
          PeerMessage.AppendReply _,
          PeerMessage.HeartbeatReply _,
          PeerMessage.InstallSnapshotReply _ ->
          true;
      case PeerMessage.RequestVote _,
          PeerMessage.AppendEntries _,
          PeerMessage.Heartbeat _,
          PeerMessage.CommitAdvanced _,
          PeerMessage.InstallSnapshot _,
          PeerMessage.ReadIndexRequest _,
          // A follower takes it from whom it follows, known to its configuration or not.
          PeerMessage.ReadIndexReply _,
          PeerMessage.Propose _,
          PeerMessage.ProposeRefused _,
          PeerMessage.TransferLeadership _,
          PeerMessage.TimeoutNow _ ->
          false;
    };
  }

  private static boolean isFromLeader(PeerMessage message) {
    return message instanceof PeerMessage.AppendEntries
        || message instanceof PeerMessage.Heartbeat
        || message instanceof PeerMessage.CommitAdvanced
        || message instanceof PeerMessage.InstallSnapshot;
  }

  /** RAFT-02. */
  private static boolean raisesTerm(PeerMessage message) {
    return switch (message) {
      case PeerMessage.RequestVote request -> !request.preVote();
      case PeerMessage.VoteReply reply -> !(reply.preVote() && reply.granted());
      default -> true;
    };
  }

  /** RAFT-09: whoever is behind is told, or a group with a returning member never settles. */
  private void answerOldTerm(long from, PeerMessage message) {
    switch (message) {
      case PeerMessage.AppendEntries _,
          PeerMessage.Heartbeat _,
          PeerMessage.CommitAdvanced _,
          PeerMessage.InstallSnapshot _ ->
          state
              .outbox()
              .whenTermDurable(
                  new Effect.Send(
                      from, new PeerMessage.AppendReply(state.term(), false, 0, LogPosition.NONE)));
      case PeerMessage.RequestVote request -> replyToVote(from, request, false);
      case PeerMessage.Propose propose ->
          state.refuseForwarded(from, propose, RefusalReason.OTHER_TERM);
      default -> {}
    }
  }

  /** RAFT-05. */
  private void answerVote(long from, PeerMessage.RequestVote request) {
    boolean mayVote =
        state.votedFor() == from
            || (state.votedFor() == HardState.NOBODY && state.leaderId() == HardState.NOBODY)
            || (request.preVote() && request.term() > state.term());
    boolean granted = mayVote && request.last().isAtLeastAsUpToDateAs(state.voteFloor());
    if (granted && !request.preVote()) {
      state.voteFor(from);
      state.timer().restart(false);
    }
    replyToVote(from, request, granted);
  }

  private void replyToVote(long to, PeerMessage.RequestVote request, boolean granted) {
    long term = granted ? request.term() : state.term();
    state
        .outbox()
        .whenTermDurable(
            new Effect.Send(to, new PeerMessage.VoteReply(term, granted, request.preVote())));
  }

  public long term() {
    return state.term();
  }

  public long leaderId() {
    return state.leaderId();
  }

  public Effect.RoleName role() {
    return state.role().name();
  }

  public long commitIndex() {
    return state.commitIndex();
  }

  /** The first entry that is still in memory. */
  public long firstIndex() {
    return state.log().firstIndex();
  }

  /** The term of an entry in memory, or of the one before the first. */
  public long termAt(long index) {
    return state.log().termAt(index);
  }

  public long lastIndex() {
    return state.log().lastIndex();
  }

  public HardState hardState() {
    return state.hardState();
  }

  public Membership membership() {
    return state.membership();
  }

  /** What the members of the group can read, as far as they have said. */
  public SortedMap<Long, Understanding> understandings() {
    TreeMap<Long, Understanding> known = new TreeMap<>();
    state.membership().members().forEach(member -> known.put(member, state.readers().of(member)));
    return known;
  }

  /** Whether this member may answer reads now without asking anybody. */
  public boolean holdsLease() {
    return state.role() instanceof LeaderRole leader && leader.holdsLease();
  }

  /** What a leader knows that this follower has; 0 where it knows nothing, or does not lead. */
  public long matchIndexOf(long memberId) {
    return state.role() instanceof LeaderRole leader ? leader.matchIndexOf(memberId) : 0;
  }

  /** Where every member is, this one included; empty where this member does not lead. */
  public List<FollowerReport> followers() {
    return state.role() instanceof LeaderRole leader ? leader.report() : List.of();
  }

  /**
   * What a member's disk says at its start.
   *
   * @param base the position before the first of the entries; the log is released up to here
   * @param entries consecutive, behind {@code base}; all of them durable
   * @param applied what the state machine was restored to: at or behind {@code base}, never beyond
   *     the last entry (RAFT-43)
   * @param membership as of {@code applied}; at the first start, of the flags (RAFT-62)
   * @param stateVersion of the newest command that the restored state has seen
   */
  public record Recovered(
      HardState hardState,
      LogPosition base,
      List<LogEntry> entries,
      LogPosition applied,
      Membership membership,
      int stateVersion) {
    public Recovered {
      entries = List.copyOf(entries);
    }

    /** With a state that every program reads. */
    public Recovered(
        HardState hardState,
        LogPosition base,
        List<LogEntry> entries,
        LogPosition applied,
        Membership membership) {
      this(hardState, base, entries, applied, membership, LogEntry.FIRST_COMMAND_VERSION);
    }

    public Recovered withStateOf(int version) {
      return new Recovered(hardState, base, entries, applied, membership, version);
    }

    /** Of a member that starts for the first time. */
    public static Recovered nothing(Membership membership) {
      return new Recovered(
          HardState.INITIAL, LogPosition.NONE, List.of(), LogPosition.NONE, membership);
    }
  }
}
