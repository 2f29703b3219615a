package io.binnacle.consensus.simulation;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.core.Effect;
import io.binnacle.consensus.core.Input;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.tuning.CoreConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One cluster, one seed: a time of faults under load, then peace, in which all must come right. */
final class Simulation {
  private static final long MILLIS = 1_000_000;
  private static final long PEACE_NANOS = 30_000 * MILLIS;

  /** A hundred times what a run takes. */
  private static final long EVENTS_MAX = 4_000_000;

  private static final int LEASE_DRIFT_PERMILLE = 200;

  private static final int TRACE_LINES_MAX = 4_000;
  private static final boolean TRACING = Boolean.getBoolean("trace");

  private final long seed;
  private final Kind kind;
  private final Chance chance;
  private final EventQueue events = new EventQueue();
  private final Statistics statistics = new Statistics();
  private final GroupChecker groupChecker = new GroupChecker(statistics);
  private final SafetyChecker checker = new SafetyChecker(groupChecker);
  private final NodeChecker nodeChecker = new NodeChecker();
  private final Registers registers;
  private final int stateFillingBytes;
  private final CoreConfig.Flow flow;
  private final CoreConfig.Retention retention;
  private final int snapshotEvery;
  private final SimulatedNetwork network;
  private final List<SimulatedMember> members = new ArrayList<>();
  private final Map<Long, SafetyChecker.LogLookup> disks = new TreeMap<>();
  private final Nemesis nemesis;
  private final Administrator administrator;
  private final int spares;
  private final @Nullable GroupChanger changer;
  private final @Nullable Upgrader upgrader;
  private final @Nullable LeaseHunter leaseHunter;
  private final @Nullable Replacer replacer;
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private boolean loadRuns = true;
  private int callsOpen;

  /** What a member is made of. */
  enum Kind {
    /** Real cores, the smallest of drivers, a log in memory. */
    CORES,
    /** Everything real but clock, network and disk. */
    NODES,
    /** As nodes, whose programs are one version apart for a while (FAULT-11). */
    UPGRADES,
    /** As nodes; whose disk has rotted is replaced by a new member. */
    REPLACEMENTS,
    /** As nodes, whose leaders read under a lease and whose clocks keep to what it allows. */
    LEASES,
    /** The same with clocks that do not. */
    LEASES_ASTRAY;

    /** Whether members say what they understand, as they do on real connections. */
    boolean saysHello() {
      return this == UPGRADES || hasLease();
    }

    /** The other kinds have none, so that their seeds still find what they found before. */
    boolean hasMisdirectedWrites() {
      return this == NODES || this == REPLACEMENTS;
    }

    boolean hasLease() {
      return this == LEASES || this == LEASES_ASTRAY;
    }
  }

  Simulation(long seed, Kind kind) {
    this.kind = kind;
    this.seed = seed;
    this.chance = new Chance(seed);
    int[] sizes = {1, 2, 3, 3, 3, 3, 4, 5, 5};
    int drawn = sizes[chance.below(sizes.length)];
    // Half of the runs of cores change their group; the others are what they were without.
    boolean changes = kind == Kind.CORES && seed % 2 != 0;
    int size = changes ? 3 : kind == Kind.REPLACEMENTS ? Math.max(3, drawn) : drawn;
    int appendBytes =
        (int) (chance.percent(50) ? chance.between(60, 200) : chance.between(100, 3_000));
    this.flow =
        new CoreConfig.Flow(
            appendBytes,
            (int) chance.between(1, 12),
            appendBytes * chance.between(1, 4),
            chance.between(2_000, 40_000),
            chance.between(20, 500),
            (int) chance.between(4, 50));
    this.retention =
        new CoreConfig.Retention((int) chance.between(0, 40), chance.between(0, 5_000));
    this.snapshotEvery = (int) chance.between(15, 150);
    // Some have snapshots of several parts, so that transfers are cut between them (FAULT-12).
    this.stateFillingBytes = chance.percent(15) ? chance.below(700_000) : 0;
    // In some runs the group changes.
    int drawnSpares = kind != Kind.CORES && chance.percent(40) ? 1 + chance.below(2) : 0;
    this.spares = kind == Kind.REPLACEMENTS ? 2 : drawnSpares;
    this.registers = new Registers(chance.fork());
    this.network =
        new SimulatedNetwork(
            this,
            chance.fork(),
            changes ? GroupChanger.MEMBERS_MAX : size + spares,
            (from, to, message) -> member((int) to).receive(from, message));
    List<Long> ids = ids(1, size);
    Membership membership = Membership.ofVoters(ids);
    if (kind == Kind.CORES) {
      // Of nodes not everything can be seen that it would have to see.
      groupChecker.begins(membership);
    }
    nodeChecker.inForce(0, membership);
    ids.addAll(ids(size + 1L, size + spares));
    ids.forEach(
        id ->
            add(
                kind == Kind.CORES
                    ? new CoreMember(this, id, membership)
                    : new NodeMember(this, id, membership)));
    DiskDamage damage = new DiskDamage(this, new Chance(~seed).fork());
    this.nemesis = new Nemesis(this, chance.fork(), damage);
    this.administrator = new Administrator(this, nodesOf(members), damage, chance.fork());
    this.upgrader =
        kind == Kind.UPGRADES ? new Upgrader(this, nodesOf(members), new Chance(~seed)) : null;
    this.replacer =
        kind == Kind.REPLACEMENTS ? new Replacer(this, nodesOf(members), new Chance(~seed)) : null;
    this.leaseHunter = kind.hasLease() ? new LeaseHunter(this, new Chance(~seed)) : null;
    this.changer = changes ? new GroupChanger(this, new Chance(~seed)) : null;
  }

  private static List<Long> ids(long first, long last) {
    List<Long> ids = new ArrayList<>();
    for (long id = first; id <= last; id++) {
      ids.add(id);
    }
    return ids;
  }

  private static List<NodeMember> nodesOf(List<SimulatedMember> members) {
    List<NodeMember> nodes = new ArrayList<>();
    for (SimulatedMember member : members) {
      if (member instanceof NodeMember node) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private void add(SimulatedMember member) {
    members.add(member);
    disks.put(member.memberId(), member::holdsOrCovers);
  }

  /** A new member, empty and in nobody's group yet. */
  SimulatedMember join() {
    CoreMember member = new CoreMember(this, members.size() + 1L, Membership.NOBODY);
    add(member);
    member.start();
    return member;
  }

  /**
   * @throws SimulationFailure naming the broken promise
   */
  void run() {
    try {
      members.forEach(SimulatedMember::start);
      int clients = 1 + chance.below(6);
      for (int i = 0; i < clients; i++) {
        Chance luck = chance.fork();
        events.after(luck.between(0, 500 * MILLIS), () -> clientTurn(luck));
      }
      nemesis.begin();
      if (replacer != null) {
        replacer.begin();
      } else if (spares > 0) {
        administrator.begin();
      }
      if (changer != null) {
        changer.begin();
      }
      if (upgrader != null) {
        upgrader.begin();
      }
      if (leaseHunter != null) {
        leaseHunter.begin();
      }
      runUntil(chance.between(3_000, 12_000) * MILLIS);
      if (changer != null) {
        changer.end();
      }
      if (upgrader != null) {
        upgrader.end();
      }
      if (leaseHunter != null) {
        leaseHunter.end();
      }
      nemesis.makePeace();
      administrator.end();
      loadRuns = false;
      runUntil(events.nowNanos() + PEACE_NANOS / 2);
      requireEverybodyServes();
      members.forEach(SimulatedMember::requireBounds);
      registers.requireLinearizable();
      statistics.ended(events.happened(), events.nowNanos(), checker.leaderTerms());
    } catch (SimulationFailure failure) {
      throw new SimulationFailure(describe(failure.getMessage()), failure);
    } catch (RuntimeException failure) {
      throw new SimulationFailure(describe(failure.toString()), failure);
    }
  }

  private void runUntil(long nanos) {
    boolean[] over = {false};
    events.after(Math.max(0, nanos - events.nowNanos()), () -> over[0] = true);
    while (!over[0]) {
      events.runOne();
      if (events.happened() > EVENTS_MAX) {
        throw new SimulationFailure("INV-14 bounds: more than " + EVENTS_MAX + " events, no end");
      }
    }
  }

  /** A client proposes or reads, waits for the outcome, and does it again. */
  private void clientTurn(Chance luck) {
    if (!loadRuns) {
      return;
    }
    SimulatedMember member = members.get(luck.below(members.size()));
    SimulatedMember.Client client =
        call(() -> events.after(luck.between(MILLIS, 80 * MILLIS), () -> clientTurn(luck)));
    if (luck.percent(70)) {
      member.propose(1, client);
    } else {
      member.read(client);
    }
  }

  /** Ends once: with the outcome, or by the client's patience. */
  private SimulatedMember.Client call(Runnable next) {
    boolean[] ended = {false};
    callsOpen++;
    Runnable end =
        () -> {
          if (!ended[0]) {
            ended[0] = true;
            callsOpen--;
            next.run();
          }
        };
    events.after(3_000 * MILLIS, end);
    return _ -> end.run();
  }

  /** INV-13. */
  private void requireEverybodyServes() {
    List<String> unserved = new ArrayList<>();
    List<SimulatedMember> living = members.stream().filter(this::belongs).toList();
    for (SimulatedMember member : living) {
      tryUntilServed(member, "propose", unserved);
      tryUntilServed(member, "read", unserved);
    }
    runUntil(events.nowNanos() + PEACE_NANOS / 2);
    long leaders = members.stream().filter(SimulatedMember::isLeader).count();
    boolean alike = living.stream().allMatch(SimulatedMember::isCaughtUp);
    requireOneConfiguration(living);
    if (!unserved.isEmpty() || leaders != 1 || !alike || callsOpen != 0) {
      throw new SimulationFailure(
          "INV-13 liveness: in peace, "
              + leaders
              + " lead, calls without success "
              + unserved
              + ", without end "
              + callsOpen
              + ", committed "
              + checker.committedIndex());
    }
  }

  /** Whoever is not in the newest configuration need not serve, and may not know it. */
  private boolean belongs(SimulatedMember member) {
    return !member.isLost() && newestGroup().contains(member.memberId());
  }

  private Membership newestGroup() {
    return kind == Kind.CORES ? groupChecker.newest() : nodeChecker.inForce();
  }

  /** BUG-27: whoever leads has led the group out of joint consensus, and all know. */
  private void requireOneConfiguration(List<SimulatedMember> living) {
    if (kind != Kind.CORES) {
      return;
    }
    Membership newest = groupChecker.newest();
    boolean agreed = living.stream().allMatch(each -> each.membership().equals(newest));
    if (newest.isJoint() || !agreed) {
      throw new SimulationFailure("INV-13 liveness: in peace, the group stays with " + newest);
    }
  }

  private void tryUntilServed(SimulatedMember member, String what, List<String> unserved) {
    String name = what + " at " + member.memberId();
    unserved.add(name);
    SimulatedMember.Client client =
        outcome -> {
          if (outcome == SimulatedMember.Outcome.APPLIED) {
            unserved.remove(name);
          } else {
            unserved.remove(name);
            events.after(100 * MILLIS, () -> tryUntilServed(member, what, unserved));
          }
        };
    if (what.equals("read")) {
      member.read(client);
    } else {
      member.propose(1, client);
    }
  }

  private String describe(String what) {
    StringBuilder text = new StringBuilder();
    text.append(what).append("\n  at ").append(events.nowNanos() / MILLIS).append(" ms of seed ");
    text.append(seed).append(", members:");
    members.forEach(member -> text.append("\n    ").append(member.describe()));
    text.append(
        "\n  repeat with: ./mvnw -pl consensus -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=");
    text.append(
        switch (kind) {
          case CORES -> "ClusterSimulationTest";
          case NODES -> "NodeSimulationTest";
          case UPGRADES -> "RollingUpgradeTest";
          case REPLACEMENTS -> "ReplacementSimulationTest";
          case LEASES, LEASES_ASTRAY -> "LeaseSimulationTest";
        });
    text.append(" -Dseed=").append(seed);
    trace.forEach(line -> text.append('\n').append(line));
    return text.toString();
  }

  void trace(long member, Input input, List<Effect> effects) {
    boolean dull = input instanceof Input.Tick && effects.isEmpty();
    if (TRACING && !dull) {
      trace.addLast(
          String.format(
              Locale.ROOT, "%9.3f  %d  %s -> %s", events.nowNanos() / 1e6, member, input, effects));
      if (trace.size() > TRACE_LINES_MAX) {
        trace.removeFirst();
      }
    }
  }

  void trace(String fault) {
    if (TRACING) {
      trace.addLast(String.format(Locale.ROOT, "%9.3f  %s", events.nowNanos() / 1e6, fault));
    }
  }

  void checkDurability() {
    if (kind == Kind.CORES) {
      checker.durability(disks);
    } else {
      nodeChecker.durability(List.copyOf(disks.values()));
    }
  }

  /** A leader calls this committed, having applied up to there. */
  void checkCount(long leader, LogPosition position, long applied) {
    checker.counts(leader, position, applied, disks);
  }

  /** Null where whoever is damaged stays out. */
  @Nullable Replacer replacer() {
    return replacer;
  }

  boolean hasMisdirectedWrites() {
    return kind.hasMisdirectedWrites();
  }

  boolean damagesChangingGroups() {
    return kind == Kind.NODES;
  }

  boolean saysHello() {
    return kind.saysHello();
  }

  /** How long, and by what clocks, its leaders may answer reads by themselves. */
  ConsensusConfig.ReadLease readLease() {
    return kind.hasLease()
        ? new ConsensusConfig.ReadLease(true, LEASE_DRIFT_PERMILLE)
        : ConsensusConfig.ReadLease.OFF;
  }

  /** Null where clocks may do what they like. */
  @Nullable Integer clockDriftPermilleMax() {
    return kind == Kind.LEASES ? LEASE_DRIFT_PERMILLE : null;
  }

  /** Which version of the program a member begins with. */
  int firstProgram() {
    return kind == Kind.UPGRADES ? NodeMember.PROGRAM_BEFORE : NodeMember.PROGRAM_NOW;
  }

  GroupChecker groupChecker() {
    return groupChecker;
  }

  SafetyChecker checker() {
    return checker;
  }

  NodeChecker nodeChecker() {
    return nodeChecker;
  }

  Statistics statistics() {
    return statistics;
  }

  Registers registers() {
    return registers;
  }

  boolean isGroupChanging() {
    return spares > 0;
  }

  int stateFillingBytes() {
    return stateFillingBytes;
  }

  EventQueue events() {
    return events;
  }

  Chance chance() {
    return chance;
  }

  SimulatedNetwork network() {
    return network;
  }

  CoreConfig.Flow flow() {
    return flow;
  }

  CoreConfig.Retention retention() {
    return retention;
  }

  int snapshotEvery() {
    return snapshotEvery;
  }

  List<SimulatedMember> members() {
    return members;
  }

  SimulatedMember member(int id) {
    return members.get(id - 1);
  }

  /** A digest of what happened: two runs of one seed must agree. */
  long fingerprint() {
    long digest = events.nowNanos() * 31 + events.happened();
    digest = digest * 31 + nodeChecker.fingerprint();
    for (long index = 1; index <= checker.committedIndex(); index++) {
      LogEntry entry = checker.committedEntry(index);
      digest = entry == null ? digest : HistoryMachine.mix(digest, entry);
    }
    return digest;
  }
}
