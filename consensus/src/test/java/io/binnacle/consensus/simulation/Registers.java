package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.linearizability.History;
import io.binnacle.consensus.linearizability.LinearizabilityChecker;
import io.binnacle.consensus.linearizability.LinearizabilityChecker.Verdict;
import io.binnacle.consensus.linearizability.Operation.Call;
import io.binnacle.consensus.linearizability.Operation.Result;
import java.nio.ByteBuffer;

/**
 * What clients of whole nodes do: compare-and-put and linearizable reads on a few registers,
 * written down for the linearizability checker (INV-11).
 */
final class Registers {
  static final int COUNT = 3;

  /** Behind the command's own fields, so that commands differ in size. */
  private static final int FILLING_BYTES_MAX = 200;

  private final Chance chance;
  private final History history = new History();
  private final long[] lastSeen = new long[COUNT];
  private long calls;

  Registers(Chance chance) {
    this.chance = chance;
  }

  /** A command of a client, unlike any other of this run. */
  record Command(Bytes bytes, History.Begun begun, int register, long value) {}

  /** Mostly expects what some client saw last, so that many succeed. */
  Command compareAndPut(long member) {
    calls++;
    int register = chance.below(COUNT);
    long expected = chance.percent(85) ? lastSeen[register] : chance.between(1, calls);
    ByteBuffer buffer = ByteBuffer.allocate(28 + chance.below(FILLING_BYTES_MAX));
    buffer.putLong(calls).putInt(register).putLong(expected).putLong(member);
    while (buffer.remaining() >= Long.BYTES) {
      buffer.putLong(chance.next());
    }
    return new Command(
        Bytes.wrap(buffer.array()),
        history.begin((int) member, name(register), new Call.CompareAndPut(expected, calls)),
        register,
        calls);
  }

  void wasPut(Command command, boolean put) {
    if (put) {
      lastSeen[command.register] = command.value;
    }
    command.begun.ended(put ? new Result.Put() : new Result.Mismatch());
  }

  int anyRegister() {
    return chance.below(COUNT);
  }

  History.Begun read(long member, int register) {
    return history.begin((int) member, name(register), new Call.Read());
  }

  void wasRead(History.Begun read, int register, long value) {
    lastSeen[register] = value;
    read.ended(new Result.Held(value));
  }

  private static String name(int register) {
    return "r" + register;
  }

  /** Carries a command out on the state of a state machine; whether it was put. */
  static boolean apply(Bytes command, long[] registers) {
    ByteBuffer buffer = command.asByteBuffer();
    long value = buffer.getLong();
    int register = buffer.getInt();
    boolean put = registers[register] == buffer.getLong();
    if (put) {
      registers[register] = value;
    }
    return put;
  }

  void requireLinearizable() {
    switch (LinearizabilityChecker.check(history.operations())) {
      case Verdict.Linearizable _ -> {}
      case Verdict.Violation(String key, String why) ->
          throw new SimulationFailure("INV-11 linearizability: " + key + ": " + why);
      case Verdict.GivenUp(String key, int configurations) ->
          throw new SimulationFailure(
              "the search for an order of " + key + " took more than " + configurations);
    }
  }
}
