package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.disk.DiskFullException;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshot;
import io.binnacle.consensus.message.PeerMessage.InstallSnapshotReply;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the one snapshot that is on its way here. Another one that begins replaces it, so two
 * never mix (RAFT-68).
 */
public final class SnapshotReceiver implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotReceiver.class);

  private final SnapshotStore store;
  private @Nullable SnapshotWriter writer;
  private @Nullable SnapshotDescription underWay;
  private @Nullable SnapshotDescription complete;

  public SnapshotReceiver(SnapshotStore store) {
    this.store = store;
  }

  /**
   * Takes one part. A part that is not the next one is only answered with what is the next one, so
   * a lost or doubled part does no harm.
   *
   * @param completed told before the answer that says so, once the snapshot is durable
   */
  public InstallSnapshotReply receive(InstallSnapshot part, Consumer<SnapshotDescription> completed)
      throws IOException {
    SnapshotDescription announced = part.snapshot();
    if (announced.equals(complete)) {
      if (part.offset() == 0) {
        // It was of no use when it came first, and is offered again.
        completed.accept(announced);
      }
      return reply(part, announced.contentBytes(), false);
    }
    SnapshotWriter current = writerFor(part);
    if (current == null) {
      return reply(part, 0, false);
    }
    try {
      return take(part, current, completed);
    } catch (DiskFullException e) {
      // Not a byte of it counts yet, so it is given up; the leader offers it again (WAL-25).
      LOGGER.error(
          "no room for the snapshot at index {}: {}", announced.position().index(), e.getMessage());
      writer = null;
      underWay = null;
      current.close();
      return reply(part, 0, true);
    }
  }

  private InstallSnapshotReply take(
      InstallSnapshot part, SnapshotWriter current, Consumer<SnapshotDescription> completed)
      throws IOException {
    SnapshotDescription announced = part.snapshot();
    if (part.offset() == current.contentBytes()) {
      current.write(part.chunk().toArray());
    }
    if (current.contentBytes() < announced.contentBytes()) {
      return reply(part, current.contentBytes(), false);
    }
    writer = null;
    underWay = null;
    if (!current.finishIfEqual(announced)) {
      LOGGER.error(
          "the snapshot at index {} arrived with a wrong checksum", announced.position().index());
      return reply(part, 0, true);
    }
    complete = announced;
    completed.accept(announced);
    return reply(part, announced.contentBytes(), false);
  }

  private @Nullable SnapshotWriter writerFor(InstallSnapshot part) throws IOException {
    if (writer != null && part.snapshot().equals(underWay)) {
      return writer;
    }
    if (part.offset() != 0) {
      return null;
    }
    close();
    underWay = part.snapshot();
    writer = store.create(part.snapshot().position(), part.snapshot().membership());
    return writer;
  }

  private static InstallSnapshotReply reply(
      InstallSnapshot part, long nextOffset, boolean refused) {
    return new InstallSnapshotReply(part.term(), part.snapshot().position(), nextOffset, refused);
  }

  /** Gives up what is under way. */
  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
      underWay = null;
    }
  }
}
