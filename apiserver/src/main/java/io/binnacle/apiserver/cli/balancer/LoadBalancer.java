package io.binnacle.apiserver.cli.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forwards connections to backends in turn. A backend that refuses a connection is skipped at once,
 * without waiting for the next verdict about it.
 *
 * <p>The port is held from the construction on, so that "port in use" is known before anything else
 * has started; connections are taken after {@link #start()}.
 */
public final class LoadBalancer implements AutoCloseable {
  /** A connection costs two sockets; with 4,096 the process stays under common file limits. */
  static final int CONNECTIONS_MAX = 4_096;

  private static final int BUFFER_BYTES = 65_536;
  private static final int BACKLOG = 512;

  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Thread thread;
  private final ByteBuffer shared = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private volatile boolean closing;
  private int nextBackend;
  private int connectionCount;

  /**
   * @throws IOException when the address cannot be listened on
   */
  public LoadBalancer(InetSocketAddress address, Map<String, InetSocketAddress> replicas)
      throws IOException {
    replicas.forEach((name, target) -> backends.put(name, new Backend(name, target)));
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address, BACKLOG);
      listener.configureBlocking(false);
    } catch (IOException e) {
      listener.close();
      selector.close();
      throw e;
    }
    thread = Thread.ofPlatform().name("load-balancer").daemon(true).unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  /** The port that is listened on. */
  public int port() {
    return listener.socket().getLocalPort();
  }

  /** Tells the verdict about a backend. */
  public void verdict(String backendName, BackendState state) {
    Backend backend = backends.get(backendName);
    if (backend != null && backend.state() != state) {
      backend.becomes(state);
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      listener.close();
      if (thread.isAlive()) {
        thread.join(2_000);
      }
    } catch (IOException | InterruptedException _) {
      // The process is about to end, and the system closes what is left.
    }
  }

  private void loop() {
    try (selector) {
      listener.register(selector, SelectionKey.OP_ACCEPT);
      while (!closing) {
        selector.select();
        if (!closing) {
          handleSelected();
          closeConnectionsOfDeadBackends();
        }
      }
      for (Backend each : backends.values()) {
        List.copyOf(each.connections).forEach(ForwardedConnection::close);
      }
    } catch (IOException e) {
      if (closing) {
        return; // Before its thread had begun to wait.
      }
      throw new IllegalStateException("the load balancer cannot wait for its sockets", e);
    }
  }

  private void handleSelected() {
    for (SelectionKey key : selector.selectedKeys()) {
      if (!key.isValid()) {
        continue;
      }
      if (key.attachment() instanceof ForwardedConnection connection) {
        advance(connection, key);
      } else {
        accept(key);
      }
    }
    selector.selectedKeys().clear();
  }

  private void accept(SelectionKey listening) {
    try {
      SocketChannel channel = listener.accept();
      if (channel == null) {
        return;
      }
      ForwardedConnection connection = new ForwardedConnection(channel, selector);
      connectionCount++;
      // At the bound new clients wait in the backlog of the system.
      listening.interestOps(connectionCount < CONNECTIONS_MAX ? SelectionKey.OP_ACCEPT : 0);
      connectToNext(connection);
    } catch (IOException _) {
      // Out of file descriptors, or the client left between its arrival and now: the next may fit.
    }
  }

  private void advance(ForwardedConnection connection, SelectionKey key) {
    try {
      connection.onReady(key, shared);
    } catch (IOException _) {
      if (connection.isConnecting()) {
        connection.leaveBackend();
        connectToNext(connection);
        return;
      }
      connection.close();
    }
    countIfClosed(connection);
  }

  private void connectToNext(ForwardedConnection connection) {
    Backend chosen = choose(connection);
    while (chosen != null) {
      try {
        connection.connectTo(chosen, selector);
        return;
      } catch (IOException _) {
        connection.leaveBackend();
        chosen = choose(connection);
      }
    }
    connection.close();
    countIfClosed(connection);
  }

  private void countIfClosed(ForwardedConnection connection) {
    if (!connection.isClosed()) {
      return;
    }
    connectionCount--;
    SelectionKey listening = listener.keyFor(selector);
    if (listening != null && listening.isValid()) {
      listening.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /** Ready ones in turn; while none is ready, those that may be, since a client can wait there. */
  private @Nullable Backend choose(ForwardedConnection connection) {
    List<Backend> inTurn = new ArrayList<>(backends.values());
    nextBackend = (nextBackend + 1) % inTurn.size();
    Collections.rotate(inTurn, -nextBackend);
    for (BackendState wanted : List.of(BackendState.READY, BackendState.NOT_READY)) {
      for (Backend each : inTurn) {
        if (each.state() == wanted && !connection.wasRefusedBy(each)) {
          return each;
        }
      }
    }
    return null;
  }

  private void closeConnectionsOfDeadBackends() {
    for (Backend each : backends.values()) {
      if (each.state() == BackendState.DEAD && !each.connections.isEmpty()) {
        for (ForwardedConnection connection : List.copyOf(each.connections)) {
          connection.close();
          countIfClosed(connection);
        }
      }
    }
  }
}
