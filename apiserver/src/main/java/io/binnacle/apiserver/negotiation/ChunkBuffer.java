package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import java.util.Arrays;

/** Collects bytes for one chunk. What it gives away it does not touch again. */
public final class ChunkBuffer {
  /** Large enough that the work for each chunk is small beside the copying (design D6). */
  public static final int CHUNK_BYTES = 64 * 1024;

  private byte[] array;
  private int length;

  public ChunkBuffer(int capacity) {
    this.array = new byte[capacity];
  }

  public int length() {
    return length;
  }

  public boolean isFull() {
    return length >= CHUNK_BYTES;
  }

  public void append(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
  }

  public void append(Bytes bytes) {
    ensure(bytes.length());
    bytes.copyTo(array, length);
    length += bytes.length();
  }

  public void appendObject(StoredObject object) {
    ensure(object.jsonLengthMax());
    length = object.copyJson(array, length);
  }

  public void appendItem(StoredObject object) {
    ensure(object.jsonLengthMax());
    length = object.copyItemJson(array, length);
  }

  /** What was collected; the buffer is empty afterwards. */
  public Bytes take(int nextCapacity) {
    Bytes taken = Bytes.wrap(array, 0, length);
    array = new byte[nextCapacity];
    length = 0;
    return taken;
  }

  private void ensure(int more) {
    if (length + more > array.length) {
      array = Arrays.copyOf(array, Math.max(length + more, 2 * array.length));
    }
  }
}
