package io.binnacle.bench.commits.group;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.log.LogPosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Costs next to nothing: it counts commands. */
final class CountingMachine implements StateMachine<Long> {
  private long count;
  private LogPosition applied = LogPosition.NONE;

  @Override
  public List<Long> apply(List<Committed> commands) {
    List<Long> results = new ArrayList<>(commands.size());
    for (Committed command : commands) {
      count++;
      applied = command.position();
      results.add(count);
    }
    return results;
  }

  @Override
  public LogPosition appliedPosition() {
    return applied;
  }

  @Override
  public View capture() {
    return new CountView(applied, count);
  }

  private record CountView(LogPosition position, long count) implements View {
    @Override
    public void writeTo(OutputStream sink) throws IOException {
      new DataOutputStream(sink).writeLong(count);
    }
  }

  @Override
  public void restore(LogPosition position, InputStream content) throws IOException {
    count = new DataInputStream(content).readLong();
    applied = position;
  }

  @Override
  public long sizeInBytes() {
    return Long.BYTES;
  }
}
