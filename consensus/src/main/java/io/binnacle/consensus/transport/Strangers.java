package io.binnacle.consensus.transport;

import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.binnacle.consensus.wire.MalformedException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what makes no sense on a connection, and says who sent it and why it was closed, once for
 * each host and reason. For the event loop's thread. It remembers the newest few; a scanner cannot
 * fill the logger or the memory.
 */
final class Strangers {
  private static final Logger LOGGER = LoggerFactory.getLogger(Strangers.class);
  private static final int REMEMBERED_MAX = 128;
  private static final int CAUSES_MAX = 8;

  private final ConnectionFaults faults;
  private final Set<String> remembered = new LinkedHashSet<>();

  Strangers(ConnectionFaults faults) {
    this.faults = faults;
  }

  /**
   * @param who beside its host; empty where it has not said
   */
  void turnAway(Channel channel, String who, RefusedPeerException why) {
    report(channel, who, why);
    Future<?> _ = channel.close();
  }

  /** For a failure that may be one of the network: then it is nobody's fault, and only closed. */
  void turnAway(Channel channel, String who, Throwable failure) {
    RefusedPeerException why = faultOf(failure);
    if (why == null) {
      Future<?> _ = channel.close();
    } else {
      turnAway(channel, who, why);
    }
  }

  /** Null where it is not the other side that did something wrong. */
  static @Nullable RefusedPeerException faultOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      ConnectionFault fault =
          switch (cause) {
            case RefusedPeerException refused -> refused.fault();
            case MalformedException _, NotSslRecordException _ -> ConnectionFault.GARBAGE;
            case ReadTimeoutException _ -> ConnectionFault.SILENT;
            case SSLException _ -> ConnectionFault.CERTIFICATE;
            default -> null;
          };
      if (fault == ConnectionFault.SILENT) {
        return new RefusedPeerException(fault, "nothing came for too long");
      }
      if (fault != null) {
        return new RefusedPeerException(fault, reasonOf(failure));
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** The innermost cause says most; decoders and TLS wrap it. */
  static String reasonOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < CAUSES_MAX; depth++) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    if (cause instanceof RefusedPeerException && message != null) {
      return message;
    }
    return message == null ? name : message.length() > 200 ? name : name + ": " + message;
  }

  /** Counts and logs only: it is told why before the connection closes. */
  void report(Channel channel, String who, RefusedPeerException why) {
    faults.count(why.fault());
    String host =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : String.valueOf(channel.remoteAddress());
    String named = who.isEmpty() ? host : host + " (" + who + ")";
    if (remembered.add(named + " " + why.getMessage())) {
      LOGGER.warn(
          "connection of {} to the peer port {} closed: {}",
          named,
          channel.localAddress(),
          why.getMessage());
    }
    if (remembered.size() > REMEMBERED_MAX) {
      Iterator<String> oldest = remembered.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
