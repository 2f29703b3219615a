package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import java.nio.ByteBuffer;

/** A state machine whose state is a digest of everything it has applied. */
final class HistoryMachine {
  private LogPosition position = LogPosition.NONE;
  private long digest;

  void apply(LogEntry entry) {
    if (entry.index() != position.index() + 1) {
      throw new SimulationFailure("applied " + entry.position() + " behind " + position);
    }
    position = entry.position();
    digest = mix(digest, entry);
  }

  static long mix(long digest, LogEntry entry) {
    long mixed = digest * 31 + entry.index();
    mixed = mixed * 31 + entry.proposal().memberId();
    mixed = mixed * 31 + entry.proposal().sequence();
    return mixed * 31 + entry.payload().hashCode();
  }

  LogPosition position() {
    return position;
  }

  long digest() {
    return digest;
  }

  Bytes capture() {
    ByteBuffer content = ByteBuffer.allocate(24);
    content.putLong(position.index()).putLong(position.term()).putLong(digest);
    return Bytes.copyOf(content.flip());
  }

  void restore(Bytes content) {
    ByteBuffer buffer = content.asByteBuffer();
    position = new LogPosition(buffer.getLong(), buffer.getLong());
    digest = buffer.getLong();
  }
}
