package io.binnacle.apiserver.cli.balancer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection. Reading stops while the other side does not take what was read, so
 * a direction never holds more than one buffer, and an idle one holds none.
 */
final class Direction {
  private final SelectionKey from;
  private final SelectionKey to;
  private @Nullable ByteBuffer untaken;
  private boolean ended;

  Direction(SelectionKey from, SelectionKey to) {
    this.from = from;
    this.to = to;
  }

  boolean ended() {
    return ended;
  }

  /** The source has bytes, or its end. {@code shared} is the loop's buffer, empty on entry. */
  void forward(ByteBuffer shared) throws IOException {
    shared.clear();
    int read = channel(from).read(shared);
    if (read < 0) {
      ended = true;
      from.interestOpsAnd(~SelectionKey.OP_READ);
      channel(to).shutdownOutput();
      return;
    }
    shared.flip();
    channel(to).write(shared);
    if (shared.hasRemaining()) {
      untaken = ByteBuffer.allocate(shared.remaining()).put(shared).flip();
      from.interestOpsAnd(~SelectionKey.OP_READ);
      to.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  /** The target takes bytes again. */
  void drain() throws IOException {
    ByteBuffer rest = untaken;
    if (rest != null) {
      channel(to).write(rest);
      if (rest.hasRemaining()) {
        return;
      }
      untaken = null;
    }
    to.interestOpsAnd(~SelectionKey.OP_WRITE);
    if (!ended) {
      from.interestOpsOr(SelectionKey.OP_READ);
    }
  }

  private static SocketChannel channel(SelectionKey key) {
    return (SocketChannel) key.channel();
  }
}
