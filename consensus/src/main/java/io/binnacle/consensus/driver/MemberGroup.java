package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.TransferOutcome;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.progress.FollowerReport;
import io.binnacle.consensus.transport.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group, as one member administers it. Any thread asks; the driver's turns tell what became of
 * it.
 */
final class MemberGroup implements GroupAdministration {
  private static final Logger LOGGER = LoggerFactory.getLogger(MemberGroup.class);

  /** A wish for another leader, until the driver knows what became of it. */
  private record Wish(
      CompletableFuture<TransferOutcome> outcome,
      long request,
      long leaderBefore,
      long deadlineNanos) {}

  private final ConsensusConfig config;
  private final Proposer proposer;
  private final PeerTransport transport;
  private final Supplier<View> core;

  /** Guarded by this, as the number of the last; one at a time in practice. */
  private final List<Wish> wishes = new ArrayList<>();

  private long lastRequest;

  private volatile Membership membership;

  /** Whether there is nobody else to send anything to. */
  private volatile boolean alone;

  /** Ahead of the core's view, which is of the end of the driver's turn. */
  private volatile long leaderId = HardState.NOBODY;

  private volatile Listener listener = _ -> {};

  /** The apply loop's: it is a turn ahead of what the driver was told. */
  private volatile Supplier<Membership> applied = this::membership;

  /** What others than the driver may see of the core. */
  record View(
      Effect.RoleName role,
      long term,
      long leaderId,
      long commitIndex,
      long lastIndex,
      List<FollowerReport> followers,
      SortedMap<Long, Understanding> understandings) {
    long matchIndexOf(long memberId) {
      for (FollowerReport each : followers) {
        if (each.memberId() == memberId) {
          return each.matchIndex();
        }
      }
      return 0;
    }

    Understanding understandingOf(long memberId) {
      return understandings.getOrDefault(memberId, Understanding.UNSAID);
    }

    /** What all members of the group are known to understand. */
    Understanding understoodByAll() {
      return understandings.values().stream()
          .reduce(Understanding::least)
          .orElse(Understanding.UNSAID);
    }
  }

  /** Told in the driver's turns. */
  interface Listener {
    /** The members to reach are others now. */
    void changed(boolean removesSelf);
  }

  void lookAt(Supplier<Membership> toShow) {
    applied = toShow;
  }

  void listenBy(Listener toTell) {
    listener = toTell;
  }

  /** How a change gets on its way. */
  interface Proposer {
    CompletableFuture<MembershipOutcome> propose(byte[] change);

    void input(Input input);

    long nowNanos();
  }

  /**
   * @param membership in force when the member starts
   * @param core what the driver saw of it in its last turn
   */
  MemberGroup(
      ConsensusConfig config,
      Membership membership,
      Proposer proposer,
      PeerTransport transport,
      Supplier<View> core) {
    this.config = config;
    this.membership = membership;
    this.proposer = proposer;
    this.transport = transport;
    this.core = core;
    this.alone = peers().isEmpty();
  }

  @Override
  public CompletableFuture<MembershipOutcome> change(List<MembershipChange.Step> steps) {
    if (steps.isEmpty() || steps.size() > STEPS_MAX) {
      return CompletableFuture.completedFuture(
          new MembershipOutcome.Refused(
              MembershipOutcome.Reason.TOO_MANY,
              "a change has 1 to " + STEPS_MAX + " steps, not " + steps.size()));
    }
    MembershipChange change =
        new MembershipChange(steps, List.copyOf(contacts(applied.get()).values()));
    return proposer
        .propose(MembershipForm.writeChange(change).toArray())
        .thenApply(outcome -> named(outcome, change));
  }

  /** Says whose name or address it is, as far as that one is known here already. */
  private MembershipOutcome named(MembershipOutcome outcome, MembershipChange change) {
    boolean isClash =
        outcome instanceof MembershipOutcome.Refused(MembershipOutcome.Reason reason, _)
            && (reason == MembershipOutcome.Reason.NAME_USED
                || reason == MembershipOutcome.Reason.ADDRESS_USED);
    MembershipChange.Clash clash = isClash ? change.clash(applied.get()) : null;
    return clash == null ? outcome : MembershipOutcome.Refused.of(clash);
  }

  /**
   * Whom this member knows how to reach: what its own flags say counts more than what was told when
   * a member was added, so that an address can be put right by a restart.
   */
  private Map<Long, MemberContact> contacts(Membership of) {
    Map<Long, MemberContact> known = new TreeMap<>();
    of.contacts().forEach(contact -> known.put(contact.memberId(), contact));
    config.group().members().forEach(member -> known.put(member.memberId(), member.contact()));
    return known;
  }

  /** Those it must reach: the members in force, and until it is one of them, whom it was told. */
  List<ConsensusConfig.Member> peers() {
    Membership now = membership;
    List<ConsensusConfig.Member> peers = new ArrayList<>();
    for (MemberContact contact : contacts(now).values()) {
      boolean isNeeded =
          now.contains(contact.memberId()) || !now.contains(config.group().memberId());
      if (isNeeded && contact.memberId() != config.group().memberId()) {
        peers.add(ConsensusConfig.Member.of(contact));
      }
    }
    return peers;
  }

  @Override
  public GroupView view() {
    Membership now = applied.get();
    View seen = core.get();
    long leader = leaderId;
    Map<Long, MemberContact> known = contacts(now);
    List<GroupView.Member> members = new ArrayList<>();
    for (Long id : now.members()) {
      MemberContact contact = known.getOrDefault(id, new MemberContact(id, "", "", 0));
      GroupView.Standing standing =
          now.voters().contains(id)
              ? GroupView.Standing.VOTER
              : now.isVoter(id) || now.leaving().contains(id)
                  ? GroupView.Standing.OUTGOING_VOTER
                  : GroupView.Standing.LEARNER;
      boolean isSelf = id == config.group().memberId();
      long roundTrip = transport.roundTripNanos(id);
      members.add(
          new GroupView.Member(
              id,
              contact.name(),
              contact.host(),
              contact.port(),
              standing,
              isSelf || transport.isConnected(id),
              roundTrip < 0 ? null : roundTrip,
              progressOf(id, seen),
              seen.understandingOf(id)));
    }
    return new GroupView(
        config.group().clusterId(),
        leader == HardState.NOBODY ? null : leader,
        now.isChanging(),
        members,
        seen.understoodByAll());
  }

  /** What the member knows of itself, in the short form. */
  MemberStatus status(long appliedIndex) {
    View view = core.get();
    List<MemberStatus.Peer> peers = new ArrayList<>();
    for (ConsensusConfig.Member member : peers()) {
      if (membership.contains(member.memberId())) {
        peers.add(
            new MemberStatus.Peer(
                member.memberId(),
                member.name(),
                transport.isConnected(member.memberId()),
                view.matchIndexOf(member.memberId())));
      }
    }
    MemberStatus.Role role =
        switch (view.role()) {
          case LEADER -> MemberStatus.Role.LEADER;
          case FOLLOWER ->
              membership.isVoter(config.group().memberId())
                  ? MemberStatus.Role.FOLLOWER
                  : MemberStatus.Role.LEARNER;
          case PRE_CANDIDATE, CANDIDATE -> MemberStatus.Role.CANDIDATE;
        };
    return new MemberStatus(
        config.group().memberId(),
        config.group().self().name(),
        role,
        view.term(),
        view.leaderId() == HardState.NOBODY ? null : view.leaderId(),
        view.commitIndex(),
        appliedIndex,
        view.lastIndex(),
        peers);
  }

  /** A leader hands over first, so that the others need not wait until it is missed (CLUS-18). */
  void handOver() {
    if (core.get().role() == Effect.RoleName.LEADER) {
      ConsensusConfig.Timing timing = config.timing();
      try {
        TransferOutcome outcome =
            transferLeadership(HardState.NOBODY)
                .get(2L * timing.electionTicks() * timing.tickMillis(), TimeUnit.MILLISECONDS);
        // A leader that is alone has nobody to hand over to.
        if (!(outcome instanceof TransferOutcome.BadTarget)) {
          LOGGER.info("before it stops, the leader hands over: {}", said(outcome));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOGGER.info("the leader stops without a successor");
      }
    }
  }

  private static String said(TransferOutcome outcome) {
    return switch (outcome) {
      case TransferOutcome.Transferred(long leader, long term) ->
          "member " + HexadecimalId.of(leader) + " leads in term " + term;
      case TransferOutcome.NotLeader _ -> "it does not lead any more";
      case TransferOutcome.BadTarget(String why) -> why;
      case TransferOutcome.Aborted(String why) -> why;
    };
  }

  private static GroupView.@Nullable Progress progressOf(long id, View seen) {
    for (FollowerReport each : seen.followers()) {
      if (each.memberId() == id && seen.role() == Effect.RoleName.LEADER) {
        long lag = Math.max(0, seen.lastIndex() - each.matchIndex());
        return new GroupView.Progress(
            each.matchIndex(), lag, each.heard(), each.snapshot(), each.inFlight());
      }
    }
    return null;
  }

  Membership membership() {
    return membership;
  }

  /** Whether this member is the whole group; as of the driver's last turn. */
  boolean isAlone() {
    return alone;
  }

  /**
   * For how long a removed member stays: those that do not know yet that it is removed may need its
   * vote and its acknowledgement to learn it (RAFT-60).
   */
  long lingerMillis() {
    return 3L * config.timing().electionTicks() * config.timing().tickMillis();
  }

  @Override
  public CompletableFuture<TransferOutcome> transferLeadership(long toMemberId) {
    // The core ends it after an election timeout; this is for the case that nobody leads then.
    ConsensusConfig.Timing timing = config.timing();
    long patienceNanos = 4L * timing.electionTicks() * timing.tickMillis() * 1_000_000L;
    long deadlineNanos = proposer.nowNanos() + patienceNanos;
    Wish wish;
    synchronized (this) {
      wish = new Wish(new CompletableFuture<>(), ++lastRequest, leaderId, deadlineNanos);
      wishes.add(wish);
    }
    proposer.input(new Input.TransferRequested(toMemberId, wish.request));
    return wish.outcome;
  }

  // From here on, in the driver's turns.

  void membershipIs(Membership inForce, boolean removesSelf) {
    membership = inForce;
    alone = peers().isEmpty();
    listener.changed(removesSelf);
  }

  void leaderIs(long newLeaderId, long term) {
    leaderId = newLeaderId;
    if (newLeaderId == HardState.NOBODY) {
      return;
    }
    // The one that led when the wish came, and leads still or again, is no successor.
    TransferOutcome outcome = new TransferOutcome.Transferred(newLeaderId, term);
    end(wish -> newLeaderId != wish.leaderBefore, outcome);
  }

  void transferFailed(Effect.TransferFailed failed) {
    long leader = core.get().leaderId();
    TransferOutcome outcome =
        switch (failed.reason()) {
          case NOT_LEADER ->
              new TransferOutcome.NotLeader(leader == HardState.NOBODY ? null : leader);
          case BAD_TARGET ->
              new TransferOutcome.BadTarget(
                  failed.target() == HardState.NOBODY
                      ? "no other voter answers"
                      : "member "
                          + HexadecimalId.of(failed.target())
                          + " leads already, or is no voter");
          case TIMEOUT ->
              new TransferOutcome.Aborted(
                  "member "
                      + HexadecimalId.of(failed.target())
                      + " did not take over within an election timeout");
          case REPLACED -> new TransferOutcome.Aborted("another target was named meanwhile");
        };
    end(wish -> failed.requests().contains(wish.request), outcome);
  }

  void expire(long nowNanos) {
    TransferOutcome outcome = new TransferOutcome.Aborted("no other leader was seen in time");
    end(wish -> nowNanos - wish.deadlineNanos >= 0, outcome);
  }

  void endAll(TransferOutcome outcome) {
    end(_ -> true, outcome);
  }

  private void end(Predicate<Wish> which, TransferOutcome outcome) {
    List<Wish> ended = new ArrayList<>();
    synchronized (this) {
      wishes.removeIf(wish -> which.test(wish) && ended.add(wish));
    }
    ended.forEach(wish -> wish.outcome.complete(outcome));
  }
}
