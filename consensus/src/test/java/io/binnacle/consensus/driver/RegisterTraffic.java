package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.linearizability.History;
import io.binnacle.consensus.linearizability.LinearizabilityChecker;
import io.binnacle.consensus.linearizability.Operation.Call;
import io.binnacle.consensus.linearizability.Operation.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a {@link SteppedGroup} of {@link RegisterToy}s, each with one call at a time at any
 * member that runs; what they see is written down for the linearizability checker (INV-11).
 */
final class RegisterTraffic {
  static final List<String> REGISTERS = List.of("r0", "r1", "r2");
  private static final int CLIENTS = 5;
  private static final int PATIENCE_TICKS = 120;
  private static final int FILLING_CHARS_MAX = 200;

  private final SteppedGroup group;
  private final Random random;
  private final History history = new History();
  private final Map<String, Long> lastSeen = new TreeMap<>();
  private final List<Client> clients = new ArrayList<>();
  private long calls;
  private int writes;
  private int reads;

  /** One that waits until its call is over, or for as long as it has patience. */
  private static final class Client {
    private final int number;

    /** Whether it knows what became of its call; null while it has none. */
    private @Nullable BooleanSupplier call;

    private int ticks;

    Client(int number) {
      this.number = number;
    }
  }

  RegisterTraffic(SteppedGroup group, Random random) {
    this.group = group;
    this.random = random;
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(i));
    }
  }

  /** That were acknowledged. */
  int writes() {
    return writes;
  }

  /** That were answered. */
  int reads() {
    return reads;
  }

  /** Once a tick. */
  void turn() {
    for (Client client : clients) {
      BooleanSupplier call = client.call;
      client.ticks++;
      if (call != null && (call.getAsBoolean() || client.ticks > PATIENCE_TICKS)) {
        client.call = null;
      }
      if (client.call == null && random.nextInt(4) == 0) {
        client.ticks = 0;
        client.call = begin(client.number);
      }
    }
  }

  private BooleanSupplier begin(int client) {
    List<String> members = List.copyOf(group.running.keySet());
    String member = members.get(random.nextInt(members.size()));
    String register = REGISTERS.get(random.nextInt(REGISTERS.size()));
    return random.nextInt(100) < 60
        ? compareAndPut(client, member, register)
        : read(client, member, register);
  }

  private BooleanSupplier compareAndPut(int client, String member, String register) {
    calls++;
    long value = calls;
    long expected = lastSeen.getOrDefault(register, 0L);
    History.Begun begun = history.begin(client, register, new Call.CompareAndPut(expected, value));
    String command =
        RegisterToy.compareAndPut(register, expected, value, random.nextInt(FILLING_CHARS_MAX));
    CompletableFuture<ProposalOutcome<Long>> outcome = group.propose(member, command);
    return () -> {
      if (outcome.isDone()) {
        switch (outcome.join()) {
          case ProposalOutcome.Applied<Long> applied when applied.result() == RegisterToy.PUT -> {
            lastSeen.put(register, value);
            writes++;
            begun.ended(new Result.Put());
          }
          case ProposalOutcome.Applied<Long> _ -> begun.ended(new Result.Mismatch());
          case ProposalOutcome.Refused<Long> _ -> begun.refused();
          case ProposalOutcome.Undecided<Long> _ -> {}
        }
      }
      return outcome.isDone();
    };
  }

  BooleanSupplier read(int client, String member, String register) {
    History.Begun begun = history.begin(client, register, new Call.Read());
    RegisterToy machine = (RegisterToy) group.machines.get(member);
    CompletableFuture<ReadOutcome> outcome = group.read(member);
    return () -> {
      if (outcome.isDone() && outcome.join() instanceof ReadOutcome.Ready) {
        long value = machine.value(register);
        lastSeen.put(register, value);
        reads++;
        begun.ended(new Result.Held(value));
      }
      return outcome.isDone();
    };
  }

  void requireLinearizable() {
    assertThat(LinearizabilityChecker.check(history.operations()))
        .isInstanceOf(LinearizabilityChecker.Verdict.Linearizable.class);
  }
}
