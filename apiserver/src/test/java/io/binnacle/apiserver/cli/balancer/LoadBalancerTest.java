package io.binnacle.apiserver.cli.balancer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  @Test
  void connectionsGoToReadyBackendsInTurn() throws Exception {
    NamedServer a = server("a");
    NamedServer b = server("b");
    NamedServer c = server("c");
    LoadBalancer balancer = balancer(a, b, c);
    balancer.verdict("a", BackendState.READY);
    balancer.verdict("c", BackendState.READY);
    Map<String, Integer> answers = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      answers.merge(nameBehind(balancer), 1, Integer::sum);
    }
    assertThat(answers.keySet()).containsExactlyInAnyOrder("a", "c");
    assertThat(answers.get("a")).isGreaterThanOrEqualTo(3);
    assertThat(answers.get("c")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aBackendThatRefusesIsSkippedAlthoughItIsThoughtReady() throws Exception {
    NamedServer b = server("b");
    // A port that is bound and not listened on refuses, and nobody else can take it meanwhile.
    SocketChannel refusing = SocketChannel.open();
    toClose.add(refusing);
    refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    LoadBalancer balancer =
        balancer(Map.of("a", refusing.socket().getLocalPort(), "b", b.socket.getLocalPort()));
    balancer.verdict("a", BackendState.READY);
    balancer.verdict("b", BackendState.READY);
    for (int i = 0; i < 4; i++) {
      assertThat(nameBehind(balancer)).isEqualTo("b");
    }
  }

  @Test
  void whileNoneIsReadyOneThatMayBeIsTried() throws Exception {
    LoadBalancer balancer = balancer(server("a"));
    assertThat(nameBehind(balancer)).isEqualTo("a");
  }

  @Test
  void connectionsOfADeadBackendAreClosedAndThoseOfOthersStay() throws Exception {
    NamedServer a = server("a");
    NamedServer b = server("b");
    LoadBalancer balancer = balancer(a, b);
    balancer.verdict("a", BackendState.READY);
    try (Socket toA = connect(balancer)) {
      assertThat(readName(toA)).isEqualTo("a");
      balancer.verdict("b", BackendState.READY);
      balancer.verdict("a", BackendState.NOT_READY);
      try (Socket toB = connect(balancer)) {
        assertThat(readName(toB)).isEqualTo("b");
        balancer.verdict("a", BackendState.DEAD);
        assertThat(endOf(toA)).isTrue();
        assertThat(echo(toB, "still here".getBytes(US_ASCII)))
            .isEqualTo("still here".getBytes(US_ASCII));
      }
    }
  }

  @Test
  void withAllDeadAClientIsSentAwayAtOnce() throws Exception {
    NamedServer a = server("a");
    LoadBalancer balancer = balancer(a);
    balancer.verdict("a", BackendState.DEAD);
    try (Socket socket = connect(balancer)) {
      assertThat(endOf(socket)).isTrue();
    }
  }

  @Test
  void manyBytesArriveWholeThroughAReaderThatIsSlow() throws Exception {
    NamedServer a = server("a");
    LoadBalancer balancer = balancer(a);
    byte[] sent = new byte[8 << 20];
    new Random(7).nextBytes(sent);
    try (Socket socket = connect(balancer)) {
      assertThat(readName(socket)).isEqualTo("a");
      assertThat(echo(socket, sent)).isEqualTo(sent);
    }
  }

  @Test
  void aPortInUseIsToldBeforeAnythingStarts() throws Exception {
    LoadBalancer first = balancer(server("a"));
    assertThatThrownBy(
            () ->
                new LoadBalancer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port()),
                    Map.of()))
        .isInstanceOf(IOException.class);
  }

  private LoadBalancer balancer(NamedServer... servers) throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (NamedServer each : servers) {
      ports.put(each.name, each.socket.getLocalPort());
    }
    return balancer(ports);
  }

  private LoadBalancer balancer(Map<String, Integer> ports) throws IOException {
    Map<String, InetSocketAddress> targets = new LinkedHashMap<>();
    ports.forEach(
        (name, port) ->
            targets.put(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    LoadBalancer balancer =
        new LoadBalancer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), targets);
    toClose.add(balancer);
    balancer.start();
    return balancer;
  }

  private NamedServer server(String name) throws IOException {
    NamedServer server = new NamedServer(name);
    toClose.add(server);
    return server;
  }

  private static Socket connect(LoadBalancer balancer) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String nameBehind(LoadBalancer balancer) throws IOException {
    try (Socket socket = connect(balancer)) {
      return readName(socket);
    }
  }

  private static String readName(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(1), US_ASCII);
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException _) {
      return true;
    }
  }

  private static byte[] echo(Socket socket, byte[] sent) throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    socket.getOutputStream().write(sent);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    byte[] received = socket.getInputStream().readNBytes(sent.length);
    writer.join();
    return received;
  }

  /** Says its name, then echoes. */
  private static final class NamedServer implements AutoCloseable {
    final String name;
    final ServerSocket socket;
    private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();

    NamedServer(String name) throws IOException {
      this.name = name;
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::acceptAll);
    }

    private void acceptAll() {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          accepted.add(client);
          Thread.ofVirtual().start(() -> serve(client));
        } catch (IOException _) {
          return;
        }
      }
    }

    private void serve(Socket client) {
      try (client) {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        out.write(name.getBytes(US_ASCII));
        in.transferTo(out);
      } catch (IOException _) {
        // The balancer closed the connection: the test asserts on the client's side.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket each : accepted) {
        each.close();
      }
    }
  }
}
