package io.binnacle.consensus.paper;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Member 1 of a group, alone with the test, which plays the others. Its disk waits for the test.
 */
public final class OneMember {
  private final RaftCore core;
  private final List<Effect> effects = new ArrayList<>();
  private long sequence;
  private long newestPersist;

  /** A member whose log has entries of these terms, in this order. */
  OneMember(int members, HardState hardState, long... terms) {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= members; id++) {
      ids.add(id);
    }
    this.core =
        new RaftCore(
            CoreConfig.of(1, 42),
            new RaftCore.Recovered(
                hardState,
                LogPosition.NONE,
                entries(1, terms),
                LogPosition.NONE,
                Membership.ofVoters(ids)));
  }

  /** One that starts with this group, a log whose entries are of these terms, and these limits. */
  OneMember(Membership membership, CoreConfig.Flow flow, HardState hardState, long... terms) {
    this.core =
        new RaftCore(
            new CoreConfig(1, 42, CoreConfig.Timing.DEFAULT, flow, CoreConfig.Retention.DEFAULT),
            new RaftCore.Recovered(
                hardState, LogPosition.NONE, entries(1, terms), LogPosition.NONE, membership));
  }

  /** One of three members, with promises and leases as given, whose clock shows 0. */
  static OneMember withLease(CoreConfig.ReadLease lease) {
    OneMember member =
        new OneMember(
            new CoreConfig(
                1,
                42,
                CoreConfig.Timing.DEFAULT,
                CoreConfig.Flow.DEFAULT,
                CoreConfig.Retention.DEFAULT,
                lease));
    member.step(new Input.ClockRead(0));
    return member;
  }

  /** One of three members that keeps so much log behind its newest snapshot. */
  static OneMember keeping(CoreConfig.Retention retention) {
    return new OneMember(
        new CoreConfig(1, 42, CoreConfig.Timing.DEFAULT, CoreConfig.Flow.DEFAULT, retention));
  }

  private OneMember(CoreConfig config) {
    this.core =
        new RaftCore(config, RaftCore.Recovered.nothing(Membership.ofVoters(List.of(1L, 2L, 3L))));
  }

  /** One of three whose log begins behind this position, where its state has seen such commands. */
  static OneMember behindSnapshot(LogPosition position, int stateVersion) {
    return new OneMember(
        new RaftCore.Recovered(
            new HardState(position.term(), 0, position.index()),
            position,
            List.of(),
            position,
            Membership.ofVoters(List.of(1L, 2L, 3L)),
            stateVersion));
  }

  private OneMember(RaftCore.Recovered recovered) {
    this.core = new RaftCore(CoreConfig.of(1, 42), recovered);
  }

  static OneMember fresh(int members) {
    return new OneMember(members, HardState.INITIAL);
  }

  /** Leads term 1 of three members; its no-op is durable and committed. */
  public static OneMember leader() {
    return leading(fresh(3));
  }

  /** The same of one that is given. */
  static OneMember leading(OneMember member) {
    member.campaign();
    member.persisted();
    member.receive(2, new PeerMessage.VoteReply(1, true, false));
    member.persisted();
    member.receive(2, new PeerMessage.AppendReply(1, true, 1, LogPosition.NONE));
    member.take();
    return member;
  }

  static List<LogEntry> entries(long from, long... terms) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      LogPosition position = new LogPosition(from + i, terms[i]);
      entries.add(
          LogEntry.command(position, new ProposalId(9, from + i), Bytes.ofUtf8("c" + (from + i))));
    }
    return entries;
  }

  static LogPosition at(long index, long term) {
    return new LogPosition(index, term);
  }

  RaftCore core() {
    return core;
  }

  public void step(Input input) {
    for (Effect effect : core.step(input)) {
      effects.add(effect);
      switch (effect) {
        case Effect.Persist persist -> newestPersist = persist.persistId();
        case Effect.InstallSnapshot install -> newestPersist = install.persistId();
        default -> {}
      }
    }
  }

  public void receive(long from, PeerMessage message) {
    step(new Input.Received(from, message));
  }

  void propose(String command) {
    step(
        new Input.Proposed(
            List.of(new Proposal(new ProposalId(1, ++sequence), Bytes.ofUtf8(command)))));
  }

  public void tick(int times) {
    for (int i = 0; i < times; i++) {
      step(new Input.Tick());
    }
  }

  /** Everything given to the disk so far is durable. */
  void persisted() {
    step(new Input.Persisted(newestPersist));
  }

  /** Ticks until it asks for pre-votes, and grants it that of member 2 (and 3 of five). */
  void campaign() {
    while (core.role() == Effect.RoleName.FOLLOWER) {
      tick(1);
    }
    receive(2, new PeerMessage.VoteReply(core.term() + 1, true, true));
    if (core.role() == Effect.RoleName.PRE_CANDIDATE) {
      receive(3, new PeerMessage.VoteReply(core.term() + 1, true, true));
    }
  }

  /** The effects since the last call. */
  public List<Effect> take() {
    List<Effect> taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  /** The messages among them. */
  List<PeerMessage> takeMessages() {
    List<PeerMessage> messages = new ArrayList<>();
    for (Effect effect : take()) {
      if (effect instanceof Effect.Send send) {
        messages.add(send.message());
      }
    }
    return messages;
  }
}
