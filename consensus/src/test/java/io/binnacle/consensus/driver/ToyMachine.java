package io.binnacle.consensus.driver;

import io.binnacle.consensus.StateMachine;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Remembers every command; answers how many there are. */
class ToyMachine implements StateMachine<Long> {
  private List<Bytes> commands = new ArrayList<>();
  private LogPosition applied = LogPosition.NONE;
  private long bytes;
  int restores;

  private int commandVersion = 1;

  @Override
  public synchronized List<Long> apply(List<Committed> batch) {
    List<Long> results = new ArrayList<>();
    for (Committed committed : batch) {
      commands.add(committed.command());
      bytes += committed.command().length();
      applied = committed.position();
      results.add((long) commands.size());
    }
    return results;
  }

  /** Before the member starts. */
  void knowCommandsUpTo(int version) {
    commandVersion = version;
  }

  @Override
  public synchronized int commandVersion() {
    return commandVersion;
  }

  @Override
  public synchronized LogPosition appliedPosition() {
    return applied;
  }

  @Override
  public synchronized View capture() {
    List<Bytes> copy = List.copyOf(commands);
    LogPosition position = applied;
    return new View() {
      @Override
      public LogPosition position() {
        return position;
      }

      @Override
      public void writeTo(OutputStream sink) throws IOException {
        DataOutputStream out = new DataOutputStream(sink);
        out.writeInt(copy.size());
        for (Bytes command : copy) {
          out.writeInt(command.length());
          out.write(command.toArray());
        }
        out.flush();
      }
    };
  }

  @Override
  public synchronized void restore(LogPosition position, InputStream content) throws IOException {
    DataInputStream in = new DataInputStream(content);
    List<Bytes> read = new ArrayList<>();
    int count = in.readInt();
    bytes = 0;
    for (int i = 0; i < count; i++) {
      byte[] command = new byte[in.readInt()];
      in.readFully(command);
      bytes += command.length;
      read.add(Bytes.wrap(command));
    }
    commands = read;
    applied = position;
    restores++;
  }

  @Override
  public synchronized long sizeInBytes() {
    return bytes;
  }

  synchronized List<Bytes> commands() {
    return List.copyOf(commands);
  }

  synchronized List<String> texts() {
    return commands.stream().map(Bytes::toUtf8).toList();
  }
}
