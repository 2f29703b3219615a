package io.binnacle.consensus.simulation;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * A few registers and a digest of everything that was applied; restores what it wrote. Once it has
 * applied a command of the later program, its snapshots have a form that the one before cannot
 * read: they count those commands.
 */
final class RegisterMachine implements StateMachine<Boolean> {
  private static final int CONTENT_BYTES = 32 + Long.BYTES * Registers.COUNT;

  private final long memberId;
  private final NodeChecker checker;
  private final LongSupplier term;
  private final IntSupplier program;
  private final int fillingBytes;
  private final long[] registers = new long[Registers.COUNT];
  private LogPosition position = LogPosition.NONE;
  private LogPosition lastCommand = LogPosition.NONE;
  private long digest;
  private long laterCommands;

  /**
   * @param term that its member is in now
   * @param program the version of its member's program, which is that of the newest command
   * @param fillingBytes makes snapshots large enough to be sent in several parts
   */
  RegisterMachine(
      long memberId,
      NodeChecker checker,
      LongSupplier term,
      IntSupplier program,
      int fillingBytes) {
    this.program = program;
    this.memberId = memberId;
    this.checker = checker;
    this.term = term;
    this.fillingBytes = fillingBytes;
  }

  /** As a process starts: with nothing. */
  void clear() {
    Arrays.fill(registers, 0);
    position = LogPosition.NONE;
    lastCommand = LogPosition.NONE;
    digest = 0;
    laterCommands = 0;
  }

  long register(int which) {
    return registers[which];
  }

  @Override
  public List<Boolean> apply(List<Committed> commands) {
    List<Boolean> results = new ArrayList<>();
    for (Committed committed : commands) {
      position = committed.position();
      lastCommand = position;
      laterCommands += committed.version() == LogEntry.FIRST_COMMAND_VERSION ? 0 : 1;
      digest = digest * 31 + committed.command().hashCode();
      checker.applies(memberId, term.getAsLong(), position, committed.command(), digest);
      results.add(Registers.apply(committed.command(), registers));
    }
    return results;
  }

  @Override
  public int commandVersion() {
    return program.getAsInt();
  }

  @Override
  public LogPosition appliedPosition() {
    return lastCommand;
  }

  @Override
  public int stateVersion() {
    return laterCommands == 0 ? LogEntry.FIRST_COMMAND_VERSION : commandVersion();
  }

  @Override
  public View capture() {
    LogPosition captured = position;
    ByteBuffer content = ByteBuffer.allocate(CONTENT_BYTES + fillingBytes);
    content.putLong(laterCommands);
    content.putLong(lastCommand.index()).putLong(lastCommand.term()).putLong(digest);
    for (long register : registers) {
      content.putLong(register);
    }
    return new View() {
      @Override
      public LogPosition position() {
        return captured;
      }

      @Override
      public void writeTo(OutputStream sink) throws IOException {
        sink.write(content.array());
      }
    };
  }

  @Override
  public void restore(LogPosition at, InputStream content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content.readAllBytes());
    long counted = buffer.getLong();
    if (counted != 0 && commandVersion() == LogEntry.FIRST_COMMAND_VERSION) {
      throw new SimulationFailure(
          "CLUS-25 gating: member %d, of the program before, is to read a snapshot at %s of the later"
              .formatted(memberId, at));
    }
    laterCommands = counted;
    position = at;
    lastCommand = new LogPosition(buffer.getLong(), buffer.getLong());
    digest = buffer.getLong();
    for (int i = 0; i < registers.length; i++) {
      registers[i] = buffer.getLong();
    }
    checker.restores(memberId, at, lastCommand.index(), digest);
  }

  @Override
  public long sizeInBytes() {
    return CONTENT_BYTES;
  }
}
