package io.binnacle.apiserver.storage;

import io.binnacle.consensus.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the parts of an {@link Attachment} in its order. */
final class AttachmentWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(160);

  AttachmentWriter raw(int oneByte) {
    out.write(oneByte);
    return this;
  }

  AttachmentWriter fixedInt(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  /** Seven bits a byte, lowest first. */
  AttachmentWriter count(int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }

  AttachmentWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    count(bytes.length);
    out.write(bytes, 0, bytes.length);
    return this;
  }

  Bytes toBytes() {
    return Bytes.wrap(out.toByteArray());
  }
}
