package io.binnacle.consensus.simulation;

import static java.util.Objects.requireNonNull;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.driver.SteppedMember;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.linearizability.History;
import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.transport.PeerTransport;
import io.binnacle.consensus.tuning.CoreConfig;
import io.binnacle.consensus.wal.RecoveredLog;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A whole node, driver, log and snapshots included, on a simulated disk and a clock of its own. */
final class NodeMember implements SimulatedMember {
  /** Knows neither commands of the second version nor the kind of entry that carries them. */
  static final int PROGRAM_BEFORE = 1;

  static final int PROGRAM_NOW = 2;

  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;
  private static final long ELECTION_NANOS =
      25 * MILLIS * CoreConfig.Timing.DEFAULT.electionTicks();

  private static final List<Part> PARTS = List.copyOf(EnumSet.allOf(Part.class));
  private static final long CLUSTER_ID = 1;
  private static final int RESERVE_BYTES = 8_192;

  /** Far more than segments, snapshots and what is set aside of them ever take (INV-14). */
  private static final long DISK_BYTES_MAX = 1L << 20;

  /** A client's call that has no outcome yet. */
  private record Waiting(CompletableFuture<?> future, Client client, Supplier<Outcome> judge) {}

  private final Simulation simulation;
  private final NodeChecker checker;
  private final EventQueue events;
  private final Chance chance;
  private final long memberId;
  private final ConsensusConfig config;
  private final SimulatedDisk disk;
  private final SimulatedClock clock;
  private final RegisterMachine machine;
  private final EnumSet<Part> scheduled = EnumSet.noneOf(Part.class);
  private final EnumMap<Part, Long> starvedNanos = new EnumMap<>(Part.class);
  private final List<Waiting> open = new ArrayList<>();
  private @Nullable SteppedMember<Boolean> node;
  private int life;
  private int program;

  /** In this life, the life of each other member that has said hello. */
  private final Map<Long, Integer> greeted = new TreeMap<>();

  private boolean paused;
  private boolean rotten;
  private boolean condemned;
  private boolean invited;
  private boolean removed;

  /** How often the log's writer finds that the driver's thread has no turn just then. */
  private final int freeTurnsPercent;

  private long syncNanosMax = 3 * MILLIS;
  private SimulatedDisk.Troubles troubles;
  private long errorsKnown;

  // Of this life.
  private long termSeen;
  private long commitSeen;
  private long ledLastIndex;
  private String roleSeen = "";
  private final Membership beginning;
  private final Chance waysOfFilling;
  private Membership membershipSeen = Membership.NOBODY;

  // Over all lives: what was said aloud must be remembered.
  private long termSpoken;
  private long votedIn;
  private long votedFor;

  /**
   * @param membership of the group's beginning; one who is not in it waits for its invitation
   */
  NodeMember(Simulation simulation, long memberId, Membership membership) {
    this.beginning = membership;
    this.invited = membership.contains(memberId);
    this.program = simulation.firstProgram();
    this.simulation = simulation;
    this.checker = simulation.nodeChecker();
    this.events = simulation.events();
    this.chance = simulation.chance().fork();
    this.memberId = memberId;
    this.disk = new SimulatedDisk(chance.fork());
    this.clock = new SimulatedClock(events);
    this.machine =
        new RegisterMachine(
            memberId,
            checker,
            () -> node == null ? Long.MAX_VALUE : node.term(),
            () -> program,
            simulation.stateFillingBytes());
    this.troubles =
        new SimulatedDisk.Troubles(
            chance.percent(50) ? chance.below(40) : 0,
            chance.percent(20) ? chance.below(20) : 0,
            chance.percent(10) ? chance.below(10) : 0,
            chance.percent(20) ? chance.below(10) : 0);
    this.freeTurnsPercent = chance.percent(60) ? 90 : chance.percent(50) ? 50 : 0;
    this.config =
        ConsensusConfig.of(groupOf(memberId, membership), chance.next())
            .withStorage(
                new ConsensusConfig.Storage(
                    (int) chance.between(4_096, 20_000),
                    chance.between(2_000, 20_000),
                    simulation.retention().tailEntriesMax(),
                    RESERVE_BYTES))
            .withReadLease(simulation.readLease());
    this.waysOfFilling = new Chance(config.seed());
  }

  private static ConsensusConfig.Group groupOf(long memberId, Membership membership) {
    List<ConsensusConfig.Member> members = new ArrayList<>();
    membership
        .voters()
        .forEach(id -> members.add(new ConsensusConfig.Member(id, "m" + id, "h", 1)));
    return membership.contains(memberId)
        ? new ConsensusConfig.Group(CLUSTER_ID, memberId, members)
        : ConsensusConfig.Group.joining(
            CLUSTER_ID, new ConsensusConfig.Member(memberId, "m" + memberId, "h", 1), members);
  }

  @Override
  public long memberId() {
    return memberId;
  }

  @Override
  public boolean isUp() {
    return node != null;
  }

  @Override
  public boolean isLost() {
    return condemned || removed || !invited;
  }

  boolean isUninvited() {
    return !invited;
  }

  /** Whether it was not a member before; it starts, to be added. */
  boolean invite() {
    if (invited) {
      return false;
    }
    invited = true;
    start();
    return true;
  }

  @Nullable GroupAdministration group() {
    return node == null || paused ? null : node.group();
  }

  @Override
  public void handOver(long target) {
    GroupAdministration administration = group();
    if (administration != null) {
      var _ = administration.transferLeadership(target);
    }
  }

  /** The configuration in force here; of nobody while it is down. */
  @Override
  public Membership membership() {
    return node == null ? Membership.NOBODY : node.membership();
  }

  @Override
  public void start() {
    if (isLost()) {
      return;
    }
    life++;
    scheduled.clear();
    machine.clear();
    disk.troubles(troubles);
    errorsKnown = disk.errors();
    try {
      node =
          new SteppedMember<>(
              config,
              new CoreConfig(
                  memberId,
                  chance.next(),
                  CoreConfig.Timing.DEFAULT,
                  simulation.flow(),
                  simulation.retention(),
                  CoreConfig.ReadLease.of(simulation.readLease(), ELECTION_NANOS)),
              new SteppedMember.Data(disk, logFormat()),
              new Transport(),
              machine,
              this::wake);
    } catch (SimulatedDisk.PowerLoss _) {
      loseAndReturn("power loss");
      return;
    } catch (IOException e) {
      failed(e);
      return;
    }
    node.turnsAfterWrites(() -> chance.percent(freeTurnsPercent));
    simulation.checker().monotone(memberId, "the durable term", termSpoken, node.term());
    greeted.clear();
    if (simulation.saysHello()) {
      node.understood(memberId, understands());
    }
    idle(Part.DRIVER, 12 * MILLIS);
    idle(Part.TRANSFERS, 200 * MILLIS);
    idle(Part.LOG_SUPPLY, 100 * MILLIS);
    idle(Part.LOG_WRITER, 250 * MILLIS);
  }

  /** Every thread looks for work now and then, unasked. */
  private void idle(Part part, long everyNanos) {
    later(
        everyNanos,
        () -> {
          wake(part);
          idle(part, everyNanos);
        });
  }

  private void wake(Part part) {
    if (scheduled.add(part)) {
      later(delayOf(part), () -> step(part));
    }
  }

  private long delayOf(Part part) {
    long usual =
        switch (part) {
          case DRIVER -> chance.between(5 * MICROS, 60 * MICROS);
          case LOG_WRITER -> chance.between(100 * MICROS, syncNanosMax);
          case APPLY, SNAPSHOT_TAKER, TRANSFERS, LOG_SUPPLY ->
              chance.between(20 * MICROS, 2 * MILLIS);
        };
    long starved = starvedNanos.getOrDefault(part, 0L);
    return starved == 0 ? usual : usual + chance.between(0, starved);
  }

  private void step(Part part) {
    scheduled.remove(part);
    SteppedMember<Boolean> stepped = node;
    if (stepped == null || paused) {
      return;
    }
    try {
      if (stepped.step(part, clock.nowNanos()) > 0) {
        wake(part);
      }
    } catch (SimulatedDisk.PowerLoss _) {
      loseAndReturn("power loss");
      return;
    } catch (IOException e) {
      failed(e);
      return;
    } catch (Invariant.Violation e) {
      // Damage to the very last write looks like a torn one. Who is told that it lost something
      // stops, as its process would.
      if (!rotten) {
        throw e;
      }
      failed(new IOException(e));
      return;
    }
    observe(stepped);
    settle();
    if (stepped.hadTurn()) {
      // Just now the driver knows exactly what is applied.
      observeGroup(stepped);
    }
  }

  /** INV-01, INV-02, INV-04, INV-08. */
  private void observe(SteppedMember<Boolean> stepped) {
    SafetyChecker safety = simulation.checker();
    safety.monotone(memberId, "the term", termSeen, stepped.term());
    safety.monotone(memberId, "the commit index", commitSeen, stepped.commitIndex());
    String role = stepped.role().name();
    if (!role.equals(roleSeen)) {
      if (!roleSeen.isEmpty()) {
        simulation.statistics().transition(roleSeen, role);
      }
      if (stepped.isLeader()) {
        checker.beginsToLead(memberId, stepped.term(), stepped::holdsOrCovers);
        ledLastIndex = 0;
      }
      roleSeen = role;
    }
    if (stepped.holdsLease()) {
      simulation.statistics().change("step under a lease");
    }
    if (stepped.isLeader()) {
      safety.leads(memberId, stepped.term());
      if (termSeen == stepped.term()) {
        safety.leaderKeptLog(memberId, termSeen, ledLastIndex, stepped.lastIndex());
      }
      ledLastIndex = stepped.lastIndex();
    }
    termSeen = stepped.term();
    commitSeen = stepped.commitIndex();
  }

  /** One that learns that it was removed ends at once: whoever is told may be switched off. */
  private void observeGroup(SteppedMember<Boolean> stepped) {
    Membership now = stepped.membership();
    if (now.equals(membershipSeen)) {
      return;
    }
    membershipSeen = now;
    if (checker.inForce(stepped.appliedIndex(), now)) {
      simulation.statistics().configuration();
    }
    if (now.gone().contains(memberId)) {
      simulation.trace("stops for good: " + memberId);
      simulation.statistics().change("removed member stopped");
      removed = true;
      crash();
    }
  }

  /** A fault of the disk stops a member; one that rotted may be refused for ever. */
  private void failed(IOException why) {
    if (rotten) {
      simulation.statistics().change("damaged member out of service");
      simulation.trace("out of service: " + memberId + ": " + why.getMessage());
      crash();
      condemned = true;
    } else if (disk.errors() > errorsKnown) {
      loseAndReturn("stops: " + why.getMessage() + ",");
    } else {
      throw new SimulationFailure("member " + memberId + " stops: " + why.getMessage(), why);
    }
  }

  private void loseAndReturn(String what) {
    simulation.trace(what + " at " + memberId);
    boolean isPowerLoss = what.startsWith("power");
    simulation.statistics().fault(isPowerLoss ? "power loss" : "disk error");
    die(isPowerLoss || chance.percent(50));
    events.after(
        chance.between(MILLIS, 500 * MILLIS),
        () -> {
          if (!isUp()) {
            start();
          }
        });
  }

  /** Half of the time only the process dies, and the next one sees what was never synced. */
  @Override
  public void crash() {
    boolean isWithPower = chance.percent(50);
    if (!isWithPower) {
      simulation.statistics().fault("process killed");
    }
    die(isWithPower);
  }

  private void die(boolean isWithPower) {
    life++;
    node = null;
    paused = false;
    scheduled.clear();
    termSeen = 0;
    commitSeen = 0;
    ledLastIndex = 0;
    roleSeen = "";
    membershipSeen = Membership.NOBODY;
    disk.troubles(SimulatedDisk.Troubles.NONE);
    if (isWithPower) {
      disk.crash();
    }
    List<Waiting> lost = List.copyOf(open);
    open.clear();
    lost.forEach(call -> call.client().done(Outcome.UNDECIDED));
    inspectDisk();
  }

  /** INV-03, INV-07, INV-08: what is left after a crash agrees with what was said aloud. */
  private void inspectDisk() {
    RecoveredLog left = durableLog();
    if (left == null || rotten) {
      return;
    }
    SafetyChecker safety = simulation.checker();
    HardState state = left.hardState();
    safety.monotone(memberId, "the durable term", termSpoken, state.term());
    boolean forgotten = state.term() == votedIn && state.votedFor() != votedFor;
    if (forgotten) {
      throw new SimulationFailure(
          "INV-07 vote safety: member %d voted for %d in term %d, its disk says %d"
              .formatted(memberId, votedFor, votedIn, state.votedFor()));
    }
    safety.writes(memberId, left.entries(), left.base().term());
    checker.configurations(left.entries());
  }

  /** Null where the disk cannot be read, or there is no log yet. */
  private @Nullable RecoveredLog durableLog() {
    SimulatedDisk image = disk.durableImage();
    if (!image.exists("wal")) {
      return null;
    }
    WriteAheadLog.Options options =
        new WriteAheadLog.Options(
            "wal", CLUSTER_ID, memberId, config.storage().walSegmentBytes(), RESERVE_BYTES);
    try (WriteAheadLog log = WriteAheadLog.open(image, options)) {
      return log.recovered();
    } catch (IOException _) {
      return null;
    }
  }

  /** INV-06. One that rotted is given the benefit of the doubt: the majority does without it. */
  @Override
  public boolean holdsOrCovers(LogPosition position) {
    if (rotten) {
      return true;
    }
    RecoveredLog log = durableLog();
    return log != null && (position.index() <= log.base().index() || log.continuesFrom(position));
  }

  @Override
  public void pause(long nanos) {
    paused = true;
    later(
        nanos,
        () -> {
          paused = false;
          scheduled.clear();
          EnumSet.allOf(Part.class).forEach(this::wake);
        });
  }

  @Override
  public void slowDisk(long nanosMax) {
    syncNanosMax = nanosMax;
  }

  @Override
  public boolean fillDisk(long bytesLeft) {
    int way = waysOfFilling.below(10);
    if (way < 7) {
      disk.fillUpTo(bytesLeft);
    } else if (way < 9) {
      simulation.statistics().fault("inodes used up");
      disk.useUpInodes();
    } else {
      simulation.statistics().fault("read-only disk");
      disk.makeReadOnly();
    }
    return true;
  }

  @Override
  public void emptyDisk() {
    disk.makeRoom();
  }

  @Override
  public boolean rot() {
    rotten = disk.rot() || rotten;
    return rotten;
  }

  @Override
  public void misdirect(MisdirectedWrite next) {
    disk.misdirect(next);
  }

  @Override
  public void countAsDamaged() {
    rotten = true;
  }

  @Override
  public boolean setClock(int permille, long jumpNanos) {
    Integer drift = simulation.clockDriftPermilleMax();
    if (drift == null) {
      clock.set(permille, jumpNanos);
    } else {
      clock.set(Math.clamp(permille, 1_000 - drift, 1_000 + drift), 0);
    }
    return true;
  }

  @Override
  public boolean starve(long nanos) {
    Part part = PARTS.get(chance.below(PARTS.size()));
    starvedNanos.put(part, nanos);
    return true;
  }

  @Override
  public void comfort() {
    starvedNanos.clear();
    clock.set(1_000, 0);
    disk.makeRoom();
    troubles = SimulatedDisk.Troubles.NONE;
    disk.troubles(troubles);
    syncNanosMax = 3 * MILLIS;
  }

  private void later(long nanos, Runnable action) {
    int then = life;
    events.after(
        nanos,
        () -> {
          if (life == then) {
            action.run();
          }
        });
  }

  /** From its next start on. */
  void program(int version) {
    program = version;
  }

  /** The program before begins files in the format before, where it is the only one it knows. */
  private int logFormat() {
    return program == PROGRAM_NOW ? WriteAheadLog.FORMAT_VERSION : WriteAheadLog.FORMAT_VERSION - 1;
  }

  Understanding understands() {
    return program == PROGRAM_NOW ? new Understanding(2, 2) : Understanding.UNSAID;
  }

  @Override
  public void receive(long from, PeerMessage message) {
    if (node == null) {
      return;
    }
    if (simulation.saysHello()) {
      NodeMember sender = (NodeMember) simulation.member((int) from);
      // Each connection of a process begins with its hello.
      Integer known = greeted.put(from, sender.life);
      if (known == null || known != sender.life) {
        node.understood(from, sender.understands());
      }
      requireReadable(from, message);
    }
    node.received(from, message);
  }

  /** CLUS-25, WAL-24: what is said to a program of before is what that program knows. */
  private void requireReadable(long from, PeerMessage message) {
    boolean unreadable =
        switch (message) {
          case PeerMessage.AppendEntries append ->
              append.entries().stream()
                  .anyMatch(each -> !understands().covers(Understanding.neededFor(each)));
          case PeerMessage.Propose propose ->
              propose.proposals().stream()
                  .anyMatch(each -> !understands().covers(Understanding.neededFor(each.version())));
          case PeerMessage.ProposeRefused refused ->
              program == PROGRAM_BEFORE && refused.reason() == RefusalReason.NOT_UNDERSTOOD;
          default -> false;
        };
    if (unreadable) {
      throw new SimulationFailure(
          "CLUS-25 gating: member %d, of the program before, is sent %s by %d"
              .formatted(memberId, message, from));
    }
  }

  /** CLUS-25: an entry that a member of the group could not read is never even proposed. */
  private void requireReadByAll(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (!checker.isFirstSeen(entry.position())) {
        continue;
      }
      for (Long member : groupWhenProposed(entry)) {
        Understanding theirs = ((NodeMember) simulation.member(member.intValue())).understands();
        if (!theirs.covers(Understanding.neededFor(entry))) {
          throw new SimulationFailure(
              "CLUS-25 gating: member %d has %s in its log, member %d cannot read it"
                  .formatted(memberId, entry.position(), member));
        }
      }
    }
  }

  /**
   * Who was in the group for certain. It is later that an entry is first seen, when it is sent:
   * members may have been added since. And the newest configuration before it may not have been in
   * force yet; the one before that was, and without it those count who were there at the beginning.
   */
  private List<Long> groupWhenProposed(LogEntry entry) {
    List<Membership> groups = new ArrayList<>();
    for (LogEntry each : simulation.checker().configurationsOf(entry.position())) {
      groups.add(requireNonNull(MembershipForm.read(each.payload())));
    }
    if (groups.size() < 2) {
      groups.add(beginning);
    }
    return membership().members().stream()
        .filter(member -> groups.stream().allMatch(group -> group.contains(member)))
        .toList();
  }

  @Override
  public void peerLost(long peer) {
    if (node != null) {
      node.peerLost(peer);
    }
  }

  @Override
  public void propose(int count, Client client) {
    if (node == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    Registers.Command command = simulation.registers().compareAndPut(memberId);
    boolean later = simulation.firstProgram() != program && chance.percent(40);
    CompletableFuture<ProposalOutcome<Boolean>> outcome =
        node.propose(command.bytes(), later ? program : PROGRAM_BEFORE, clock.nowNanos());
    open.add(
        new Waiting(
            outcome,
            client,
            () -> {
              Outcome judged = judge(command, outcome.join());
              if (later && judged == Outcome.APPLIED) {
                simulation.statistics().change("command of the later program applied");
              }
              return judged;
            }));
    settle();
  }

  /** Looks at the calls itself: a future would swallow what the checker throws. */
  private void settle() {
    for (Waiting call : List.copyOf(open)) {
      if (call.future().isDone() && open.remove(call)) {
        call.client().done(call.judge().get());
      }
    }
  }

  private Outcome judge(Registers.Command command, ProposalOutcome<Boolean> outcome) {
    return switch (outcome) {
      case ProposalOutcome.Applied<Boolean>(LogPosition position, Boolean put) -> {
        checker.acknowledges(command.bytes(), position);
        simulation.registers().wasPut(command, put);
        simulation.statistics().acknowledged();
        yield Outcome.APPLIED;
      }
      case ProposalOutcome.Refused<Boolean> refused -> {
        simulation.statistics().change("refused: " + refused.reason());
        checker.refuses(command.bytes());
        command.begun().refused();
        yield Outcome.REFUSED;
      }
      case ProposalOutcome.Undecided<Boolean> _ -> Outcome.UNDECIDED;
    };
  }

  @Override
  public void read(Client client) {
    if (node == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    long floor = checker.readFloor();
    int register = simulation.registers().anyRegister();
    History.Begun begun = simulation.registers().read(memberId, register);
    CompletableFuture<ReadOutcome> outcome = node.read(clock.nowNanos());
    open.add(new Waiting(outcome, client, () -> judgeRead(floor, register, begun, outcome.join())));
    settle();
  }

  private Outcome judgeRead(long floor, int register, History.Begun begun, ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Ready) {
      checker.reads(memberId, floor, machine.appliedPosition().index());
      simulation.registers().wasRead(begun, register, machine.register(register));
      simulation.statistics().read();
      return Outcome.APPLIED;
    }
    begun.refused();
    return Outcome.REFUSED;
  }

  @Override
  public boolean isLeader() {
    return node != null && node.isLeader();
  }

  @Override
  public boolean isCaughtUp() {
    return machine.appliedPosition().index() == checker.newestIndex();
  }

  @Override
  public void requireBounds() {
    long used = disk.usedBytes();
    long most = DISK_BYTES_MAX + 8L * simulation.stateFillingBytes();
    if (used > most) {
      throw new SimulationFailure(
          "INV-14 bounds: member %d uses %d bytes of its disk: %s"
              .formatted(memberId, used, disk.sizes()));
    }
  }

  @Override
  public String describe() {
    String state =
        removed
            ? "is removed"
            : !invited
                ? "waits"
                : condemned ? " is out of service" : node == null ? " is down" : node.describe();
    String group = node == null ? "" : " of " + membership();
    return memberId + " " + state + group + (rotten ? " (rotten) " : " ") + disk.sizes();
  }

  private final class Transport implements PeerTransport {
    private final int bornIn = life;

    @Override
    public void start(Receiver receiver) {}

    @Override
    public void send(long to, PeerMessage message) {
      if (bornIn != life) {
        return;
      }
      if (message instanceof PeerMessage.VoteReply reply && reply.granted() && !reply.preVote()) {
        votes(reply.term(), to);
      }
      if (message instanceof PeerMessage.RequestVote request && !request.preVote()) {
        termSpoken = Math.max(termSpoken, request.term());
        simulation.checker().votes(memberId, request.term(), memberId);
      }
      if (message instanceof PeerMessage.AppendReply reply) {
        termSpoken = Math.max(termSpoken, reply.term());
      }
      if (message instanceof PeerMessage.AppendEntries append) {
        simulation.checker().writes(memberId, append.entries(), append.previous().term());
        requireReadByAll(append.entries());
      }
      simulation.network().send(memberId, to, message);
    }

    private void votes(long term, long candidate) {
      simulation.checker().votes(memberId, term, candidate);
      termSpoken = Math.max(termSpoken, term);
      votedIn = term;
      votedFor = candidate;
    }

    @Override
    public boolean isConnected(long peer) {
      return simulation.member((int) peer).isUp();
    }

    @Override
    public void close() {}
  }
}
