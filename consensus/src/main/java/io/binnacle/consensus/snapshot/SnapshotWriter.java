package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Takes a snapshot's content from its start, and syncs as it goes so that no sync takes long. */
public final class SnapshotWriter extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 20;

  private final DiskFile file;
  private final SnapshotStore store;
  private final LogPosition position;
  private final Membership membership;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private long contentBytes;
  private long unsyncedBytes;
  private boolean done;

  SnapshotWriter(DiskFile file, SnapshotStore store, LogPosition position, Membership membership) {
    this.file = file;
    this.store = store;
    this.position = position;
    this.membership = membership;
  }

  @Override
  public void write(int value) throws IOException {
    if (!buffer.hasRemaining()) {
      writeOut();
    }
    buffer.put((byte) value);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int from = offset;
    while (from < offset + length) {
      if (!buffer.hasRemaining()) {
        writeOut();
      }
      int count = Math.min(buffer.remaining(), offset + length - from);
      buffer.put(source, from, count);
      from += count;
    }
  }

  private void writeOut() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    crc.update(buffer.duplicate());
    file.write(buffer, SnapshotHeader.BYTES + contentBytes);
    contentBytes += count;
    unsyncedBytes += count;
    if (unsyncedBytes >= Limits.SNAPSHOT_SYNC_BYTES) {
      file.sync();
      unsyncedBytes = 0;
    }
    buffer.clear();
  }

  /** How much was taken. */
  public long contentBytes() {
    return contentBytes + buffer.position();
  }

  /** Makes the snapshot durable and gives it its name. */
  public SnapshotDescription finish() throws IOException {
    writeOut();
    SnapshotDescription description =
        new SnapshotDescription(position, membership, contentBytes, (int) crc.getValue());
    store.publish(file, description);
    done = true;
    return description;
  }

  /**
   * As {@link #finish}, where the content must be what was announced.
   *
   * @return false, and nothing is kept, where it is not
   */
  boolean finishIfEqual(SnapshotDescription announced) throws IOException {
    writeOut();
    if (contentBytes != announced.contentBytes()
        || (int) crc.getValue() != announced.contentChecksum()) {
      close();
      return false;
    }
    finish();
    return true;
  }

  /** Deletes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    if (!done) {
      done = true;
      store.discard(file);
    }
  }
}
