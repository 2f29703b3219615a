package io.binnacle.store.replicated;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.checkpoint.StateReader;
import io.binnacle.store.checkpoint.StateWriter;
import io.binnacle.store.command.CommandCodec;
import io.binnacle.store.comparison.StateCheck;
import io.binnacle.store.comparison.StateCheckCodec;
import io.binnacle.store.mvcc.MvccState;
import io.binnacle.store.mvcc.StateRoot;
import io.binnacle.store.watch.WatchHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the group replicates. A batch is shown to readers and watchers as a whole, before its
 * results are returned: who gets an outcome finds it in the local view.
 */
final class StoreStateMachine implements StateMachine<WriteOutcome> {
  private final WatchHub hub;
  private final ApplyTimes times;
  private final LongSupplier nanoTime;
  private final StateChecks checks;
  private MvccState state;
  private LogPosition applied = LogPosition.NONE;

  StoreStateMachine(WatchHub hub, ApplyTimes times, LongSupplier nanoTime, StateChecks checks) {
    this.checks = checks;
    this.hub = hub;
    this.times = times;
    this.nanoTime = nanoTime;
    this.state = MvccState.of(hub.root());
  }

  @Override
  public List<WriteOutcome> apply(List<Committed> commands) {
    List<WriteOutcome> outcomes = new ArrayList<>(commands.size());
    for (Committed committed : commands) {
      boolean isWrite = committed.version() == LogEntry.FIRST_COMMAND_VERSION;
      outcomes.add(isWrite ? write(committed) : check(committed));
      applied = committed.position();
    }
    publish();
    return outcomes;
  }

  private WriteOutcome write(Committed committed) {
    Write write = CommandCodec.decode(committed.command());
    if (write instanceof Write.Compact) {
      // Watchers must be shown every event before it can be compacted (KVWATCH-03).
      publish();
    }
    return state.apply(write);
  }

  /** Changes nothing; but the state is to be had as it is at this position. */
  private WriteOutcome check(Committed committed) {
    publish();
    switch (StateCheckCodec.decode(committed.command())) {
      case StateCheck.Compare _ -> checks.compare(committed.position(), hub.root());
      case StateCheck.Report report -> checks.report(report);
    }
    return new WriteOutcome.Unchanged(hub.root().revision());
  }

  /** The writes are of the first version, comparisons of states of the second (CLUS-25). */
  @Override
  public int commandVersion() {
    return StateCheck.COMMAND_VERSION;
  }

  /** Comparisons leave nothing in the state, so whoever knows the writes can read all of it. */
  @Override
  public int stateVersion() {
    return LogEntry.FIRST_COMMAND_VERSION;
  }

  private void publish() {
    if (state.hasChanged()) {
      show(state.publish());
    }
  }

  private void show(StateRoot newer) {
    // The time first: whoever is shown an event can ask for it.
    times.record(newer.revision(), nanoTime.getAsLong());
    hub.publish(newer);
  }

  @Override
  public LogPosition appliedPosition() {
    return applied;
  }

  @Override
  public View capture() {
    return new RootAt(applied, hub.root());
  }

  @Override
  public void restore(LogPosition position, InputStream content) throws IOException {
    StateRoot restored = StateReader.read(content, hub.root().lineage() + 1);
    state = MvccState.of(restored);
    applied = position;
    checks.restored();
    show(restored);
  }

  @Override
  public long sizeInBytes() {
    StateRoot root = hub.root();
    return root.liveBytes() + root.historyBytes();
  }

  /** A root is a value already. */
  private record RootAt(LogPosition position, StateRoot root) implements View {
    @Override
    public void writeTo(OutputStream sink) throws IOException {
      StateWriter.write(root, sink);
    }
  }
}
