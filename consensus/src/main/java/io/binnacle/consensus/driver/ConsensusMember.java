package io.binnacle.consensus.driver;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.core.RaftCore;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.driver.PendingProposals.PendingProposal;
import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.ConsensusMetrics;
import io.binnacle.consensus.metrics.MemberCounters;
import io.binnacle.consensus.scrub.Scrubber;
import io.binnacle.consensus.snapshot.SnapshotTaker;
import io.binnacle.consensus.snapshot.SnapshotTransfers;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running member: its parts wired together, each duty cycle on a thread of its own, but for the
 * driver's turns, of which the log's writer takes some.
 *
 * <p>Proposals that are applied complete on the apply loop's thread, all other outcomes and reads
 * in the driver's turns, which may be on the thread of the log's writer: what hangs on them must
 * not block.
 */
public final class ConsensusMember<R> implements ConsensusNode<R> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConsensusMember.class);
  private static final long IDLE_NANOS = 250_000_000L;

  /** Less than a piece of what is scrubbed is to take. */
  private static final long SCRUB_IDLE_NANOS = 50_000_000L;

  private final ConsensusConfig config;
  private final PeerTransport transport;
  private final Understanding understands;
  private final Recovery recovery;
  private final Mailbox<R> mailbox = new Mailbox<>();
  private final MemberCounters counters = new MemberCounters();
  private final PendingProposals<R> proposals;
  private final ApplyLoop<R> applyLoop;
  private final SnapshotTransfers transfers;
  private final Scrubber scrubber;
  private final ConsensusDriver<R> driver;
  private final MemberGroup group;
  private final List<DutyThread> threads = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();
  private final AtomicBoolean removed = new AtomicBoolean();
  private volatile boolean drained;

  /**
   * Recovers a member from its disk, starts it and connects it.
   *
   * @param machine empty; it is restored and brought up to date by the member
   * @param transport closed with the member
   * @throws IOException with a message for people, when the directory is in use, damaged, or of
   *     another member, or the transport cannot listen
   */
  public static <R> ConsensusMember<R> start(
      ConsensusConfig config, Disk disk, PeerTransport transport, StateMachine<R> machine)
      throws IOException {
    Recovery recovery = Recovery.run(config, disk, machine);
    ConsensusMember<R> member = null;
    boolean running = false;
    try {
      member = new ConsensusMember<>(config, disk, recovery, transport, machine);
      member.group.listenBy(member::groupChanged);
      transport.identify(
          KnownDirectories.load(disk, new SecureRandom()::nextLong), member.understands);
      transport.reach(member.group.peers(), member.group.membership().gone());
      member.threads.forEach(DutyThread::start);
      transport.start(member.new FromPeers());
      running = true;
      return member;
    } finally {
      if (member == null) {
        recovery.close();
      } else if (!running) {
        member.close();
      }
    }
  }

  private ConsensusMember(
      ConsensusConfig config,
      Disk disk,
      Recovery recovery,
      PeerTransport transport,
      StateMachine<R> machine) {
    this.config = config;
    this.recovery = recovery;
    this.transport = transport;
    this.understands = new Understanding(Understanding.ENTRIES_NEWEST, machine.commandVersion());
    this.proposals = new PendingProposals<>(config, counters);
    WriteAheadLog log = recovery.log();
    SnapshotTaker taker =
        new SnapshotTaker(
            recovery.snapshots(),
            config.storage().snapshotLogBytesMin(),
            Math.floorMod(config.seed(), 1000) / 1000.0,
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
    DutyThread transfersThread = thread("snapshot-transfers", IDLE_NANOS, this::stepTransfers);
    long sendRate = config.storage().snapshotSendBytesPerSecondMax();
    this.transfers =
        new SnapshotTransfers(
            recovery.snapshots(),
            sendRate,
            new Mailbox.FromTransfers(mailbox, transport),
            transfersThread::wakeUp);
    this.group = administered(recovery.core().membership());
    this.driver =
        new ConsensusDriver<>(
            new ConsensusDriver.Parts<>(
                config,
                new RaftCore(CoreConfig.of(config), recovery.core()),
                log,
                mailbox,
                proposals,
                counters,
                applyLoop,
                group,
                recovery.sequenceBase(),
                recovery.snapshot()),
            clients -> new EffectRunner<>(log, transport, applyLoop, transfers, taker, clients),
            System::nanoTime);
    long scrubRate = config.storage().scrubBytesPerSecond();
    this.scrubber = new Scrubber(disk, log, recovery.snapshots(), scrubRate);
    wakeEachOther(log, taker);
    mailbox.answer(new Input.Understood(config.group().memberId(), understands));
  }

  private MemberGroup administered(Membership membership) {
    MemberGroup made =
        new MemberGroup(
            config,
            membership,
            new Mailbox.FromAdministrator<>(
                config.admission(), proposals, mailbox, stopping::get, this::drainIfStopped),
            transport,
            this::lookAtCore);
    made.lookAt(applyLoop::membership);
    return made;
  }

  private void wakeEachOther(WriteAheadLog log, SnapshotTaker taker) {
    if (config.storage().scrubBytesPerSecond() > 0) {
      thread("scrub", SCRUB_IDLE_NANOS, scrubber::doWork);
    }
    long driverIdleNanos = config.timing().tickMillis() * 500_000L;
    DriverTurns turns = new DriverTurns(driver, mailbox, log, group, System::nanoTime);
    turns.wakeBy(thread("driver", driverIdleNanos, turns::take)::wakeUp);
    mailbox.tell(turns);
    DutyThread writer = thread("log-writer", IDLE_NANOS, log::doWork);
    DutyThread supply = thread("log-supply", IDLE_NANOS, log::doSupplyWork);
    log.start(
        new Mailbox.FromLog(mailbox, taker, turns::takeAfterWrite), writer::wakeUp, supply::wakeUp);
    applyLoop.wakeBy(thread("apply", IDLE_NANOS, applyLoop::doWork)::wakeUp);
    taker.wakeBy(thread("snapshot-taker", IDLE_NANOS, taker::doWork)::wakeUp);
  }

  private DutyThread thread(String part, long idleNanosMax, DutyThread.Cycle cycle) {
    String name = "binnacle-" + config.group().self().name() + "-" + part;
    DutyThread made =
        new DutyThread(name, idleNanosMax, cycle, failure -> stopAfterFailure(name, failure));
    threads.add(made);
    return made;
  }

  private int stepTransfers(long nowNanos) throws IOException {
    return transfers.doWork(nowNanos);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command) {
    return propose(command, Proposal.Kind.COMMAND, LogEntry.FIRST_COMMAND_VERSION);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> propose(Bytes command, int version) {
    return version > understands.commands()
        ? refused(
            ProposalOutcome.RefusalReason.NOT_UNDERSTOOD,
            "this member reads commands up to version " + understands.commands())
        : propose(command, Proposal.Kind.COMMAND, version);
  }

  @Override
  public CompletableFuture<ProposalOutcome<R>> proposeRelief(Bytes command) {
    return propose(command, Proposal.Kind.RELIEF, LogEntry.FIRST_COMMAND_VERSION);
  }

  @Override
  public GroupAdministration group() {
    return group;
  }

  private MemberGroup.View lookAtCore() {
    return driver.view();
  }

  private CompletableFuture<ProposalOutcome<R>> propose(
      Bytes command, Proposal.Kind kind, int version) {
    ConsensusConfig.Admission admission = config.admission();
    if (command.length() > admission.commandBytesMax()) {
      return refused(
          ProposalOutcome.RefusalReason.TOO_LARGE,
          "a command of "
              + command.length()
              + " bytes, the limit is "
              + admission.commandBytesMax());
    }
    if (stopping.get()) {
      return refused(ProposalOutcome.RefusalReason.STOPPED, "the member has stopped");
    }
    if (!proposals.admit(command.length())) {
      return refused(
          ProposalOutcome.RefusalReason.OVERLOADED, "too many proposals wait for their outcome");
    }
    PendingProposal<R> proposal =
        new PendingProposal<>(command, kind, version, System.nanoTime(), admission);
    mailbox.propose(proposal);
    drainIfStopped();
    return proposal.outcome;
  }

  private CompletableFuture<ProposalOutcome<R>> refused(
      ProposalOutcome.RefusalReason reason, String why) {
    counters.proposalsRefused.increment();
    return CompletableFuture.completedFuture(new ProposalOutcome.Refused<>(reason, why));
  }

  @Override
  public CompletableFuture<ReadOutcome> readBarrier() {
    ConsensusConfig.Admission admission = config.admission();
    if (stopping.get() || !driver.reads().admit()) {
      return CompletableFuture.completedFuture(
          new ReadOutcome.Unavailable(
              stopping.get() ? "the member has stopped" : "too many reads are waiting"));
    }
    PendingReads.Waiter waiter =
        new PendingReads.Waiter(
            System.nanoTime(),
            admission.proposalTimeoutMillis() * 1_000_000L,
            admission.leaderWaitMillis() * 1_000_000L);
    mailbox.read(waiter);
    drainIfStopped();
    return waiter.outcome;
  }

  @Override
  public MemberStatus status() {
    return group.status(applyLoop.appliedIndex());
  }

  /** What was counted since the start; never blocks. */
  public ConsensusMetrics metrics() {
    return counters.values(
        proposals.count(),
        transport.faults(),
        recovery.log().syncTimes().values(),
        scrubber.metrics());
  }

  @Override
  public CompletableFuture<StopReason> stopped() {
    return stopped.copy();
  }

  private void groupChanged(boolean removesSelf) {
    transport.reach(group.peers(), group.membership().gone());
    if (removesSelf) {
      stopAfterRemoval();
    }
  }

  private void stopAfterRemoval() {
    if (removed.compareAndSet(false, true)) {
      String why = "the group has removed member " + config.group().self().name();
      CompletableFuture.delayedExecutor(group.lingerMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> stop(new StopReason.Removed(), why));
    }
  }

  @Override
  public void close() {
    if (!stopping.get()) {
      group.handOver();
    }
    stop(new StopReason.Closed(), "the member is closing");
    stopped.join();
  }

  private void stopAfterFailure(String thread, Throwable failure) {
    LOGGER.error("{} has failed, the member stops", thread, failure);
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    // On a thread of its own, since the failed one would have to wait for itself.
    Thread.ofPlatform()
        .name(thread + "-stop")
        .start(() -> stop(new StopReason.Failed(why), "the member has stopped: " + why));
  }

  private void stop(StopReason reason, String why) {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    transport.close();
    threads.forEach(DutyThread::stop);
    threads.forEach(DutyThread::join);
    drained = true;
    drainIfStopped();
    try (recovery;
        scrubber) {
      transfers.close();
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("closing the files of member {}", config.group().self().name(), e);
    }
    LOGGER.info("{}", why);
    stopped.complete(reason);
  }

  /** Whoever adds something looks here afterwards, so that nothing is left without an outcome. */
  private void drainIfStopped() {
    if (drained) {
      synchronized (this) {
        driver.failAll("the member has stopped");
      }
    }
  }

  private final class FromPeers implements PeerTransport.Receiver {
    @Override
    public void received(long from, PeerMessage message) {
      mailbox.message(new Input.Received(from, message));
    }

    @Override
    public void peerConnected(long peer) {}

    @Override
    public void understood(long peer, Understanding peerUnderstands) {
      mailbox.answer(new Input.Understood(peer, peerUnderstands));
    }

    @Override
    public void snapshotsConnected(long peer) {
      transfers.reconnected(peer);
    }

    @Override
    public void peerLost(long peer) {
      mailbox.answer(new Input.PeerLost(peer));
    }

    @Override
    public void removed() {
      stopAfterRemoval();
    }

    @Override
    public void otherDirectory(String why) {
      if (!stopping.get()) {
        LOGGER.error("{}", why);
        // On a thread of its own, since the transport's would have to wait for itself.
        Thread.ofPlatform().start(() -> stop(new StopReason.Failed(why), "the member has stopped"));
      }
    }
  }
}
