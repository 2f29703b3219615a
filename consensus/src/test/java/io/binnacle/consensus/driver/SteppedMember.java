package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.MembershipOutcome;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.MemberCounters;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.snapshot.SnapshotTransfers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The parts of a {@link ConsensusMember}, wired alike, but without a thread: the caller steps them.
 */
public final class SteppedMember<R> {
  /** What has a thread of its own in production. */
  public enum Part {
    DRIVER,
    LOG_WRITER,
    LOG_SUPPLY,
    APPLY,
    SNAPSHOT_TAKER,
    TRANSFERS
  }

  private final ConsensusConfig config;
  private final Mailbox<R> mailbox = new Mailbox<>();
  private final PendingProposals<R> proposals;
  private final ApplyLoop<R> applyLoop;
  private final SnapshotTransfers transfers;
  private final SnapshotTaker taker;
  private final ConsensusDriver<R> driver;
  private final DriverTurns turns;

  /** Whether the driver's thread has no turn when a write ends. */
  private BooleanSupplier turnIsFree = () -> true;

  private boolean hadTurn;

  private final RaftCore core;
  private final MemberGroup group;
  private long nowNanos;
  private final WriteAheadLog log;
  private final Disk.DiskLock lock;

  /**
   * Where a member has its files.
   *
   * @param logFormat the newest that its program knows
   */
  public record Data(Disk disk, int logFormat) {
    /** For the program of now. */
    public static Data of(Disk disk) {
      return new Data(disk, WriteAheadLog.FORMAT_VERSION);
    }
  }

  /**
   * @param waker told when a part has something to do
   */
  public SteppedMember(
      ConsensusConfig config,
      CoreConfig coreConfig,
      Data data,
      PeerTransport transport,
      StateMachine<R> machine,
      Consumer<Part> waker)
      throws IOException {
    this(
        config,
        coreConfig,
        Recovery.run(config, data.disk(), machine, data.logFormat()),
        transport,
        machine,
        waker);
  }

  SteppedMember(
      ConsensusConfig config,
      CoreConfig coreConfig,
      Recovery recovery,
      PeerTransport transport,
      StateMachine<R> machine,
      Consumer<Part> waker) {
    this.config = config;
    MemberCounters counters = new MemberCounters();
    this.log = recovery.log();
    this.lock = recovery.lock();
    this.proposals = new PendingProposals<>(config, counters);
    this.taker =
        new SnapshotTaker(
            recovery.snapshots(),
            config.storage().snapshotLogBytesMin(),
            0.5,
            recovery.snapshot(),
            position -> mailbox.answer(new Input.SnapshotTaken(position)));
    this.applyLoop =
        new ApplyLoop<>(
            config.group().memberId(),
            machine,
            proposals,
            mailbox,
            taker,
            new ApplyLoop.Start(recovery.core().applied(), recovery.core().membership()));
    this.transfers =
        new SnapshotTransfers(
            recovery.snapshots(),
            config.storage().snapshotSendBytesPerSecondMax(),
            new Mailbox.FromTransfers(mailbox, transport),
            () -> waker.accept(Part.TRANSFERS));
    this.core = new RaftCore(coreConfig, recovery.core());
    this.group = administered(recovery, transport);
    this.driver =
        new ConsensusDriver<>(
            new ConsensusDriver.Parts<>(
                config,
                core,
                log,
                mailbox,
                proposals,
                counters,
                applyLoop,
                group,
                recovery.sequenceBase(),
                recovery.snapshot()),
            clients -> new EffectRunner<>(log, transport, applyLoop, transfers, taker, clients),
            () -> this.nowNanos);
    this.turns = new DriverTurns(driver, mailbox, log, group, () -> this.nowNanos);
    wakeEachOther(waker);
  }

  private void wakeEachOther(Consumer<Part> waker) {
    turns.wakeBy(() -> waker.accept(Part.DRIVER));
    mailbox.tell(turns);
    log.start(
        new Mailbox.FromLog(mailbox, taker, () -> turnAfterWrite(waker)),
        () -> waker.accept(Part.LOG_WRITER),
        () -> waker.accept(Part.LOG_SUPPLY));
    applyLoop.wakeBy(() -> waker.accept(Part.APPLY));
    taker.wakeBy(() -> waker.accept(Part.SNAPSHOT_TAKER));
  }

  /** Asked at the end of each write, in the place of the other threads that are not here. */
  public void turnsAfterWrites(BooleanSupplier isFree) {
    turnIsFree = isFree;
  }

  private void turnAfterWrite(Consumer<Part> waker) {
    if (turnIsFree.getAsBoolean()) {
      hadTurn = true;
      turns.takeAfterWrite();
    } else {
      // Whoever has it looks afterwards what came meanwhile.
      waker.accept(Part.DRIVER);
    }
  }

  /** Whether the driver had a turn in the last step, of whichever part. */
  public boolean hadTurn() {
    return hadTurn;
  }

  private MemberGroup administered(Recovery recovery, PeerTransport transport) {
    return new MemberGroup(
        config, recovery.core().membership(), new FromAdministrator(), transport, this::lookAtCore);
  }

  private MemberGroup.View lookAtCore() {
    return driver.view();
  }

  public GroupAdministration group() {
    return group;
  }

  /** The configuration in force here. */
  public Membership membership() {
    return group.membership();
  }

  public int step(Part part, long nowNanos) throws IOException {
    this.nowNanos = nowNanos;
    hadTurn = part == Part.DRIVER;
    return switch (part) {
      case DRIVER -> turns.take(nowNanos);
      case LOG_WRITER -> log.doWork(nowNanos);
      case LOG_SUPPLY -> log.doSupplyWork(nowNanos);
      case APPLY -> applyLoop.doWork(nowNanos);
      case SNAPSHOT_TAKER -> taker.doWork(nowNanos);
      case TRANSFERS -> transfers.doWork(nowNanos);
    };
  }

  /** As a member closes: what no part has done by now is never done. */
  public void close() throws IOException {
    transfers.close();
    log.close();
    lock.close();
  }

  public void received(long from, PeerMessage message) {
    mailbox.message(new Input.Received(from, message));
  }

  /** That member, or this one, has said what it can read in the log. */
  public void understood(long peer, Understanding understands) {
    mailbox.answer(new Input.Understood(peer, understands));
  }

  /** A connection for parts of snapshots is open again. */
  public void snapshotsConnected(long peer) {
    transfers.reconnected(peer);
  }

  public void peerLost(long peer) {
    mailbox.answer(new Input.PeerLost(peer));
  }

  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command, long nowNanos) {
    return propose(command, Proposal.Kind.COMMAND, LogEntry.FIRST_COMMAND_VERSION, nowNanos);
  }

  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command, int version, long nowNanos) {
    return propose(command, Proposal.Kind.COMMAND, version, nowNanos);
  }

  public CompletableFuture<ProposalOutcome<R>> proposeRelief(Bytes command, long nowNanos) {
    return propose(command, Proposal.Kind.RELIEF, LogEntry.FIRST_COMMAND_VERSION, nowNanos);
  }

  private CompletableFuture<ProposalOutcome<R>> propose(
      Bytes command, Proposal.Kind kind, int version, long nowNanos) {
    if (!proposals.admit(command.length())) {
      return CompletableFuture.completedFuture(
          new ProposalOutcome.Refused<>(ProposalOutcome.RefusalReason.OVERLOADED, "full"));
    }
    PendingProposal<R> proposal =
        new PendingProposal<>(command, kind, version, nowNanos, config.admission());
    mailbox.propose(proposal);
    return proposal.outcome;
  }

  public CompletableFuture<ReadOutcome> read(long nowNanos) {
    if (!driver.reads().admit()) {
      return CompletableFuture.completedFuture(new ReadOutcome.Unavailable("full"));
    }
    ConsensusConfig.Admission admission = config.admission();
    PendingReads.Waiter waiter =
        new PendingReads.Waiter(
            nowNanos,
            admission.proposalTimeoutMillis() * 1_000_000L,
            admission.leaderWaitMillis() * 1_000_000L);
    mailbox.read(waiter);
    return waiter.outcome;
  }

  public boolean isLeader() {
    return driver.view().role() == Effect.RoleName.LEADER;
  }

  /** Whether it leads, and may answer reads now without asking anybody. */
  public boolean holdsLease() {
    return core.holdsLease();
  }

  public long term() {
    return driver.view().term();
  }

  public Effect.RoleName role() {
    return driver.view().role();
  }

  public long lastIndex() {
    return driver.view().lastIndex();
  }

  /** Whether its log in memory has this entry, or begins behind it. */
  public boolean holdsOrCovers(LogPosition position) {
    return position.index() < core.firstIndex()
        || (position.index() <= core.lastIndex()
            && core.termAt(position.index()) == position.term());
  }

  public long appliedIndex() {
    return applyLoop.appliedIndex();
  }

  public long commitIndex() {
    return driver.view().commitIndex();
  }

  public String describe() {
    return driver.view() + ", applied " + applyLoop.appliedIndex();
  }

  private final class FromAdministrator implements MemberGroup.Proposer {
    @Override
    public CompletableFuture<MembershipOutcome> propose(byte[] change) {
      PendingProposal<R> proposal =
          new PendingProposal<>(
              Bytes.wrap(change), Proposal.Kind.MEMBERSHIP, nowNanos, config.admission());
      if (!proposals.admit(change.length)) {
        throw new IllegalStateException("full");
      }
      mailbox.propose(proposal);
      return proposal.changeOutcome;
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public void input(Input input) {
      mailbox.answer(input);
    }
  }
}
