package io.binnacle.store.checkpoint;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.mvcc.StateRoot;
import io.binnacle.store.mvcc.VersionChain;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes every version and tombstone that a root retains. Needs the memory of one block. */
public final class StateWriter {
  private final OutputStream sink;
  private ByteBuffer block = ByteBuffer.allocate(CheckpointFormat.BLOCK_BYTES * 2);
  private final CRC32C chained = new CRC32C();
  private long keys;
  private long nodes;

  private StateWriter(OutputStream sink) {
    this.sink = sink;
  }

  /** Does not close the sink. */
  public static void write(StateRoot root, OutputStream sink) throws IOException {
    new StateWriter(sink).write(root);
  }

  private void write(StateRoot root) throws IOException {
    writeHeader(root);
    Iterator<VersionChain> chains = root.tree().iterate(KeyRange.all());
    while (chains.hasNext()) {
      VersionChain newest = chains.next();
      writeKey(newest.key());
      VersionChain node = newest;
      while (node != null) {
        writeNode(node);
        node = node.older();
      }
    }
    ByteBuffer target = room(CheckpointFormat.END_BYTES);
    target.put(CheckpointFormat.RECORD_END).putLong(keys).putLong(nodes);
    flush();
  }

  private void writeHeader(StateRoot root) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(CheckpointFormat.HEADER_BYTES);
    header.putLong(CheckpointFormat.MAGIC);
    header.putInt(CheckpointFormat.FORMAT_VERSION);
    header.putInt(0);
    header.putLong(root.revision().number());
    header.putLong(root.compactRevision().number());
    header.putLong(root.rollingHash());
    chained.update(header.array(), 0, header.position());
    header.putInt((int) chained.getValue());
    sink.write(header.array());
  }

  private void writeKey(Bytes key) throws IOException {
    ByteBuffer target = room(5 + key.length());
    target.put(CheckpointFormat.RECORD_KEY).putInt(key.length());
    key.putInto(target);
    keys++;
  }

  private void writeNode(VersionChain node) throws IOException {
    nodes++;
    @Nullable KeyVersion version = node.version();
    if (version == null) {
      room(CheckpointFormat.BURIED_BYTES)
          .put(CheckpointFormat.RECORD_BURIED)
          .putLong(node.modRevision().number())
          .putInt(node.subRevision());
      return;
    }
    Bytes value = version.value();
    Bytes attachment = version.attachment();
    ByteBuffer target =
        room(CheckpointFormat.VERSION_HEADER_BYTES + value.length() + attachment.length());
    target.put(CheckpointFormat.RECORD_VERSION);
    target.putLong(node.modRevision().number()).putInt(node.subRevision());
    target.putLong(version.createRevision().number());
    target.putLong(version.version()).putLong(version.keyLease());
    target.putInt(value.length()).putInt(attachment.length());
    value.putInto(target);
    attachment.putInto(target);
  }

  /** The block with room for a record; a full one is written first. */
  private ByteBuffer room(int bytes) throws IOException {
    if (block.position() >= CheckpointFormat.BLOCK_BYTES) {
      flush();
    }
    if (block.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(block.position() + bytes);
      block.flip();
      larger.put(block);
      block = larger;
    }
    return block;
  }

  private void flush() throws IOException {
    chained.update(block.array(), 0, block.position());
    ByteBuffer header = ByteBuffer.allocate(CheckpointFormat.BLOCK_HEADER_BYTES);
    header.putInt(block.position()).putInt((int) chained.getValue());
    sink.write(header.array());
    sink.write(block.array(), 0, block.position());
    block.clear();
  }
}
