package io.binnacle.store.checkpoint;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Limits;
import io.binnacle.store.Revision;
import io.binnacle.store.mvcc.StateBuilder;
import io.binnacle.store.mvcc.StateRoot;
import io.binnacle.store.mvcc.VersionChain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StateWriter} wrote. Nothing is believed: every length is bounded, every block's
 * checksum verified, and order and counts are compared, so that a damaged stream ends with {@link
 * MalformedCheckpointException} and never with half a state.
 */
public final class StateReader {
  private final InputStream source;
  private final CRC32C chained = new CRC32C();
  private final List<VersionChain> versionsOfKey = new ArrayList<>();
  private ByteBuffer block = ByteBuffer.allocate(0);
  private Revision revision = Revision.NONE;
  private @Nullable Bytes key;
  private long keys;
  private long nodes;

  private StateReader(InputStream source) {
    this.source = source;
  }

  /**
   * @param lineage the number of the new state's lineage
   */
  public static StateRoot read(InputStream source, long lineage) throws IOException {
    return new StateReader(source).read(lineage);
  }

  private StateRoot read(long lineage) throws IOException {
    StateBuilder builder = readHeader(lineage);
    while (true) {
      require(1);
      byte record = block.get();
      switch (record) {
        case CheckpointFormat.RECORD_KEY -> readKey(builder);
        case CheckpointFormat.RECORD_VERSION -> readVersion();
        case CheckpointFormat.RECORD_BURIED -> readBuried();
        case CheckpointFormat.RECORD_END -> {
          finishKey(builder);
          readEnd();
          return builder.build();
        }
        default -> throw new MalformedCheckpointException("record kind " + record);
      }
    }
  }

  private StateBuilder readHeader(long lineage) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(CheckpointFormat.HEADER_BYTES));
    if (header.getLong() != CheckpointFormat.MAGIC) {
      throw new MalformedCheckpointException("not a checkpoint of the store");
    }
    int version = header.getInt();
    if (version != CheckpointFormat.FORMAT_VERSION) {
      throw new MalformedCheckpointException("format version " + version + " is not known");
    }
    int bits = header.getInt();
    if ((bits & ~CheckpointFormat.UNDERSTOOD_BITS) != 0) {
      throw new MalformedCheckpointException("feature bits " + bits + " are not understood");
    }
    long newest = header.getLong();
    long compacted = header.getLong();
    long rollingHash = header.getLong();
    chained.update(header.array(), 0, header.position());
    if (header.getInt() != (int) chained.getValue()) {
      throw new MalformedCheckpointException("the header's checksum differs");
    }
    if (newest < 1 || compacted < 0 || compacted > newest) {
      throw new MalformedCheckpointException(
          "revision " + newest + " with compact revision " + compacted);
    }
    revision = new Revision(newest);
    return new StateBuilder(lineage, revision, new Revision(compacted), rollingHash);
  }

  private void readKey(StateBuilder builder) throws IOException {
    finishKey(builder);
    require(4);
    int length = block.getInt();
    if (length <= 0 || length > Limits.KEY_BYTES_MAX) {
      throw new MalformedCheckpointException("key of " + length + " bytes");
    }
    Bytes next = bytes(length);
    if (key != null && next.compareTo(key) <= 0) {
      throw new MalformedCheckpointException("keys are out of order");
    }
    key = next;
    keys++;
  }

  private void readVersion() throws IOException {
    require(CheckpointFormat.VERSION_HEADER_BYTES - 1);
    Revision modRevision = readRevision();
    int subRevision = block.getInt();
    Revision createRevision = readRevision();
    long version = block.getLong();
    long keyLease = block.getLong();
    int valueLength = block.getInt();
    int attachmentLength = block.getInt();
    if (valueLength < 0 || attachmentLength < 0 || subRevision < 0) {
      throw new MalformedCheckpointException("negative length");
    }
    require((long) valueLength + attachmentLength);
    byte[] content = new byte[valueLength + attachmentLength];
    block.get(content);
    KeyVersion keyVersion =
        new KeyVersion(
            currentKey(),
            createRevision.equals(modRevision) ? modRevision : createRevision,
            modRevision,
            version,
            keyLease,
            Bytes.wrap(content, 0, valueLength),
            Bytes.wrap(content, valueLength, attachmentLength));
    addNode(new VersionChain(currentKey(), modRevision, subRevision, keyVersion, null));
  }

  private void readBuried() throws IOException {
    require(CheckpointFormat.BURIED_BYTES - 1);
    Revision modRevision = readRevision();
    int subRevision = block.getInt();
    if (subRevision < 0) {
      throw new MalformedCheckpointException("negative sub-revision");
    }
    addNode(new VersionChain(currentKey(), modRevision, subRevision, null, null));
  }

  private void addNode(VersionChain node) throws IOException {
    boolean outOfOrder =
        !versionsOfKey.isEmpty()
            && versionsOfKey.getLast().modRevision().compareTo(node.modRevision()) <= 0;
    if (outOfOrder) {
      throw new MalformedCheckpointException("versions are out of order");
    }
    versionsOfKey.add(node);
    nodes++;
  }

  private void finishKey(StateBuilder builder) throws IOException {
    if (key == null) {
      return;
    }
    if (versionsOfKey.isEmpty()) {
      throw new MalformedCheckpointException("a key without versions");
    }
    builder.add(versionsOfKey);
    versionsOfKey.clear();
  }

  private void readEnd() throws IOException {
    require(CheckpointFormat.END_BYTES - 1);
    if (block.getLong() != keys || block.getLong() != nodes) {
      throw new MalformedCheckpointException("the counts at the end differ");
    }
    if (block.hasRemaining() || source.read() >= 0) {
      throw new MalformedCheckpointException("bytes behind the end");
    }
  }

  private Bytes currentKey() throws IOException {
    if (key == null) {
      throw new MalformedCheckpointException("a version without a key");
    }
    return key;
  }

  private Revision readRevision() throws IOException {
    long number = block.getLong();
    if (number < 1 || number > revision.number()) {
      throw new MalformedCheckpointException("revision " + number + " is beyond the state's");
    }
    return new Revision(number);
  }

  private Bytes bytes(int length) throws IOException {
    require(length);
    byte[] copy = new byte[length];
    block.get(copy);
    return Bytes.wrap(copy);
  }

  /** Records do not cross blocks: only a new record may need the next one. */
  private void require(long bytes) throws IOException {
    if (!block.hasRemaining()) {
      readBlock();
    }
    if (block.remaining() < bytes) {
      throw new MalformedCheckpointException("a record crosses the end of its block");
    }
  }

  private void readBlock() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(CheckpointFormat.BLOCK_HEADER_BYTES));
    int length = header.getInt();
    int checksum = header.getInt();
    if (length <= 0 || length > CheckpointFormat.BLOCK_BYTES_MAX) {
      throw new MalformedCheckpointException("block of " + length + " bytes");
    }
    byte[] content = exactly(length);
    chained.update(content, 0, length);
    if (checksum != (int) chained.getValue()) {
      throw new MalformedCheckpointException("a block's checksum differs");
    }
    block = ByteBuffer.wrap(content);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] content = source.readNBytes(length);
    if (content.length < length) {
      throw new MalformedCheckpointException("the stream ends early");
    }
    return content;
  }
}
