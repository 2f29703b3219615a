package io.binnacle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.netty.buffer.ByteBufAllocator;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listener's TLS with the keys that people bring (design D11). */
class ServerTlsTest {
  private static final int STEPS_MAX = 200;
  private static final int BUFFER_BYTES = 1 << 16;

  @ParameterizedTest
  @CsvSource({"EC, TLSv1.3", "EC, TLSv1.2", "RSA, TLSv1.3", "RSA, TLSv1.2"})
  void aHandshakeShowsTheCertificateAndAgreesOnHttp2(String algorithm, String protocol)
      throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("test-ca", Clock.systemUTC());
    IssuedCertificate own =
        algorithm.equals("EC")
            ? authority.issueServer("server", List.of("localhost"))
            : authority.issueClient("server", List.of());
    assertThat(own.privateKey().getAlgorithm()).isEqualTo(algorithm);
    SSLEngine server =
        ServerTls.context(own.privateKey(), own.chain(), List.of(authority.certificate()))
            .newEngine(ByteBufAllocator.DEFAULT);
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLEngine client = trusting.createSSLEngine();
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    var parameters = client.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    client.setSSLParameters(parameters);

    handshake(client, server);
    assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
    assertThat(client.getSession().getPeerCertificates()).containsExactly(own.certificate());
    assertThat(client.getApplicationProtocol()).isEqualTo("h2");
  }

  private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES);
    ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES);
    client.beginHandshake();
    server.beginHandshake();
    for (int step = 0; step < STEPS_MAX; step++) {
      turn(client, toClient, toServer);
      turn(server, toServer, toClient);
      if (isDone(client) && isDone(server) && toServer.position() == 0) {
        return;
      }
    }
    throw new AssertionError(
        "no end: " + client.getHandshakeStatus() + ", " + server.getHandshakeStatus());
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void turn(SSLEngine engine, ByteBuffer incoming, ByteBuffer outgoing)
      throws SSLException {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      engine.getDelegatedTask().run();
    } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), outgoing);
    } else if (incoming.position() > 0) {
      incoming.flip();
      engine.unwrap(incoming, ByteBuffer.allocate(BUFFER_BYTES));
      incoming.compact();
    }
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}
  }
}
