package io.binnacle.bench.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Passes responses on to the listener of the call in flight. */
final class ResponseHandler extends SimpleChannelInboundHandler<HttpObject> {
  private @Nullable Listener listener;
  private int status;

  void expect(Listener next) {
    listener = next;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message instanceof HttpResponse response) {
      status = response.status().code();
    }
    Listener current = listener;
    if (!(message instanceof HttpContent content) || current == null) {
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      current.piece(bytes);
    }
    if (message instanceof LastHttpContent) {
      listener = null;
      current.ended(status);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new ClosedChannelException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
    ChannelFuture _ = context.close();
  }

  void fail(Throwable cause) {
    Listener current = listener;
    listener = null;
    if (current != null) {
      current.failed(cause);
    }
  }
}
