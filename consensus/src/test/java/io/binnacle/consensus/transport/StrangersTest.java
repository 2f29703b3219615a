package io.binnacle.consensus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.transport.hello.HandshakeFailure;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** WAL-27: callers that make no sense are told of once, however many and whatever they send. */
class StrangersTest {
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ConnectionFaults faults = new ConnectionFaults();
  private final Strangers strangers = new Strangers(faults);

  /** Has the clock of all, and stays open: what an embedded channel has scheduled ends with it. */
  private final EmbeddedChannel first = new From(0);

  /** A connection that comes from somewhere. */
  private static final class From extends EmbeddedChannel {
    private final int host;

    From(int host) {
      this.host = host;
    }

    @Override
    public SocketAddress remoteAddress() {
      return new InetSocketAddress(
          InetAddress.ofLiteral("10.1." + host / 256 + "." + host % 256), 40_000 + host % 999);
    }
  }

  @BeforeEach
  void listenToTheLogger() {
    logged.start();
    ((Logger) LoggerFactory.getLogger(Strangers.class)).addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    ((Logger) LoggerFactory.getLogger(Strangers.class)).detachAppender(logged);
  }

  private List<String> lines() {
    return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void callFrom(int firstHost, int count) {
    for (int host = firstHost; host < firstHost + count; host++) {
      strangers.report(
          host == 0 ? first : new From(host),
          "",
          new RefusedPeerException(ConnectionFault.GARBAGE, "no sense"));
    }
  }

  private void passAnHour() {
    first.advanceTimeBy(1, TimeUnit.HOURS);
    first.runScheduledPendingTasks();
  }

  @Test
  void onceForEachAddressAndKindOfReason() {
    callFrom(0, 3);
    callFrom(0, 3);
    assertThat(lines()).hasSize(3).allMatch(line -> line.endsWith(" closed: no sense"));
    assertThat(lines().getFirst()).contains("connection of 10.1.0.0 to");
    for (int said = 0; said < 5; said++) {
      strangers.report(
          first,
          "member " + said,
          new RefusedPeerException(ConnectionFault.MEMBER, "unknown", "member " + said));
    }
    assertThat(lines())
        .hasSize(4)
        .last()
        .asString()
        .endsWith("(member 0) to the peer port embedded" + " closed: member 0");
    assertThat(faults.values())
        .contains(
            new ConnectionFaults.Count(ConnectionFault.GARBAGE, 6),
            new ConnectionFaults.Count(ConnectionFault.MEMBER, 5));
  }

  @Test
  void whoComesFromManyAddressesGetsSoManyLinesAnHour() {
    int max = Strangers.LINES_AN_HOUR_MAX;
    callFrom(0, 2_000);
    assertThat(lines()).hasSize(max + 1);
    assertThat(lines().getLast()).startsWith(max + " connections").contains("only counted");
    logged.list.clear();

    passAnHour();
    assertThat(lines()).singleElement().asString().startsWith(2_000 - max + " more connections");
    logged.list.clear();
    callFrom(0, max);
    assertThat(lines()).as("told of in the hour before").isEmpty();
    callFrom(max, 1);
    assertThat(lines()).as("not told of yet").hasSize(1);
    assertThat(faults.values())
        .contains(new ConnectionFaults.Count(ConnectionFault.GARBAGE, 2_000 + max + 1));
  }

  @Test
  void namesInCertificatesStayInOneLine() {
    strangers.report(
        first,
        "",
        new RefusedPeerException(
            ConnectionFault.CERTIFICATE,
            "of another",
            "CN=a\nWARN all is lost" + "x".repeat(9_000)));
    assertThat(lines()).singleElement().asString().contains("CN=a WARN").hasSizeLessThan(600);
  }

  @Test
  void failedHandshakesAreOfFewKinds() {
    assertThat(HandshakeFailure.reasonOf(new SSLHandshakeException("CN=whatever it says")))
        .isEqualTo("the TLS handshake failed");
    assertThat(
            HandshakeFailure.reasonOf(
                new SSLHandshakeException(
                    "(certificate_unknown) Received fatal alert: certificate_unknown")))
        .isEqualTo("the other side ended the TLS handshake: certificate_unknown");
    SSLHandshakeException closed = new SSLHandshakeException("Unexpected exception");
    closed.initCause(
        new GeneralSecurityException(
            "Unexpected plaintext alert received: Level: warning; Alert: user_canceled"));
    assertThat(HandshakeFailure.reasonOf(closed))
        .isEqualTo("the other side closed the connection in the TLS handshake");
    assertThat(Strangers.faultOf(closed)).isNull();
    SSLHandshakeException expired = new SSLHandshakeException("PKIX");
    expired.initCause(new CertificateException(new CertificateExpiredException("NotAfter: ...")));
    assertThat(HandshakeFailure.reasonOf(expired)).isEqualTo("its certificate has expired");
  }
}
