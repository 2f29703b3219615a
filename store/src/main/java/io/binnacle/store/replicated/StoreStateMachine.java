package io.binnacle.store.replicated;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.checkpoint.StateReader;
import io.binnacle.store.checkpoint.StateWriter;
import io.binnacle.store.command.CommandCodec;
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
  private MvccState state;
  private LogPosition applied = LogPosition.NONE;

  StoreStateMachine(WatchHub hub, ApplyTimes times, LongSupplier nanoTime) {
    this.hub = hub;
    this.times = times;
    this.nanoTime = nanoTime;
    this.state = MvccState.of(hub.root());
  }

  @Override
  public List<WriteOutcome> apply(List<Committed> commands) {
    List<WriteOutcome> outcomes = new ArrayList<>(commands.size());
    for (Committed committed : commands) {
      Write write = CommandCodec.decode(committed.command());
      if (write instanceof Write.Compact) {
        // Watchers must be shown every event before it can be compacted (KVWATCH-03).
        publish();
      }
      outcomes.add(state.apply(write));
      applied = committed.position();
    }
    publish();
    return outcomes;
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
