package io.binnacle.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FAULT-01, FAULT-02: what a link does to the bytes between two members. */
class FaultyLinkTest {
  private static final int SHORT_MILLIS = 200;
  private static final int LONG_MILLIS = 10_000;

  private ServerSocket server;
  private FaultyLink link;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
    link = new FaultyLink(server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), link.port());
  }

  @Test
  void itForwardsBothWays() throws IOException {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(7);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      accepted.getOutputStream().write(8);
      assertThat(client.getInputStream().read()).isEqualTo(8);
    }
  }

  @Test
  void aCutKeepsWhatIsSentAndHealingDeliversIt() throws IOException {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      link.cut();
      client.getOutputStream().write(7);
      accepted.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      accepted.setSoTimeout(LONG_MILLIS);
      link.heal();
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aResetClosesWhatIsOpenAndTakesNewConnections() throws IOException {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(7);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      link.reset();
      client.setSoTimeout(LONG_MILLIS);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(9);
      assertThat(accepted.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void whereNobodyListensConnectionsEnd() throws IOException {
    server.close();
    try (Socket client = connect()) {
      client.setSoTimeout(LONG_MILLIS);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
