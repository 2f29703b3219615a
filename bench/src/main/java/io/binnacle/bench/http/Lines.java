package io.binnacle.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens lines to one server. */
public final class Lines implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** Lists of 16 MB shall not wait for window updates on every 64 KiB. */
  private static final int WINDOW_BYTES = 4 << 20;

  private final Target target;
  private final SslContext tls;
  private final boolean http2;
  private final IoEventLoopGroup group;

  public Lines(Target target, boolean http2, int threads) throws SSLException {
    this.target = target;
    this.http2 = http2;
    this.tls = target.tls(http2);
    this.group = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  /**
   * Opens lines.
   *
   * @param connections over how many connections they are spread; HTTP/1.1 takes one for each
   */
  public List<Line> open(int lines, int connections) throws InterruptedException {
    List<Line> opened = new ArrayList<>();
    List<Channel> shared = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      if (!http2) {
        ResponseHandler handler = new ResponseHandler();
        opened.add(new PlainLine(connect(handler), handler));
      } else {
        if (shared.size() < connections) {
          shared.add(connect(null));
        }
        opened.add(new StreamLine(shared.get(i % shared.size())));
      }
    }
    return opened;
  }

  private Channel connect(@Nullable ResponseHandler http1Handler) throws InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    fill(channel, http1Handler);
                  }
                });
    Channel channel = bootstrap.connect(target.host(), target.port()).sync().channel();
    channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
    Http2FrameCodec codec = channel.pipeline().get(Http2FrameCodec.class);
    if (codec != null) {
      // Not before the handshake: the client's preface has to be the first thing on the wire.
      channel.eventLoop().submit(() -> widenConnectionWindow(codec)).sync();
    }
    return channel;
  }

  private void fill(SocketChannel channel, @Nullable ResponseHandler http1Handler) {
    channel.pipeline().addLast(tls.newHandler(channel.alloc(), target.host(), target.port()));
    if (http1Handler != null) {
      channel.pipeline().addLast(new HttpClientCodec(), http1Handler);
      return;
    }
    Http2Settings settings =
        Http2Settings.defaultSettings().initialWindowSize(WINDOW_BYTES).pushEnabled(false);
    Http2FrameCodec codec = Http2FrameCodecBuilder.forClient().initialSettings(settings).build();
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(new NothingPushed()));
  }

  /** Settings widen the windows of streams; the connection's own has to be widened by hand. */
  private static void widenConnectionWindow(Http2FrameCodec codec) {
    try {
      codec
          .connection()
          .local()
          .flowController()
          .incrementWindowSize(codec.connection().connectionStream(), 4 * WINDOW_BYTES);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class NothingPushed extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      ChannelFuture _ = stream.close();
    }
  }

  private FullHttpRequest request(Call call) {
    byte[] body = call.body().getBytes(UTF_8);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(call.method()),
            call.path(),
            Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.HOST, target.host() + ":" + target.port());
    request.headers().set(HttpHeaderNames.ACCEPT, "application/json");
    if (call.contentType() != null) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, call.contentType());
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    if (target.token() != null) {
      request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + target.token());
    }
    return request;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  /** A connection of its own. */
  private final class PlainLine implements Line {
    private final Channel channel;
    private final ResponseHandler handler;

    PlainLine(Channel channel, ResponseHandler handler) {
      this.channel = channel;
      this.handler = handler;
    }

    @Override
    public void send(Call call, Listener listener) {
      if (!eventLoop().inEventLoop()) {
        eventLoop().execute(() -> send(call, listener));
        return;
      }
      handler.expect(listener);
      channel
          .writeAndFlush(request(call))
          .addListener(
              sent -> {
                if (!sent.isSuccess()) {
                  handler.fail(sent.cause());
                }
              });
    }

    @Override
    public EventLoop eventLoop() {
      return channel.eventLoop();
    }

    @Override
    public void close() {
      ChannelFuture _ = channel.close();
    }
  }

  /** A stream for each call, on a connection that other lines share. */
  private final class StreamLine implements Line {
    private final Channel connection;

    StreamLine(Channel connection) {
      this.connection = connection;
    }

    @Override
    public void send(Call call, Listener listener) {
      ResponseHandler handler = new ResponseHandler();
      handler.expect(listener);
      GenericFutureListener<Future<Http2StreamChannel>> whenOpen =
          opened -> {
            if (!opened.isSuccess()) {
              handler.fail(opened.cause());
              return;
            }
            opened
                .getNow()
                .writeAndFlush(request(call))
                .addListener(
                    sent -> {
                      if (!sent.isSuccess()) {
                        handler.fail(sent.cause());
                      }
                    });
          };
      new Http2StreamChannelBootstrap(connection)
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel stream) {
                  stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false), handler);
                }
              })
          .open()
          .addListener(whenOpen);
    }

    @Override
    public EventLoop eventLoop() {
      return connection.eventLoop();
    }

    @Override
    public void close() {
      ChannelFuture _ = connection.close();
    }
  }
}
