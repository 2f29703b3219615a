package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A snapshot that is open for reading; stays readable when a newer one has it deleted. */
public final class SnapshotFile implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final DiskFile file;
  private final SnapshotDescription description;

  SnapshotFile(DiskFile file, SnapshotDescription description) {
    this.file = file;
    this.description = description;
  }

  public SnapshotDescription description() {
    return description;
  }

  /** Reads the whole content against its checksum (WAL-16). */
  public boolean isWhole() throws IOException {
    if (file.size() != SnapshotHeader.BYTES + description.contentBytes()) {
      return false;
    }
    CRC32C crc = new CRC32C();
    for (long at = 0; at < description.contentBytes(); at += PIECE_BYTES) {
      crc.update(read(at, PIECE_BYTES));
    }
    return (int) crc.getValue() == description.contentChecksum();
  }

  /** Part of the content, less where it ends. */
  ByteBuffer read(long offset, int count) throws IOException {
    int length = (int) Math.min(count, description.contentBytes() - offset);
    ByteBuffer piece = ByteBuffer.allocate(Math.max(0, length));
    if (file.read(piece, SnapshotHeader.BYTES + offset) < length) {
      throw new IOException(file.path() + " ends before its content does");
    }
    return piece.flip();
  }

  /** The content from its start; closing it leaves the file open. */
  public InputStream content() {
    return new ContentStream();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class ContentStream extends InputStream {
    private long nextOffset;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    @Override
    public int read() throws IOException {
      return fill() ? piece.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, piece.remaining());
      piece.get(target, offset, count);
      return count;
    }

    private boolean fill() throws IOException {
      if (!piece.hasRemaining() && nextOffset < description.contentBytes()) {
        piece = SnapshotFile.this.read(nextOffset, PIECE_BYTES);
        nextOffset += piece.remaining();
      }
      return piece.hasRemaining();
    }
  }
}
