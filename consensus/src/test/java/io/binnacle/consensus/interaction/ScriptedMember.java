package io.binnacle.consensus.interaction;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.MemberContact;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A core whose disk syncs at once, or when the script says so. */
final class ScriptedMember {
  private record Deferred(long persistId, Effect effect) {}

  private record Received(long from, PeerMessage.InstallSnapshot part) {}

  private final long memberId;
  private final ScriptedCluster cluster;
  private RaftCore core;
  private static final CoreConfig.Flow NARROW =
      new CoreConfig.Flow(1, 512, 1 << 20, 64L << 20, 20_000, 10_000);

  private boolean up = true;
  private boolean diskHeld;
  private boolean installHeld;
  private boolean applyHeld;
  private boolean receivedHeld;
  private final ArrayDeque<Received> received = new ArrayDeque<>();
  private final List<LogEntry> unapplied = new ArrayList<>();
  private LogPosition installing = LogPosition.NONE;

  // On disk.
  private HardState hardState = HardState.INITIAL;
  private LogPosition base = LogPosition.NONE;
  private final List<LogEntry> entries = new ArrayList<>();
  private LogPosition snapshot = LogPosition.NONE;
  private Membership snapshotMembership;

  private final ArrayDeque<Effect> unsynced = new ArrayDeque<>();
  private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();
  private LogPosition applied = LogPosition.NONE;
  private Membership membership;
  private long requests;

  ScriptedMember(ScriptedCluster cluster, long memberId, Membership membership) {
    this.cluster = cluster;
    this.memberId = memberId;
    this.membership = membership;
    this.snapshotMembership = membership;
    this.core = new RaftCore(config(), RaftCore.Recovered.nothing(membership));
  }

  private CoreConfig config() {
    return new CoreConfig(
        memberId,
        7,
        CoreConfig.Timing.DEFAULT,
        cluster.isNarrow() ? NARROW : CoreConfig.Flow.DEFAULT,
        new CoreConfig.Retention(1, 1 << 20));
  }

  RaftCore core() {
    return core;
  }

  boolean isUp() {
    return up;
  }

  void crash() {
    up = false;
    unsynced.clear();
    deferred.clear();
    diskHeld = false;
    applyHeld = false;
    unapplied.clear();
    receivedHeld = false;
    received.clear();
  }

  void restart() {
    up = true;
    applied = snapshot;
    membership = snapshotMembership;
    core =
        new RaftCore(
            config(), new RaftCore.Recovered(hardState, base, entries, applied, membership));
  }

  void holdDisk() {
    diskHeld = true;
  }

  void releaseDisk() {
    diskHeld = false;
    sync();
  }

  void propose(List<String> commands) {
    propose(commands, LogEntry.FIRST_COMMAND_VERSION);
  }

  void propose(List<String> commands, int version) {
    List<Proposal> proposals = new ArrayList<>();
    for (String command : commands) {
      // As a delete would be.
      boolean frees = command.startsWith("-");
      proposals.add(
          new Proposal(
              new ProposalId(memberId, ++requests),
              Bytes.ofUtf8(command),
              frees ? Proposal.Kind.RELIEF : Proposal.Kind.COMMAND,
              version));
    }
    step(new Input.Proposed(proposals));
  }

  /** Steps like {@code +4} (a learner), {@code ^4} (a voter), {@code _4} (no voter), {@code -4}. */
  void change(List<String> words) {
    List<MembershipChange.Step> steps = new ArrayList<>();
    for (String word : words) {
      long id = Long.parseLong(word.substring(1));
      steps.add(
          switch (word.charAt(0)) {
            case '+' ->
                new MembershipChange.Step.AddLearner(
                    new MemberContact(id, "m" + id, "h", (int) (1 + id % 65_535)));
            case '^' -> new MembershipChange.Step.Promote(id);
            case '_' -> new MembershipChange.Step.Demote(id);
            case '-' -> new MembershipChange.Step.Remove(id);
            default -> throw new IllegalArgumentException(word);
          });
    }
    ProposalId proposal = new ProposalId(memberId, ++requests);
    Bytes form = MembershipForm.writeChange(new MembershipChange(steps, List.of()));
    step(new Input.Proposed(List.of(new Proposal(proposal, form, Proposal.Kind.MEMBERSHIP))));
  }

  void read() {
    step(new Input.ReadRequested(++requests));
  }

  void takeSnapshot() {
    snapshot = applied;
    snapshotMembership = membership;
    step(new Input.SnapshotTaken(applied));
  }

  void step(Input input) {
    long waitFor = 0;
    for (Effect effect : core.step(input)) {
      switch (effect) {
        case Effect.Persist persist -> {
          unsynced.addLast(persist);
          waitFor = persist.persistId();
        }
        case Effect.InstallSnapshot install -> {
          unsynced.addLast(install);
          waitFor = install.persistId();
        }
        case Effect.AwaitPersisted await -> waitFor = await.persistId();
        default -> {
          if (waitFor > 0) {
            deferred.addLast(new Deferred(waitFor, effect));
          } else {
            perform(effect);
          }
        }
      }
    }
    if (!diskHeld) {
      sync();
    }
  }

  /** It restarts in the first of these terms, with a log whose entries are of the others. */
  void logIs(List<String> terms) {
    entries.clear();
    for (String term : terms.subList(1, terms.size())) {
      long index = entries.size() + 1L;
      entries.add(
          LogEntry.command(
              new LogPosition(index, Long.parseLong(term)),
              new ProposalId(memberId, index),
              Bytes.ofUtf8("e" + index)));
    }
    hardState = new HardState(Long.parseLong(terms.getFirst()), HardState.NOBODY, 0);
    restart();
  }

  /** It restarts in a later term, in which it has not voted. */
  void termIs(long term) {
    hardState = new HardState(term, HardState.NOBODY, hardState.commitIndex());
    restart();
  }

  /** Only the oldest write gets through; the disk stays held. */
  void syncOne() {
    sync(1);
  }

  private void sync() {
    sync(unsynced.size());
  }

  private void sync(int writes) {
    if (unsynced.isEmpty()) {
      return;
    }
    long id = 0;
    boolean installed = false;
    for (int i = 0; i < writes; i++) {
      Effect write = unsynced.removeFirst();
      if (write instanceof Effect.Persist persist) {
        id = persist.persistId();
        store(persist);
      } else if (write instanceof Effect.InstallSnapshot install) {
        id = install.persistId();
        hardState = install.hardState();
        base = install.snapshot().position();
        snapshot = base;
        snapshotMembership = install.snapshot().membership();
        entries.clear();
        installed = true;
      }
    }
    while (!deferred.isEmpty() && deferred.getFirst().persistId() <= id) {
      perform(deferred.removeFirst().effect());
    }
    step(new Input.Persisted(id));
    if (installed) {
      installing = base;
      if (!installHeld) {
        install();
      }
    }
  }

  /** The state machine takes its time with snapshots. */
  void holdInstall() {
    installHeld = true;
  }

  /** What it receives of snapshots is not durable for a while. */
  void holdReceived() {
    receivedHeld = true;
  }

  void releaseReceived() {
    receivedHeld = false;
    while (!received.isEmpty()) {
      Received oldest = received.removeFirst();
      PeerMessage.InstallSnapshot part = oldest.part();
      cluster.send(
          memberId,
          oldest.from(),
          new PeerMessage.InstallSnapshotReply(
              part.term(), part.snapshot().position(), part.chunk().length(), false));
      step(new Input.SnapshotPersisted(part.snapshot()));
    }
  }

  /** What is committed is not applied for a while. */
  void holdApply() {
    applyHeld = true;
  }

  void releaseApply() {
    applyHeld = false;
    List<LogEntry> held = List.copyOf(unapplied);
    unapplied.clear();
    if (!held.isEmpty()) {
      perform(new Effect.Apply(held));
    }
  }

  void install() {
    applied = installing;
    cluster.tell(memberId + " now has the snapshot at " + Telling.of(installing));
    step(new Input.SnapshotInstalled(installing));
  }

  private void store(Effect.Persist persist) {
    hardState = persist.hardState();
    for (LogEntry entry : persist.entries()) {
      entries.subList((int) (entry.index() - base.index() - 1), entries.size()).clear();
      entries.add(entry);
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Send(long to, PeerMessage message) -> cluster.send(memberId, to, message);
      case Effect.Repeat(long to, PeerMessage.Propose message) ->
          cluster.send(memberId, to, message);
      case Effect.Apply(List<LogEntry> committed) when applyHeld -> unapplied.addAll(committed);
      case Effect.Apply(List<LogEntry> committed) -> {
        cluster.tell(memberId + " applies " + Telling.of(committed));
        applied = committed.getLast().position();
        step(new Input.Applied(applied.index()));
      }
      case Effect.ReadReady(_, long index) -> cluster.tell(memberId + " may read at " + index);
      case Effect.ReadFailed(_, Effect.ReadFailure reason) ->
          cluster.tell(memberId + " cannot read: " + reason);
      case Effect.ProposalsRefused(List<ProposalId> proposals, var reason) ->
          cluster.tell(memberId + " is refused " + proposals.size() + " proposals: " + reason);
      case Effect.StartSnapshotSend(long to, long term) -> sendSnapshot(to, term);
      case Effect.SnapshotChunkAcknowledged(long from, var reply) ->
          step(new Input.SnapshotSendFinished(from, reply.position(), true));
      case Effect.ReceiveSnapshotChunk(long from, var part) -> {
        received.addLast(new Received(from, part));
        if (!receivedHeld) {
          releaseReceived();
        }
      }
      case Effect.ReleaseLog(LogPosition to) -> {
        cluster.tell(memberId + " lets go of the log up to " + Telling.of(to));
        entries.subList(0, (int) (to.index() - base.index())).clear();
        base = to;
      }
      case Effect.RoleChanged(Effect.RoleName role, long term, long leader) ->
          cluster.tell(memberId + " is " + role + " in term " + term + ", leader " + leader);
      case Effect.MembershipChanged(Membership changed, boolean removesSelf) -> {
        membership = changed;
        cluster.tell(
            memberId + " goes by " + Telling.of(changed) + (removesSelf ? ", without it" : ""));
      }
      case Effect.TransferFailed(long target, Effect.TransferFailure reason, _) ->
          cluster.tell(memberId + " does not hand over to " + target + ": " + reason);
      case Effect.Persist _, Effect.InstallSnapshot _, Effect.AwaitPersisted _ ->
          throw new IllegalStateException("out of place: " + effect);
    }
  }

  private void sendSnapshot(long to, long term) {
    Bytes content = Bytes.ofUtf8("state");
    SnapshotDescription description =
        new SnapshotDescription(snapshot, snapshotMembership, content.length(), 0);
    cluster.send(memberId, to, new PeerMessage.InstallSnapshot(term, description, 0, content));
  }

  String describe() {
    return up
        ? memberId
            + ": "
            + core.role()
            + ", term "
            + core.term()
            + ", leader "
            + core.leaderId()
            + ", last "
            + Telling.of(new LogPosition(core.lastIndex(), core.termAt(core.lastIndex())))
            + ", commit "
            + core.commitIndex()
            + ", applied "
            + applied.index()
            + (membership.equals(cluster.first()) ? "" : ", goes by " + Telling.of(membership))
        : memberId + ": down";
  }
}
