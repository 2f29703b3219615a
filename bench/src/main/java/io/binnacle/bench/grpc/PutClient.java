package io.binnacle.bench.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts over a few plaintext HTTP/2 connections, one event loop for all of them. */
public final class PutClient implements AutoCloseable {
  private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");
  private static final int CONNECT_MILLIS_MAX = 5_000;

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Connection> connections = new ArrayList<>();

  /** Hears how one put went, on the event loop. */
  public interface Outcome {
    void taken();

    /** After this, {@code isLost} says whether its connection takes more. */
    void failed(String why, boolean isLost);
  }

  private PutClient() {}

  public static PutClient connect(int port, int connections) throws InterruptedException {
    PutClient client = new PutClient();
    for (int i = 0; i < connections; i++) {
      client.connections.add(client.open(port));
    }
    return client;
  }

  private Connection open(int port) throws InterruptedException {
    Connection connection = new Connection("127.0.0.1:" + port);
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened.pipeline().addLast(connection.http2, connection.new Ending());
                  }
                })
            .connect("127.0.0.1", port)
            .sync()
            .channel();
    connection.context = channel.pipeline().context(connection.http2);
    return connection;
  }

  /**
   * On any thread.
   *
   * @param line which of the callers it is; each keeps to one connection
   */
  public void put(int line, byte[] value, Outcome outcome) {
    Connection connection = connections.get(line % connections.size());
    ChannelHandlerContext context = connection.context;
    if (context == null) {
      throw new IllegalStateException("not connected");
    }
    if (context.executor().inEventLoop()) {
      // Within what was read just now, whose end flushes for all of it.
      connection.send(context, line, value, outcome);
    } else {
      context
          .executor()
          .execute(
              () -> {
                connection.send(context, line, value, outcome);
                // Not the context, which would pass by what flow control holds.
                connection.http2.flush(context);
              });
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static final class Connection extends Http2FrameAdapter {
    private final Http2ConnectionHandler http2;
    private final Http2Headers request;
    private final IntObjectHashMap<Outcome> waiting = new IntObjectHashMap<>();
    private volatile @Nullable ChannelHandlerContext context;

    Connection(String authority) {
      this.http2 =
          new Http2ConnectionHandlerBuilder()
              .server(false)
              .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
              .frameListener(this)
              .build();
      this.request =
          new DefaultHttp2Headers()
              .method("POST")
              .scheme("http")
              .authority(authority)
              .path("/etcdserverpb.KV/Put")
              .set("content-type", "application/grpc")
              .set("te", "trailers");
    }

    void send(ChannelHandlerContext on, int line, byte[] value, Outcome outcome) {
      if (!on.channel().isActive()) {
        outcome.failed("the connection is closed", true);
        return;
      }
      int stream = http2.connection().local().incrementAndGetNextStreamId();
      waiting.put(stream, outcome);
      byte[] key = ("key-" + line).getBytes(US_ASCII);
      ByteBuf message = PutMessage.encode(key, value, on.alloc());
      Future<?> _ = http2.encoder().writeHeaders(on, stream, request, 0, false, on.newPromise());
      Future<?> _ = http2.encoder().writeData(on, stream, message, 0, true, on.newPromise());
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext on,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean isExclusive,
        int padding,
        boolean isEnd) {
      if (isEnd) {
        end(stream, headers);
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext on, int stream, long errorCode) {
      fail(waiting.remove(stream), "stream reset with " + errorCode, false);
    }

    private void end(int stream, Http2Headers trailers) {
      Outcome outcome = waiting.remove(stream);
      CharSequence status = trailers.get(GRPC_STATUS);
      if (outcome != null && status != null && status.length() == 1 && status.charAt(0) == '0') {
        outcome.taken();
      } else {
        fail(outcome, "grpc-status " + status + " " + trailers.get("grpc-message"), false);
      }
    }

    private static void fail(@Nullable Outcome outcome, String why, boolean isLost) {
      if (outcome != null) {
        outcome.failed(why, isLost);
      }
    }

    /** Behind HTTP/2: it hears of the end of the connection. */
    private final class Ending extends ChannelInboundHandlerAdapter {
      @Override
      public void channelInactive(ChannelHandlerContext on) {
        List<Outcome> left = List.copyOf(waiting.values());
        waiting.clear();
        left.forEach(each -> fail(each, "the connection closed", true));
      }
    }
  }
}
