package io.binnacle.consensus.transport;

import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.wire.MalformedException;
import io.binnacle.consensus.wire.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection somebody opened to this member: first a hello, then messages. */
final class IncomingConnection extends SimpleChannelInboundHandler<ByteBuf> {
  /** The transport's side of it. */
  interface Host {
    /** An empty text where this caller is welcome, or why not. */
    String refusalOf(Hello hello);

    void opened(Hello hello);

    void closed(Hello hello);

    void received(long from, PeerMessage message);
  }

  static final int HELLO_SECONDS_MAX = 5;

  private final Host host;
  private final FrameCodec frames;
  private final Strangers strangers;
  private @Nullable Hello peer;

  IncomingConnection(Host host, FrameCodec frames, Strangers strangers) {
    this.host = host;
    this.frames = frames;
    this.strangers = strangers;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Future<?> _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (peer == null && context.channel().isActive()) {
                    strangers.turnAway(context.channel(), "said nothing for too long");
                  }
                },
                HELLO_SECONDS_MAX,
                TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frame)
      throws MalformedException {
    Hello known = peer;
    if (known != null) {
      host.received(known.from(), MessageCodec.read(frame.nioBuffer()));
      return;
    }
    Hello hello = Hello.decode(frame.nioBuffer());
    String refusal = host.refusalOf(hello);
    ByteBuf answer = FrameCodec.encode(new Hello.Answer(refusal).encode(), context.alloc());
    if (!refusal.isEmpty()) {
      Future<?> _ = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
      strangers.turnAwayAfterAnswer(context.channel(), refusal);
      return;
    }
    peer = hello;
    frames.acceptMessages();
    Future<?> _ = context.writeAndFlush(answer);
    host.opened(hello);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (peer != null) {
      host.closed(peer);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    strangers.turnAway(context.channel(), Strangers.reasonOf(cause));
  }
}
