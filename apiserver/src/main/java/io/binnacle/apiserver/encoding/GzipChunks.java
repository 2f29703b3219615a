package io.binnacle.apiserver.encoding;

import io.binnacle.consensus.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses chunk by chunk, fast rather than small. Used by one thread at a time. */
final class GzipChunks implements AutoCloseable {
  private static final int BUFFER_BYTES = 8 * 1024;

  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream(BUFFER_BYTES);
  private final Fast stream;

  GzipChunks() {
    try {
      stream = new Fast(compressed);
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream target) throws IOException {
      super(target, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** What is ready by now of everything so far; perhaps nothing yet. */
  Bytes compress(Bytes chunk) {
    try {
      byte[] plain = chunk.toArray();
      stream.write(plain, 0, plain.length);
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
    return take();
  }

  /** The rest. */
  Bytes finish() {
    try {
      stream.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
    return take();
  }

  private Bytes take() {
    Bytes taken = Bytes.wrap(compressed.toByteArray());
    compressed.reset();
    return taken;
  }

  /** Gives back the memory that the garbage collector does not see. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a write to memory failed", e);
    }
  }
}
