package io.binnacle.bench.proof;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way from one member to another: forwards what comes in, unless it is cut or slow. A cut keeps
 * what was sent and delivers it when it is over, as TCP does; a reset closes all connections.
 */
final class FaultyLink implements Closeable {
  private static final int PIECE_BYTES = 64 << 10;

  private final ServerSocket entrance;
  private final InetSocketAddress exit;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object change = new Object();
  private boolean cut;
  private int delayMillis;
  private boolean closed;

  FaultyLink(int exitPort) throws IOException {
    this.entrance = new ServerSocket(0, 64, InetAddress.ofLiteral("127.0.0.1"));
    this.exit = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), exitPort);
    Thread.ofVirtual().name("link-" + entrance.getLocalPort()).start(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  void cut() {
    synchronized (change) {
      cut = true;
    }
  }

  void delay(int millis) {
    synchronized (change) {
      delayMillis = millis;
    }
  }

  void heal() {
    synchronized (change) {
      cut = false;
      delayMillis = 0;
      change.notifyAll();
    }
  }

  /** Closes every connection; new ones are taken. */
  void reset() {
    open.forEach(FaultyLink::closeQuietly);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket in = entrance.accept();
        open.add(in);
        Thread.ofVirtual().start(() -> forward(in));
      } catch (IOException _) {
        // Closed, or the peer went away before it was here.
      }
    }
  }

  private void forward(Socket in) {
    try (in;
        Socket out = new Socket()) {
      awaitPassage();
      out.connect(exit);
      out.setTcpNoDelay(true);
      in.setTcpNoDelay(true);
      open.add(out);
      Thread back = Thread.ofVirtual().start(() -> pump(out, in));
      pump(in, out);
      back.join();
      open.remove(out);
    } catch (IOException _) {
      // Nobody listens at the other end: so neither does anybody here.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(in);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream source = from.getInputStream();
      OutputStream sink = to.getOutputStream();
      for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
        awaitPassage();
        sink.write(piece, 0, count);
      }
    } catch (IOException _) {
      // One end is gone, so the other goes, too.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void awaitPassage() throws InterruptedException {
    int millis;
    synchronized (change) {
      while (cut && !closed) {
        change.wait();
      }
      millis = delayMillis;
    }
    if (millis > 0) {
      Thread.sleep(millis);
    }
  }

  private static void closeQuietly(Closeable resource) {
    try {
      resource.close();
    } catch (IOException _) {
      // It is closed either way.
    }
  }

  @Override
  public void close() {
    synchronized (change) {
      closed = true;
      change.notifyAll();
    }
    closeQuietly(entrance);
    reset();
  }
}
