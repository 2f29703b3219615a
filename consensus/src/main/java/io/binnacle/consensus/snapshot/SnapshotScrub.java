package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads snapshots against their checksums while the member works (WAL-29), a piece at a time. One
 * that is damaged is set aside as at a start (WAL-16); the newest is taken anew then. For one
 * thread.
 */
public final class SnapshotScrub implements AutoCloseable {
  private final SnapshotStore store;
  private final Deque<LogPosition> left = new ArrayDeque<>();
  private @Nullable SnapshotFile file;
  private CRC32C crc = new CRC32C();
  private long offset;
  private long damaged;

  public SnapshotScrub(SnapshotStore store) {
    this.store = store;
  }

  public void begin() throws IOException {
    close();
    left.clear();
    left.addAll(store.positions());
  }

  /** How many were found damaged since the start. */
  public long damaged() {
    return damaged;
  }

  /**
   * Reads on.
   *
   * @param bytesMax at most so many, but for what a damaged one takes
   * @return how many; 0 when all that were there at the beginning have been read
   */
  public long readOn(int bytesMax) throws IOException {
    SnapshotFile current = file;
    if (current == null) {
      return left.isEmpty() ? 0 : begin(left.getFirst());
    }
    long contentBytes = current.description().contentBytes();
    boolean broken = false;
    long bytes = 1;
    try {
      ByteBuffer piece = current.read(offset, bytesMax);
      bytes = Math.max(1, piece.remaining());
      offset += piece.remaining();
      crc.update(piece);
    } catch (IOException _) {
      broken = true;
    }
    if (broken || offset >= contentBytes) {
      LogPosition position = left.removeFirst();
      boolean whole = !broken && (int) crc.getValue() == current.description().contentChecksum();
      close();
      if (!whole) {
        setAside(position);
      }
    }
    return bytes;
  }

  private long begin(LogPosition position) throws IOException {
    crc = new CRC32C();
    offset = 0;
    if (!store.positions().contains(position)) {
      left.removeFirst();
      return 1;
    }
    try {
      file = store.openQuietly(position);
    } catch (IOException _) {
      left.removeFirst();
      setAside(position);
    }
    return 1;
  }

  /** If it is there still: an older one may have been deleted meanwhile. */
  private void setAside(LogPosition position) throws IOException {
    if (!store.positions().contains(position)) {
      return;
    }
    try (SnapshotFile whole = store.openVerified(position)) {
      damaged += whole == null ? 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    SnapshotFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
