package io.binnacle.consensus.transport;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.binnacle.consensus.wire.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * {@code int length | int CRC32C of the payload | payload}. Until a stranger has said a proper
 * hello, a frame may only be as long as a hello, so that garbage cannot make anybody allocate.
 */
final class FrameCodec extends ByteToMessageDecoder {
  static final int HEADER_BYTES = 8;

  private int payloadBytesMax = Hello.BYTES_MAX;

  /** After the hello. */
  void acceptMessages() {
    payloadBytesMax = Limits.FRAME_BYTES_MAX;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws RefusedPeerException {
    if (in.readableBytes() < HEADER_BYTES) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length <= 0 || length > payloadBytesMax) {
      // Before the hello it says nothing of sizes: whoever is there speaks another language.
      boolean isMember = payloadBytesMax == Limits.FRAME_BYTES_MAX;
      if (isMember && length <= 0) {
        throw new RefusedPeerException(
            ConnectionFault.GARBAGE, "a frame whose length is zero or negative");
      }
      throw new RefusedPeerException(
          isMember ? ConnectionFault.OVERSIZED : ConnectionFault.GARBAGE,
          (isMember
                  ? "a frame beyond the limit, at most "
                  : "what came first is no hello, at most ")
              + payloadBytesMax
              + " bytes are allowed");
    }
    if (in.readableBytes() < HEADER_BYTES + length) {
      return;
    }
    int expected = in.getInt(in.readerIndex() + Integer.BYTES);
    in.skipBytes(HEADER_BYTES);
    if (checksum(in.nioBuffer(in.readerIndex(), length)) != expected) {
      throw new RefusedPeerException(ConnectionFault.GARBAGE, "a frame with a wrong checksum");
    }
    out.add(in.readRetainedSlice(length));
  }

  static ByteBuf encode(PeerMessage message, ByteBufAllocator allocator) {
    int length = MessageCodec.size(message);
    if (length > Limits.FRAME_BYTES_MAX) {
      throw new CorruptedFrameException("a message of " + length + " bytes does not fit");
    }
    ByteBuf frame = allocator.buffer(HEADER_BYTES + length);
    MessageCodec.write(message, frame.nioBuffer(HEADER_BYTES, length));
    return seal(frame, length);
  }

  static ByteBuf encode(byte[] payload, ByteBufAllocator allocator) {
    ByteBuf frame = allocator.buffer(HEADER_BYTES + payload.length);
    frame.setBytes(HEADER_BYTES, payload);
    return seal(frame, payload.length);
  }

  private static ByteBuf seal(ByteBuf frame, int length) {
    frame.setInt(0, length);
    frame.setInt(Integer.BYTES, checksum(frame.nioBuffer(HEADER_BYTES, length)));
    return frame.writerIndex(HEADER_BYTES + length);
  }

  private static int checksum(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }
}
