package io.binnacle.store.replicated;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.command.CommandCodec;
import io.binnacle.store.comparison.StateCheck;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * A store's machine that can be made to do something else than the log says, or to be of a program
 * that knows no comparisons, and that remembers which comparisons it met.
 */
final class WatchedMachine implements StateMachine<WriteOutcome> {
  private final StateMachine<WriteOutcome> store;
  private final ConcurrentSkipListSet<Long> checks = new ConcurrentSkipListSet<>();
  private volatile Function<Write, Write> tampering = Function.identity();
  private final int commandVersion;

  WatchedMachine(StateMachine<WriteOutcome> store, int commandVersion) {
    this.store = store;
    this.commandVersion = commandVersion;
  }

  void tamper(Function<Write, Write> change) {
    tampering = change;
  }

  /** Indices of all comparisons and reports that were applied. */
  List<Long> checks() {
    return List.copyOf(checks);
  }

  @Override
  public List<WriteOutcome> apply(List<Committed> commands) {
    List<Committed> tampered = new ArrayList<>();
    for (Committed each : commands) {
      if (each.version() == StateCheck.COMMAND_VERSION) {
        checks.add(each.position().index());
        tampered.add(each);
      } else {
        Write write = tampering.apply(CommandCodec.decode(each.command()));
        tampered.add(new Committed(each.position(), CommandCodec.encode(write)));
      }
    }
    return store.apply(tampered);
  }

  @Override
  public int commandVersion() {
    return commandVersion;
  }

  @Override
  public int stateVersion() {
    return store.stateVersion();
  }

  @Override
  public LogPosition appliedPosition() {
    return store.appliedPosition();
  }

  @Override
  public View capture() {
    return store.capture();
  }

  @Override
  public void restore(LogPosition position, InputStream content) throws IOException {
    store.restore(position, content);
  }

  @Override
  public long sizeInBytes() {
    return store.sizeInBytes();
  }
}
