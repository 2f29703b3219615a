package io.binnacle.bench.grpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import java.net.InetAddress;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers puts over plaintext HTTP/2 on loopback, one event loop for all connections. */
public final class PutServer implements AutoCloseable {
  /** etcd's is unbounded; this is more than the benchmark has callers. */
  private static final int STREAMS_MAX = 4_096;

  private static final int WINDOW_BYTES = 4 << 20;

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** What is done with a value: completes with false where it was not taken. */
  public interface Handler {
    CompletionStage<Boolean> put(byte[] value);
  }

  private PutServer() {}

  public static PutServer listen(int port, Handler handler) {
    PutServer server = new PutServer();
    new ServerBootstrap()
        .group(server.group)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Connection(handler).http2);
              }
            })
        .bind(InetAddress.getLoopbackAddress(), port)
        .syncUninterruptibly();
    return server;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private record Answer(int stream, boolean taken) {}

  private static final class Connection extends Http2FrameAdapter {
    private static final Http2Headers BEGIN =
        new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
    private static final Http2Headers TAKEN = new DefaultHttp2Headers().set("grpc-status", "0");
    private static final Http2Headers REFUSED =
        new DefaultHttp2Headers()
            .status("200")
            .set("content-type", "application/grpc")
            .set("grpc-status", "14");

    private final Handler handler;
    private final Http2ConnectionHandler http2;
    private final IntObjectHashMap<ByteBuf> arriving = new IntObjectHashMap<>();

    /** As many as there are streams; one turn of the event loop sends all that are there. */
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean sending = new AtomicBoolean();

    Connection(Handler handler) {
      this.handler = handler;
      this.http2 =
          new Http2ConnectionHandlerBuilder()
              .server(true)
              .initialSettings(
                  Http2Settings.defaultSettings()
                      .maxConcurrentStreams(STREAMS_MAX)
                      .initialWindowSize(WINDOW_BYTES))
              .frameListener(this)
              .build();
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext on, int stream, ByteBuf data, int padding, boolean isEnd) {
      int consumed = data.readableBytes() + padding;
      ByteBuf before = arriving.get(stream);
      if (!isEnd || before != null) {
        ByteBuf all = before == null ? on.alloc().buffer() : before;
        arriving.put(stream, all.writeBytes(data));
      }
      if (isEnd) {
        ByteBuf message = before == null ? data : before;
        byte[] value = PutMessage.valueOf(message);
        if (before != null) {
          arriving.remove(stream);
          before.release();
        }
        handler
            .put(value)
            .whenComplete(
                (taken, failure) ->
                    answer(on, new Answer(stream, failure == null && Boolean.TRUE.equals(taken))));
      }
      return consumed;
    }

    private void answer(ChannelHandlerContext on, Answer answer) {
      answers.add(answer);
      if (sending.compareAndSet(false, true)) {
        on.executor().execute(() -> sendAll(on));
      }
    }

    private void sendAll(ChannelHandlerContext on) {
      sending.set(false);
      for (Answer next = answers.poll(); next != null; next = answers.poll()) {
        int stream = next.stream;
        if (next.taken) {
          ByteBuf empty = PutMessage.EMPTY_ANSWER.duplicate();
          Future<?> _ = http2.encoder().writeHeaders(on, stream, BEGIN, 0, false, on.newPromise());
          Future<?> _ = http2.encoder().writeData(on, stream, empty, 0, false, on.newPromise());
          Future<?> _ = http2.encoder().writeHeaders(on, stream, TAKEN, 0, true, on.newPromise());
        } else {
          Future<?> _ = http2.encoder().writeHeaders(on, stream, REFUSED, 0, true, on.newPromise());
        }
      }
      // Not the context, which would pass by what flow control holds.
      http2.flush(on);
    }
  }
}
