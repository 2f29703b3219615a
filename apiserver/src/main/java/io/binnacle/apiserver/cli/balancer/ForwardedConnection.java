package io.binnacle.apiserver.cli.balancer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's connection and, once one accepted it, the connection to a backend. */
final class ForwardedConnection {
  private final SelectionKey client;

  /** Backends that refused this connection: each is asked once. */
  private final Set<Backend> refused = new LinkedHashSet<>();

  private @Nullable Backend backend;
  private @Nullable SelectionKey server;
  private @Nullable Direction toServer;
  private @Nullable Direction toClient;

  ForwardedConnection(SocketChannel channel, Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client = channel.register(selector, 0, this);
  }

  boolean wasRefusedBy(Backend candidate) {
    return refused.contains(candidate);
  }

  @Nullable Backend backend() {
    return backend;
  }

  /** Starts to connect; the answer comes as {@link #onReady}. */
  void connectTo(Backend chosen, Selector selector) throws IOException {
    backend = chosen;
    refused.add(chosen);
    chosen.connections.add(this);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      server = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (channel.connect(chosen.address)) {
        connected(server);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Gives up the attempt to reach a backend, so that another can be tried. */
  void leaveBackend() {
    if (backend != null) {
      backend.connections.remove(this);
      backend = null;
    }
    closeQuietly(server);
    server = null;
  }

  boolean isConnecting() {
    return toServer == null;
  }

  /** One of the two sockets is ready for something. */
  void onReady(SelectionKey key, ByteBuffer shared) throws IOException {
    if (key.isConnectable()) {
      ((SocketChannel) key.channel()).finishConnect();
      connected(key);
      return;
    }
    Direction outOfKey = key.equals(client) ? toServer : toClient;
    Direction intoKey = key.equals(client) ? toClient : toServer;
    if (outOfKey == null || intoKey == null) {
      return;
    }
    if (key.isWritable()) {
      intoKey.drain();
    }
    if (key.isReadable()) {
      outOfKey.forward(shared);
    }
    if (outOfKey.ended() && intoKey.ended()) {
      close();
    }
  }

  private void connected(SelectionKey serverKey) {
    toServer = new Direction(client, serverKey);
    toClient = new Direction(serverKey, client);
    serverKey.interestOps(SelectionKey.OP_READ);
    client.interestOps(SelectionKey.OP_READ);
  }

  void close() {
    leaveBackend();
    closeQuietly(client);
  }

  boolean isClosed() {
    return !client.isValid();
  }

  private static void closeQuietly(@Nullable SelectionKey key) {
    if (key == null) {
      return;
    }
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException _) {
      // The other end is gone, which is what closing wanted.
    }
  }
}
