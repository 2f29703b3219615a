package io.binnacle.consensus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.Limits;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.wire.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
  private static final PeerMessage MESSAGE =
      new PeerMessage.Propose(
          3, List.of(new Proposal(new ProposalId(1, 2), Bytes.ofUtf8("x".repeat(2_000)))));

  private static byte[] frame() {
    ByteBuf encoded = FrameCodec.encode(MESSAGE, ByteBufAllocator.DEFAULT);
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes).release();
    return bytes;
  }

  private static EmbeddedChannel channelAfterHello() {
    FrameCodec codec = new FrameCodec();
    codec.acceptMessages();
    return new EmbeddedChannel(codec);
  }

  @Test
  void aFrameInAnyPiecesIsPutTogether() throws Exception {
    byte[] bytes = frame();
    for (int piece : new int[] {1, 7, 500, bytes.length}) {
      EmbeddedChannel channel = channelAfterHello();
      for (int from = 0; from < bytes.length; from += piece) {
        channel.writeInbound(
            Unpooled.copiedBuffer(bytes, from, Math.min(piece, bytes.length - from)));
      }
      ByteBuf payload = channel.readInbound();
      assertThat(MessageCodec.read(payload.nioBuffer())).isEqualTo(MESSAGE);
      payload.release();
      channel.close().syncUninterruptibly();
    }
  }

  @Test
  void beforeTheHelloOnlyASmallFrameIsTaken() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameCodec());
    assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(frame())))
        .isInstanceOf(DecoderException.class)
        .hasMessageContaining("at most " + Hello.BYTES_MAX);
  }

  /** CLUS-30 */
  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeAnythingIsKept() {
    EmbeddedChannel channel = channelAfterHello();
    ByteBuf header = Unpooled.buffer().writeInt(Limits.FRAME_BYTES_MAX + 1).writeInt(0);
    assertThatThrownBy(() -> channel.writeInbound(header)).isInstanceOf(DecoderException.class);
    for (int length : new int[] {0, -5}) {
      EmbeddedChannel other = channelAfterHello();
      ByteBuf none = Unpooled.buffer().writeInt(length).writeInt(0);
      assertThatThrownBy(() -> other.writeInbound(none))
          .isInstanceOf(DecoderException.class)
          .hasMessageContaining("a frame whose length is zero or negative");
    }
  }

  @Test
  void noFlippedByteGetsThroughTheChecksum() {
    Random random = new Random(7);
    byte[] intact = frame();
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = intact.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      EmbeddedChannel channel = channelAfterHello();
      try {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
      } catch (DecoderException _) {
        // Refused: as it should be.
      }
      // Not refused, it may only be waiting for the rest of a frame that seems longer.
      ByteBuf got = channel.readInbound();
      assertThat(got).isNull();
      channel.close().syncUninterruptibly();
    }
  }
}
