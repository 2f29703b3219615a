package io.binnacle.consensus.transport;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.binnacle.consensus.wire.MalformedException;
import io.binnacle.consensus.wire.MessageCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection somebody opened to this member: first a hello, then messages. */
final class IncomingConnection extends SimpleChannelInboundHandler<ByteBuf> {
  /** The transport's side of it. */
  interface Host {
    /**
     * Looks at who is there.
     *
     * @return the version of the protocol that is spoken from here on
     * @throws RefusedPeerException when it is not welcome
     */
    int welcome(Hello hello, Channel channel) throws RefusedPeerException;

    /** Of the protocol, that this member speaks. */
    int newestVersion();

    void opened(Hello hello, Channel channel);

    void closed(Hello hello, Channel channel);

    void received(long from, PeerMessage message);
  }

  private final Host host;
  private final FrameCodec frames;
  private final Strangers strangers;
  private final SignOfLife.Patience patience;
  private @Nullable Hello peer;

  /** Closing may bring up what was read and not understood a second time. */
  private boolean ended;

  /**
   * What goes through the pipeline before this.
   *
   * @param host told of everything
   */
  IncomingConnection(
      Host host, FrameCodec frames, Strangers strangers, SignOfLife.Patience patience) {
    this.host = host;
    this.frames = frames;
    this.strangers = strangers;
    this.patience = patience;
  }

  /**
   * Binds the port where connections come in.
   *
   * @param accept told of each of them, before anything is read
   * @throws IOException naming the address, where it cannot be bound
   */
  static Channel listen(
      EventLoopGroup eventLoops, InetSocketAddress address, Consumer<Channel> accept)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept.accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen for the other members on "
              + address
              + ": "
              + Strangers.reasonOf(bound.cause()),
          bound.cause());
    }
    return bound.channel();
  }

  /** Counts from the first packet, so that a TLS handshake that never ends is no way in. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    Future<?> _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (peer == null && !ended && context.channel().isActive()) {
                    ended = true;
                    strangers.turnAway(
                        context.channel(),
                        "",
                        new RefusedPeerException(
                            ConnectionFault.SILENT, "said nothing for too long"));
                  }
                },
                patience.helloMillisMax(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frame)
      throws RefusedPeerException, MalformedException {
    Hello known = peer;
    if (ended) {
      return;
    }
    if (known == null) {
      greet(context, Hello.decode(frame.nioBuffer()));
    } else if (SignOfLife.isOne(frame)) {
      Future<?> _ = context.writeAndFlush(SignOfLife.frame(context.alloc()));
    } else {
      host.received(known.from(), MessageCodec.read(frame.nioBuffer()));
    }
  }

  private void greet(ChannelHandlerContext context, Hello hello) {
    int version;
    try {
      version = host.welcome(hello, context.channel());
    } catch (RefusedPeerException e) {
      Hello.Answer answer =
          new Hello.Answer(host.newestVersion(), e.verdict(), String.valueOf(e.getMessage()));
      ended = true;
      strangers.report(context.channel(), "member " + HexadecimalId.of(hello.from()), e);
      Future<?> _ =
          context
              .writeAndFlush(FrameCodec.encode(answer.encode(), context.alloc()))
              .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    peer = hello;
    frames.acceptMessages();
    if (SignOfLife.isSpokenIn(version)) {
      context
          .pipeline()
          .addFirst(
              new ReadTimeoutHandler(
                  patience.silenceMillisMax(hello.lane()), TimeUnit.MILLISECONDS));
    }
    Future<?> _ =
        context.writeAndFlush(
            FrameCodec.encode(Hello.Answer.welcome(version).encode(), context.alloc()));
    host.opened(hello, context.channel());
  }

  /** TLS is over, properly; the connection below it may stay open, which would be of no use. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ended = true;
      Future<?> _ = context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (peer != null) {
      host.closed(peer, context.channel());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!ended) {
      ended = true;
      strangers.turnAway(
          context.channel(), peer == null ? "" : "member " + HexadecimalId.of(peer.from()), cause);
    }
  }
}
