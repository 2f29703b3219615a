package io.binnacle.bench.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A {@code PutRequest} behind gRPC's prefix (one byte for compression, four for the length), by
 * hand: two fields do not need a library.
 */
final class PutMessage {
  static final int PREFIX_BYTES = 5;
  private static final int KEY_TAG = (1 << 3) | 2;
  private static final int VALUE_TAG = (2 << 3) | 2;
  private static final int SEVEN_BITS = 0x7F;

  /** An empty {@code PutResponse}; never released. */
  static final ByteBuf EMPTY_ANSWER =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeZero(PREFIX_BYTES)).asReadOnly();

  private PutMessage() {}

  static ByteBuf encode(byte[] key, byte[] value, ByteBufAllocator allocator) {
    ByteBuf message = allocator.buffer(PREFIX_BYTES + 12 + key.length + value.length);
    message.writeZero(PREFIX_BYTES);
    message.writeByte(KEY_TAG);
    writeVariable(message, key.length);
    message.writeBytes(key).writeByte(VALUE_TAG);
    writeVariable(message, value.length);
    message.writeBytes(value);
    message.setInt(1, message.readableBytes() - PREFIX_BYTES);
    return message;
  }

  /** The value of a request, empty where it has none. */
  static byte[] valueOf(ByteBuf message) {
    message.skipBytes(PREFIX_BYTES);
    while (message.isReadable()) {
      int tag = readVariable(message);
      int length = readVariable(message);
      if (tag == VALUE_TAG) {
        byte[] value = new byte[length];
        message.readBytes(value);
        return value;
      }
      message.skipBytes(length);
    }
    return new byte[0];
  }

  private static void writeVariable(ByteBuf target, int number) {
    int rest = number;
    while (rest > SEVEN_BITS) {
      target.writeByte((rest & SEVEN_BITS) | (SEVEN_BITS + 1));
      rest >>>= 7;
    }
    target.writeByte(rest);
  }

  private static int readVariable(ByteBuf source) {
    int number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = source.readByte();
      number |= (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        break;
      }
    }
    return number;
  }
}
