package io.binnacle.apiserver.groupclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.ClientTls;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.certificates.Kubeconfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people are told when no TLS connection to a server comes about. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsFailureTest {
  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);
  private static final List<String> HERE = List.of("127.0.0.1");

  @TempDir private Path folder;

  private final CertificateAuthority ours = authority(Duration.ZERO);

  /** All have the same name, as those of two clusters of up do. */
  private static CertificateAuthority authority(Duration from) {
    return CertificateAuthority.create("test-ca", Clock.offset(Clock.systemUTC(), from));
  }

  private Path kubeconfig(CertificateAuthority trusted, IssuedCertificate user) throws IOException {
    Path file = folder.resolve("kubeconfig");
    Kubeconfig.write(file, "https://127.0.0.1:1", trusted, user);
    return file;
  }

  private Path kubeconfig() throws IOException {
    return kubeconfig(ours, ours.issueClient("admin", List.of()));
  }

  /** The end of the line that tells why this server does not answer. */
  private static void assertTold(ServerSocket server, Path kubeconfig, String why) {
    URI url = URI.create("https://127.0.0.1:" + server.getLocalPort());
    try (GroupClient client = new GroupClient(KubeconfigFile.read(kubeconfig), url)) {
      assertThatThrownBy(client::list)
          .isInstanceOf(GroupClientException.class)
          .hasMessage(url + " does not answer: " + why);
    }
  }

  /** Begins each handshake and waits for its end. */
  private static ServerSocket tls(
      CertificateAuthority trusted, IssuedCertificate own, boolean wantsCertificate)
      throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            ClientTls.context(List.of(trusted.certificate()), own)
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(wantsCertificate);
    Thread.ofVirtual().start(() -> serve(server, new byte[0]));
    return server;
  }

  private static void serve(ServerSocket server, byte[] answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        if (answer.length > 0) {
          socket.getOutputStream().write(answer);
        }
        socket.getInputStream().read(new byte[4_096]);
      } catch (IOException _) {
        // This one is over.
      }
    }
  }

  @Test
  void whyItsCertificateIsNotTakenIsTold() throws Exception {
    CertificateAuthority old = authority(THREE_YEARS.negated());
    CertificateAuthority young = authority(THREE_YEARS);
    CertificateAuthority foreign = authority(Duration.ZERO);
    try (ServerSocket server = tls(ours, foreign.issueServer("s", HERE), false)) {
      assertTold(
          server,
          kubeconfig(),
          "its certificate is not of an authority that the kubeconfig trusts");
    }
    try (ServerSocket server = tls(old, old.issueServer("s", HERE), false)) {
      assertTold(
          server,
          kubeconfig(old, old.issueClient("admin", List.of())),
          "its certificate has expired");
    }
    try (ServerSocket server = tls(young, young.issueServer("s", HERE), false)) {
      assertTold(
          server,
          kubeconfig(young, young.issueClient("admin", List.of())),
          "its certificate is not valid yet");
    }
    try (ServerSocket server = tls(ours, ours.issueServer("s", List.of("elsewhere")), false)) {
      assertTold(server, kubeconfig(), "its certificate does not name that host");
    }
  }

  @Test
  void whyItDoesNotTakeOursIsTold() throws Exception {
    CertificateAuthority foreign = authority(Duration.ZERO);
    try (ServerSocket server = tls(ours, ours.issueServer("s", HERE), true)) {
      assertTold(
          server,
          kubeconfig(ours, foreign.issueClient("admin", List.of())),
          "it does not take the certificate in the kubeconfig (certificate_unknown)");
      Path file = kubeconfig();
      Path withToken = folder.resolve("with-token");
      Files.writeString(
          withToken,
          Files.readString(file)
              .replaceAll("client-certificate-data: .*", "token: secret")
              .replaceAll(" *client-key-data: .*\n", ""));
      assertTold(server, withToken, "it wants a certificate, and the kubeconfig has none");
    }
  }

  @Test
  void whatSpeaksNoTlsIsTold() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> serve(server, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8)));
      assertTold(server, kubeconfig(), "what is there does not speak TLS");
    }
  }

  @Test
  void whoClosesInsteadOfSpeakingIsToldAsThat() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(server, new byte[0]));
      assertTold(server, kubeconfig(), "it closed the connection in the TLS handshake");
    }
    // What the JDK says when the end of the connection meets its own writing.
    assertThat(TlsFailure.inWords(new SSLException("Remote host closed the channel")))
        .isEqualTo("it closed the connection in the TLS handshake");
  }

  @Test
  void whatIsNotKnownIsNotGuessed() {
    assertThat(TlsFailure.inWords(new SSLException("CN=whatever it says")))
        .isEqualTo("no TLS connection comes about");
    assertThat(TlsFailure.inWords(new SSLException("Received fatal alert: protocol_version")))
        .isEqualTo("it ended the TLS handshake: protocol_version");
  }
}
