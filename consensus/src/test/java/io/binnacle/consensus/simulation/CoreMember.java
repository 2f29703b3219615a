package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A real core with the smallest driver there can be: carries out effects as {@link Effect} says, on
 * a {@link MemoryDisk}. What it does is told to the checker.
 */
final class CoreMember implements SimulatedMember {
  private record Pending(Client client, long term) {}

  private record Deferred(long persistId, Effect effect) {}

  private record PendingRead(Client client, long floor) {}

  private final Simulation simulation;
  private final SafetyChecker checker;
  private final EventQueue events;
  private final Chance chance;
  private final long memberId;
  private final Membership first;
  private final MemoryDisk disk = new MemoryDisk();

  // Everything below is lost in a crash.
  private @Nullable RaftCore core;
  private int life;
  private HistoryMachine machine = new HistoryMachine();
  private final ArrayDeque<LogEntry> toApply = new ArrayDeque<>();
  private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();
  private final TreeMap<ProposalId, Pending> pending =
      new TreeMap<>(Comparator.comparingLong(ProposalId::sequence));
  private final TreeMap<Long, PendingRead> reads = new TreeMap<>();
  private final TreeMap<Long, List<PendingRead>> readsByIndex = new TreeMap<>();
  private final SnapshotTraffic snapshots;
  private boolean syncing;
  private boolean paused;
  private final List<Runnable> whilePaused = new ArrayList<>();
  private long sequence;
  private long appliedTerm;
  private long snapshotIndex;
  private int tickNanos = 25_000_000;

  // What a restart must not forget, for the checker.
  private long termSpoken;
  private long syncNanosMax = 3_000_000;
  private boolean retired;

  CoreMember(Simulation simulation, long memberId, Membership first) {
    this.simulation = simulation;
    this.checker = simulation.checker();
    this.events = simulation.events();
    this.chance = simulation.chance().fork();
    this.memberId = memberId;
    this.first = first;
    this.snapshots = new SnapshotTraffic(this);
  }

  @Override
  public long memberId() {
    return memberId;
  }

  @Override
  public boolean isUp() {
    return core != null;
  }

  MemoryDisk disk() {
    return disk;
  }

  @Override
  public void slowDisk(long nanosMax) {
    syncNanosMax = nanosMax;
  }

  @Override
  public void comfort() {
    syncNanosMax = 3_000_000;
  }

  /** Removed, and switched off for good. */
  @Override
  public boolean isLost() {
    return retired;
  }

  @Override
  public void start() {
    if (retired) {
      return;
    }
    life++;
    RaftCore.Recovered recovered = disk.recover(first);
    checker.restarts(memberId, recovered.hardState(), termSpoken);
    machine = new HistoryMachine();
    MemoryDisk.Snapshot snapshot = disk.newestSnapshot();
    if (snapshot != null) {
      machine.restore(snapshot.content());
    }
    snapshotIndex = machine.position().index();
    appliedTerm = machine.position().term();
    sequence = (long) life << 32;
    tickNanos = (int) chance.between(24_000_000, 26_000_000);
    core =
        new RaftCore(
            new CoreConfig(
                memberId,
                chance.next(),
                CoreConfig.Timing.DEFAULT,
                simulation.flow(),
                simulation.retention()),
            recovered);
    later(chance.between(0, tickNanos), this::tick);
  }

  @Override
  public void crash() {
    life++;
    core = null;
    syncing = false;
    paused = false;
    whilePaused.clear();
    toApply.clear();
    deferred.clear();
    snapshots.clear();
    disk.crash(chance);
    List<Pending> lost = new ArrayList<>(pending.values());
    pending.clear();
    List<PendingRead> lostReads = new ArrayList<>(reads.values());
    reads.clear();
    readsByIndex.values().forEach(lostReads::addAll);
    readsByIndex.clear();
    lost.forEach(each -> each.client().done(Outcome.UNDECIDED));
    lostReads.forEach(each -> each.client().done(Outcome.UNDECIDED));
  }

  @Override
  public void pause(long nanos) {
    paused = true;
    later(
        nanos,
        () -> {
          paused = false;
          List<Runnable> missed = new ArrayList<>(whilePaused);
          whilePaused.clear();
          missed.forEach(Runnable::run);
        });
  }

  /** In this life only. */
  void later(long nanos, Runnable action) {
    int then = life;
    events.after(
        nanos,
        () -> {
          if (life == then) {
            action.run();
          }
        });
  }

  private void tick() {
    if (!paused) {
      step(new Input.Tick());
      snapshots.tick();
      maybeTakeSnapshot();
      if (membership().gone().contains(memberId)) {
        simulation.statistics().change("removed member stopped");
        simulation.trace("stops for good " + memberId);
        crash();
        retired = true;
        return;
      }
    }
    later(tickNanos, this::tick);
  }

  @Override
  public void receive(long from, PeerMessage message) {
    if (core == null) {
      return;
    }
    if (paused) {
      whilePaused.add(() -> receive(from, message));
      return;
    }
    step(new Input.Received(from, message));
  }

  @Override
  public void peerLost(long peer) {
    if (core != null && !paused) {
      step(new Input.PeerLost(peer));
    }
  }

  @Override
  public void propose(int count, Client client) {
    if (core == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ProposalId id = new ProposalId(memberId, ++sequence);
      Bytes command = Bytes.wrap(new byte[chance.below(60)]);
      proposals.add(new Proposal(id, command));
      pending.put(id, new Pending(client, core.term()));
    }
    long termBefore = core.term();
    step(new Input.Proposed(proposals));
    if (core.term() != termBefore) {
      throw new SimulationFailure("proposing changed the term");
    }
  }

  @Override
  public void change(MembershipChange change, Client client) {
    if (core == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    ProposalId id = new ProposalId(memberId, ++sequence);
    pending.put(id, new Pending(client, core.term()));
    step(
        new Input.Proposed(
            List.of(
                new Proposal(id, MembershipForm.writeChange(change), Proposal.Kind.MEMBERSHIP))));
  }

  @Override
  public void handOver(long target) {
    if (core != null && !paused) {
      step(new Input.TransferRequested(target, 1));
    }
  }

  @Override
  public Membership membership() {
    return core == null ? Membership.NOBODY : core.membership();
  }

  @Override
  public void read(Client client) {
    if (core == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    long requestId = ++sequence;
    reads.put(requestId, new PendingRead(client, checker.readFloor()));
    step(new Input.ReadRequested(requestId));
  }

  void step(Input input) {
    RaftCore stepped = Objects.requireNonNull(core);
    long termBefore = stepped.term();
    long lastBefore = stepped.lastIndex();
    long commitBefore = stepped.commitIndex();
    Effect.RoleName roleBefore = stepped.role();
    List<Effect> effects = stepped.step(input);
    simulation.trace(memberId, input, effects);
    checker.monotone(memberId, "the term", termBefore, stepped.term());
    checker.monotone(memberId, "the commit index", commitBefore, stepped.commitIndex());
    if (stepped.role() == Effect.RoleName.LEADER) {
      checker.leads(memberId, stepped.term());
      simulation.groupChecker().leads(memberId, machine.position().index());
      if (roleBefore == Effect.RoleName.LEADER && stepped.term() == termBefore) {
        checker.leaderKeptLog(memberId, termBefore, lastBefore, stepped.lastIndex());
        if (stepped.commitIndex() > commitBefore) {
          simulation.checkCount(
              memberId,
              new LogPosition(stepped.commitIndex(), stepped.termAt(stepped.commitIndex())),
              machine.position().index());
        }
      }
    }
    if (stepped.role() != roleBefore) {
      simulation.statistics().transition(roleBefore.name(), stepped.role().name());
    }
    run(effects);
  }

  private void run(List<Effect> effects) {
    long waitFor = 0;
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Persist persist -> {
          observeWrite(persist);
          disk.write(persist);
          waitFor = persist.persistId();
        }
        case Effect.InstallSnapshot install -> {
          disk.write(install);
          waitFor = install.persistId();
          snapshots.install(install);
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
    beginSync();
  }

  private void observeWrite(Effect.Persist persist) {
    if (!persist.entries().isEmpty()) {
      LogEntry first = persist.entries().getFirst();
      checker.writes(memberId, persist.entries(), coreTermAt(first.index() - 1));
    }
  }

  private long coreTermAt(long index) {
    return Objects.requireNonNull(core).termAt(index);
  }

  private void beginSync() {
    if (syncing || !disk.hasUnsynced()) {
      return;
    }
    syncing = true;
    long upTo = disk.newestUnsyncedId();
    later(
        chance.between(100_000, syncNanosMax),
        () -> {
          syncing = false;
          disk.syncUpTo(upTo);
          while (!deferred.isEmpty() && deferred.getFirst().persistId() <= upTo) {
            perform(deferred.removeFirst().effect());
          }
          step(new Input.Persisted(upTo));
          beginSync();
        });
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Send(long to, PeerMessage message) -> send(to, message);
      case Effect.Repeat(long to, PeerMessage.Propose message) -> send(to, message);
      case Effect.Apply(List<LogEntry> committed) -> {
        toApply.addAll(committed);
        later(chance.between(10_000, 2_000_000), this::applySome);
      }
      case Effect.ReadReady(long requestId, long readIndex) -> readReady(requestId, readIndex);
      case Effect.ReadFailed(long requestId, _) -> {
        PendingRead read = reads.remove(requestId);
        if (read != null) {
          read.client().done(Outcome.REFUSED);
        }
      }
      case Effect.ProposalsRefused(List<ProposalId> proposals, _) ->
          proposals.forEach(this::refused);
      case Effect.StartSnapshotSend(long to, long term) -> snapshots.startSend(to, term);
      case Effect.SnapshotChunkAcknowledged(long from, PeerMessage.InstallSnapshotReply reply) ->
          snapshots.acknowledged(from, reply);
      case Effect.ReceiveSnapshotChunk(long from, PeerMessage.InstallSnapshot part) ->
          snapshots.receive(from, part);
      case Effect.ReleaseLog(LogPosition base) -> disk.release(base);
      case Effect.RoleChanged(Effect.RoleName role, long term, _) -> {
        if (role == Effect.RoleName.LEADER) {
          RaftCore leading = Objects.requireNonNull(core);
          checker.beginsToLead(
              memberId,
              term,
              machine.position().index(),
              position ->
                  position.index() < leading.firstIndex()
                      || (position.index() <= leading.lastIndex()
                          && leading.termAt(position.index()) == position.term()));
        }
      }
      // What it goes by is compared where it has applied something.
      case Effect.MembershipChanged _ -> {}
      case Effect.TransferFailed(_, Effect.TransferFailure reason, _) ->
          simulation.statistics().change("transfer failed: " + reason);
      case Effect.Persist _, Effect.InstallSnapshot _, Effect.AwaitPersisted _ ->
          throw new SimulationFailure("out of place: " + effect);
    }
  }

  void send(long to, PeerMessage message) {
    if (message instanceof PeerMessage.VoteReply reply && reply.granted() && !reply.preVote()) {
      checker.votes(memberId, reply.term(), to);
    }
    if (message instanceof PeerMessage.RequestVote request && !request.preVote()) {
      checker.votes(memberId, request.term(), memberId);
    }
    boolean preVote =
        (message instanceof PeerMessage.RequestVote request && request.preVote())
            || (message instanceof PeerMessage.VoteReply reply && reply.preVote());
    boolean promise =
        message instanceof PeerMessage.VoteReply || message instanceof PeerMessage.AppendReply;
    if (promise && !preVote) {
      termSpoken = Math.max(termSpoken, message.term());
    }
    simulation.network().send(memberId, to, message);
  }

  private void refused(ProposalId id) {
    Pending waiting = pending.remove(id);
    if (waiting != null) {
      checker.refuses(id);
      waiting.client().done(Outcome.REFUSED);
    }
  }

  private void readReady(long requestId, long readIndex) {
    PendingRead read = reads.remove(requestId);
    if (read != null) {
      readsByIndex.computeIfAbsent(readIndex, _ -> new ArrayList<>()).add(read);
      serveReads();
    }
  }

  private void serveReads() {
    long applied = machine.position().index();
    while (!readsByIndex.isEmpty() && readsByIndex.firstKey() <= applied) {
      for (PendingRead read : readsByIndex.pollFirstEntry().getValue()) {
        checker.reads(memberId, read.floor(), applied);
        simulation.statistics().read();
        read.client().done(Outcome.APPLIED);
      }
    }
  }

  private void applySome() {
    if (toApply.isEmpty() || snapshots.isInstalling()) {
      return;
    }
    int count = 1 + chance.below(toApply.size());
    for (int i = 0; i < count; i++) {
      LogEntry entry = toApply.removeFirst();
      checker.commits(memberId, term(), entry);
      simulation.checkDurability();
      machine.apply(entry);
      checker.applied(memberId, entry.index(), machine.digest());
      answer(entry);
    }
    if (!toApply.isEmpty()) {
      later(chance.between(10_000, 1_000_000), this::applySome);
    }
    serveReads();
    long applied = machine.position().index();
    step(new Input.Applied(applied));
    if (core != null && !snapshots.isInstalling()) {
      simulation.groupChecker().goesBy(memberId, applied, membership());
    }
  }

  private void answer(LogEntry entry) {
    if (entry.term() > appliedTerm) {
      appliedTerm = entry.term();
      // Design D17: what was proposed in an earlier term and is not applied by now never will be.
      List<ProposalId> never = new ArrayList<>();
      pending.forEach(
          (id, waiting) -> {
            if (waiting.term() < entry.term()) {
              never.add(id);
            }
          });
      never.forEach(this::refused);
    }
    if (entry.proposal().memberId() == memberId) {
      Pending waiting = pending.remove(entry.proposal());
      if (waiting != null) {
        checker.acknowledges(entry.proposal(), entry.position());
        simulation.statistics().acknowledged();
        waiting.client().done(Outcome.APPLIED);
      }
    }
  }

  private void maybeTakeSnapshot() {
    long applied = machine.position().index();
    if (applied - snapshotIndex < simulation.snapshotEvery() || snapshots.isInstalling()) {
      return;
    }
    snapshotIndex = applied;
    Membership membership = membership();
    simulation.groupChecker().goesBy(memberId, applied, membership);
    snapshots.take(machine, membership);
  }

  /** A received snapshot takes the place of the state. */
  void restore(MemoryDisk.Snapshot snapshot) {
    toApply.clear();
    machine.restore(snapshot.content());
    LogPosition position = machine.position();
    checker.applied(memberId, position.index(), machine.digest());
    simulation
        .groupChecker()
        .goesBy(memberId, position.index(), snapshot.description().membership());
    snapshotIndex = position.index();
    appliedTerm = Math.max(appliedTerm, position.term());
    pending.clear();
    serveReads();
  }

  void failPendingForSnapshot() {
    List<Pending> lost = new ArrayList<>(pending.values());
    pending.clear();
    lost.forEach(each -> each.client().done(Outcome.UNDECIDED));
  }

  Chance chance() {
    return chance;
  }

  @Override
  public boolean isCaughtUp() {
    return machine.position().index() == checker.committedIndex();
  }

  @Override
  public boolean holdsOrCovers(LogPosition position) {
    return disk.holdsOrCovers(position);
  }

  @Override
  public boolean isLeader() {
    return core != null && core.role() == Effect.RoleName.LEADER;
  }

  long term() {
    return core == null ? HardState.NOBODY : core.term();
  }

  @Override
  public String describe() {
    return core == null
        ? memberId + " is down"
        : memberId
            + " is "
            + core.role()
            + " in term "
            + core.term()
            + ", last "
            + core.lastIndex()
            + ", commit "
            + core.commitIndex()
            + ", applied "
            + machine.position().index()
            + ", goes by "
            + words(core.membership());
  }

  private static String words(Membership membership) {
    return membership.voters()
        + (membership.isJoint() ? " and " + membership.outgoingVoters() : "")
        + (membership.learners().isEmpty() ? "" : ", learners " + membership.learners());
  }
}
