package io.binnacle.consensus.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who sent something that makes no sense, and why, once for each host and reason. For the
 * event loop's thread. It remembers the newest few; a scanner cannot fill the logger or the memory.
 */
final class Strangers {
  private static final Logger LOGGER = LoggerFactory.getLogger(Strangers.class);
  private static final int REMEMBERED_MAX = 128;
  private static final int CAUSES_MAX = 8;

  private final Set<String> remembered = new LinkedHashSet<>();

  void turnAway(Channel channel, String why) {
    report(channel, why);
    Future<?> _ = channel.close();
  }

  /** For one that is told why before the connection closes. */
  void turnAwayAfterAnswer(Channel channel, String why) {
    report(channel, why);
  }

  /** The innermost cause says most; decoders and TLS wrap it. */
  static String reasonOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < CAUSES_MAX; depth++) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return message == null ? name : message.length() > 200 ? name : name + ": " + message;
  }

  private void report(Channel channel, String why) {
    String host =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : String.valueOf(channel.remoteAddress());
    if (remembered.add(host + " " + why)) {
      LOGGER.warn(
          "connection of {} to the peer port {} closed: {}", host, channel.localAddress(), why);
    }
    if (remembered.size() > REMEMBERED_MAX) {
      Iterator<String> oldest = remembered.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
