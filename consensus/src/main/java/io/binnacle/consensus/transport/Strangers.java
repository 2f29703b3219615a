package io.binnacle.consensus.transport;

import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.transport.hello.HandshakeFailure;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.binnacle.consensus.wire.MalformedException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what makes no sense on a connection, and says who sent it and why it was closed, once for
 * each address and kind of reason. For the event loop's thread.
 *
 * <p>What the caller sent is no part of what is remembered, so it cannot make itself new by sending
 * something else. Whoever comes from many addresses gets so many lines an hour and no more; the
 * rest is counted, and the number is told when the hour is over.
 */
final class Strangers {
  static final int LINES_AN_HOUR_MAX = 128;

  private static final Logger LOGGER = LoggerFactory.getLogger(Strangers.class);
  private static final int REMEMBERED_MAX = 1_024;
  private static final int REASON_CHARS_MAX = 400;
  private static final int CAUSES_MAX = 8;
  private static final float LOAD_FACTOR = 0.75f;

  private record Told(String host, String kind) {}

  private final ConnectionFaults faults;

  /** In the order of use: who goes on calling is not told of again. */
  private final Map<Told, Boolean> remembered =
      new LinkedHashMap<>(REMEMBERED_MAX, LOAD_FACTOR, true);

  private int linesThisHour;
  private long untoldThisHour;

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
      RefusedPeerException fault =
          switch (cause) {
            case RefusedPeerException refused -> refused;
            case MalformedException _ ->
                new RefusedPeerException(
                    ConnectionFault.GARBAGE, "a message that cannot be understood");
            case NotSslRecordException _ ->
                new RefusedPeerException(
                    ConnectionFault.GARBAGE, "what is there does not speak TLS");
            case ReadTimeoutException _ ->
                new RefusedPeerException(ConnectionFault.SILENT, "nothing came for too long");
            case SSLException tls when HandshakeFailure.isOnlyClosed(tls) -> null;
            case SSLException tls ->
                new RefusedPeerException(
                    ConnectionFault.CERTIFICATE, HandshakeFailure.reasonOf(tls));
            default -> null;
          };
      if (fault != null) {
        return fault;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** Of a failure on this side of the connection; the innermost cause says most, but for TLS. */
  static String reasonOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof SSLException) {
        break;
      }
      cause = cause.getCause();
    }
    if (cause instanceof SSLException tls) {
      return HandshakeFailure.reasonOf(tls);
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : inOneLine(message);
  }

  /** Counts and logs only: it is told why before the connection closes. */
  void report(Channel channel, String who, RefusedPeerException why) {
    faults.count(why.fault());
    String host = hostOf(channel);
    Told told = new Told(host, why.fault() + " " + why.kind());
    if (remembered.get(told) != null) {
      return;
    }
    if (linesThisHour == LINES_AN_HOUR_MAX) {
      untoldThisHour++;
      return;
    }
    if (linesThisHour++ == 0) {
      Future<?> _ = channel.eventLoop().schedule(this::endHour, 1, TimeUnit.HOURS);
    }
    remember(told);
    LOGGER.warn(
        "connection of {} to the peer port {} closed: {}",
        who.isEmpty() ? host : host + " (" + who + ")",
        channel.localAddress(),
        inOneLine(String.valueOf(why.getMessage())));
    if (linesThisHour == LINES_AN_HOUR_MAX) {
      LOGGER.warn(
          "{} connections to the peer port were told of within an hour; until it is over, others"
              + " are only counted",
          LINES_AN_HOUR_MAX);
    }
  }

  private void remember(Told told) {
    remembered.put(told, true);
    if (remembered.size() > REMEMBERED_MAX) {
      Iterator<Told> oldest = remembered.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private void endHour() {
    if (untoldThisHour > 0) {
      LOGGER.warn(
          "{} more connections to the peer port were closed in that hour; the metric"
              + " binnacle_peer_connection_faults_total counts them by reason",
          untoldThisHour);
    }
    linesThisHour = 0;
    untoldThisHour = 0;
  }

  private static String hostOf(Channel channel) {
    @Nullable Object remote = channel.remoteAddress();
    return remote instanceof InetSocketAddress address && address.getAddress() != null
        ? address.getAddress().getHostAddress()
        : "an unknown address";
  }

  /** Names in certificates may hold anything. */
  private static String inOneLine(String reason) {
    String shortened =
        reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX) + "…";
    return shortened.replaceAll("\\p{Cntrl}", " ");
  }
}
