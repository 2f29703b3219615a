package io.binnacle.consensus.simulation;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.core.CoreConfig;
import io.binnacle.consensus.driver.SteppedMember;
import io.binnacle.consensus.driver.SteppedMember.Part;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.transport.PeerTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A whole node, driver, log and snapshots included, on a simulated disk. */
final class NodeMember implements SimulatedMember {
  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;

  /** A client's call that has no outcome yet. */
  private record Call(CompletableFuture<?> future, Client client, Supplier<Outcome> judge) {}

  private final Simulation simulation;
  private final NodeChecker checker;
  private final EventQueue events;
  private final Chance chance;
  private final long memberId;
  private final ConsensusConfig config;
  private final SimulatedDisk disk;
  private final EnumSet<Part> scheduled = EnumSet.noneOf(Part.class);
  private final List<Call> open = new ArrayList<>();
  private @Nullable SteppedMember<Long> node;
  private Machine machine = new Machine();
  private int life;
  private boolean paused;
  private long syncNanosMax = 3 * MILLIS;
  private long termSeen;
  private int powerLossPerMyriad;
  private static final int COMMAND_BYTES_MAX = 200;

  NodeMember(Simulation simulation, long memberId, Membership membership) {
    this.simulation = simulation;
    this.checker = simulation.nodeChecker();
    this.events = simulation.events();
    this.chance = simulation.chance().fork();
    this.memberId = memberId;
    this.disk = new SimulatedDisk(chance.fork());
    if (simulation.mutant() == Mutant.ANSWERS_BEFORE_PERSIST) {
      disk.lie();
    }
    this.powerLossPerMyriad = chance.percent(50) ? chance.below(40) : 0;
    List<ConsensusConfig.Member> members = new ArrayList<>();
    membership
        .voters()
        .forEach(id -> members.add(new ConsensusConfig.Member(id, "m" + id, "h", 1)));
    this.config =
        ConsensusConfig.of(new ConsensusConfig.Group(1, memberId, members), chance.next())
            .withStorage(
                new ConsensusConfig.Storage(
                    (int) chance.between(4_096, 20_000),
                    chance.between(2_000, 20_000),
                    simulation.retention().tailEntriesMax(),
                    8_192));
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
  public void start() {
    life++;
    scheduled.clear();
    machine = new Machine();
    disk.powerLoss(powerLossPerMyriad);
    try {
      node =
          new SteppedMember<>(
              config,
              new CoreConfig(
                  memberId,
                  chance.next(),
                  CoreConfig.Timing.DEFAULT,
                  simulation.flow(),
                  simulation.retention()),
              disk,
              new Transport(),
              machine,
              this::wake);
    } catch (SimulatedDisk.PowerLoss _) {
      loseAndReturn();
      return;
    } catch (IOException e) {
      throw new SimulationFailure("member " + memberId + " cannot start: " + e.getMessage(), e);
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
    return switch (part) {
      case DRIVER -> chance.between(5 * MICROS, 60 * MICROS);
      case LOG_WRITER -> chance.between(100 * MICROS, syncNanosMax);
      case APPLY, SNAPSHOT_TAKER, TRANSFERS, LOG_SUPPLY -> chance.between(20 * MICROS, 2 * MILLIS);
    };
  }

  private void step(Part part) {
    scheduled.remove(part);
    if (node == null || paused) {
      return;
    }
    try {
      if (node.step(part, events.nowNanos()) > 0) {
        wake(part);
      }
    } catch (SimulatedDisk.PowerLoss _) {
      loseAndReturn();
      return;
    } catch (IOException e) {
      throw new SimulationFailure("member " + memberId + " stops: " + e.getMessage(), e);
    }
    simulation.checker().monotone(memberId, "the term", termSeen, node.term());
    termSeen = node.term();
    if (node.isLeader()) {
      simulation.checker().leads(memberId, node.term());
    }
    settle();
  }

  private void loseAndReturn() {
    simulation.trace("power loss at " + memberId);
    crash();
    events.after(
        chance.between(MILLIS, 500 * MILLIS),
        () -> {
          if (!isUp()) {
            start();
          }
        });
  }

  @Override
  public void crash() {
    life++;
    node = null;
    paused = false;
    scheduled.clear();
    termSeen = 0;
    disk.powerLoss(0);
    disk.crash();
    List<Call> lost = List.copyOf(open);
    open.clear();
    lost.forEach(call -> call.client().done(Outcome.UNDECIDED));
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
  public void steadyPower() {
    powerLossPerMyriad = 0;
    disk.powerLoss(0);
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

  @Override
  public void receive(long from, PeerMessage message) {
    if (node != null) {
      node.received(from, message);
    }
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
    ByteBuffer unique = ByteBuffer.allocate(16 + chance.below(COMMAND_BYTES_MAX));
    Bytes command = Bytes.wrap(unique.putLong(memberId).putLong(simulation.nextCall()).array());
    CompletableFuture<ProposalOutcome<Long>> outcome = node.propose(command, events.nowNanos());
    open.add(new Call(outcome, client, () -> judge(command, outcome.join())));
    settle();
  }

  /** Looks at the calls itself: a future would swallow what the checker throws. */
  private void settle() {
    for (Call call : List.copyOf(open)) {
      if (call.future().isDone() && open.remove(call)) {
        call.client().done(call.judge().get());
      }
    }
  }

  private Outcome judge(Bytes command, ProposalOutcome<Long> outcome) {
    return switch (outcome) {
      case ProposalOutcome.Applied<Long>(LogPosition position, _) -> {
        checker.acknowledges(command, position);
        yield Outcome.APPLIED;
      }
      case ProposalOutcome.Refused<Long> _ -> {
        checker.refuses(command);
        yield Outcome.REFUSED;
      }
      case ProposalOutcome.Undecided<Long> _ -> Outcome.UNDECIDED;
    };
  }

  @Override
  public void read(Client client) {
    if (node == null) {
      client.done(Outcome.REFUSED);
      return;
    }
    long floor = checker.readFloor();
    CompletableFuture<ReadOutcome> outcome = node.read(events.nowNanos());
    open.add(new Call(outcome, client, () -> judgeRead(floor, outcome.join())));
    settle();
  }

  private Outcome judgeRead(long floor, ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Ready) {
      checker.reads(memberId, floor, machine.appliedPosition().index());
      return Outcome.APPLIED;
    }
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

  /** Seen from outside only: through what is still there after everything crashed. */
  @Override
  public boolean holdsOrCovers(LogPosition position) {
    return true;
  }

  @Override
  public String describe() {
    return memberId + (node == null ? " is down" : " " + node.describe()) + " " + disk.sizes();
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
        simulation.checker().votes(memberId, reply.term(), to);
      }
      if (message instanceof PeerMessage.RequestVote request && !request.preVote()) {
        simulation.checker().votes(memberId, request.term(), memberId);
      }
      if (message instanceof PeerMessage.AppendEntries append) {
        simulation.checker().writes(memberId, append.entries(), append.previous().term());
      }
      simulation.network().send(memberId, to, message);
    }

    @Override
    public boolean isConnected(long peer) {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Digests what it applies; restores what it wrote. */
  private final class Machine implements StateMachine<Long> {
    private LogPosition position = LogPosition.NONE;
    private LogPosition lastCommand = LogPosition.NONE;
    private long digest;

    @Override
    public List<Long> apply(List<Committed> commands) {
      List<Long> results = new ArrayList<>();
      for (Committed committed : commands) {
        position = committed.position();
        lastCommand = position;
        digest = digest * 31 + committed.command().hashCode();
        checker.applies(memberId, position, committed.command(), digest);
        results.add(digest);
      }
      return results;
    }

    @Override
    public LogPosition appliedPosition() {
      return lastCommand;
    }

    @Override
    public View capture() {
      LogPosition captured = position;
      byte[] content =
          ByteBuffer.allocate(24)
              .putLong(lastCommand.index())
              .putLong(lastCommand.term())
              .putLong(digest)
              .array();
      return new View() {
        @Override
        public LogPosition position() {
          return captured;
        }

        @Override
        public void writeTo(OutputStream sink) throws IOException {
          sink.write(content);
        }
      };
    }

    @Override
    public void restore(LogPosition at, InputStream content) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(content.readAllBytes());
      position = at;
      lastCommand = new LogPosition(buffer.getLong(), buffer.getLong());
      digest = buffer.getLong();
      checker.restores(memberId, lastCommand.index(), digest);
    }

    @Override
    public long sizeInBytes() {
      return 24;
    }
  }
}
