package io.binnacle.consensus.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** How members prove to each other who they are. */
public sealed interface PeerSecurity {
  /**
   * Mutual TLS; both sides show a certificate of the members' own authority.
   *
   * @param server must require the client's certificate
   * @param client checks that the certificate names the host it connected to
   */
  record Tls(SslContext server, SslContext client) implements PeerSecurity {}

  /** Nothing is proved. For tests only: whoever reaches the port can change the log. */
  record PlaintextForTests() implements PeerSecurity {}

  /**
   * TLS 1.2 or later from PEM files (design D11).
   *
   * @param certificate the member's chain, for both roles, naming its host
   * @param authority whose certificates are trusted, and no other
   */
  static PeerSecurity ofPem(Path certificate, Path key, Path authority) throws SSLException {
    SslContext server =
        SslContextBuilder.forServer(certificate.toFile(), key.toFile())
            .sslProvider(SslProvider.JDK)
            .trustManager(authority.toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .keyManager(certificate.toFile(), key.toFile())
            .trustManager(authority.toFile())
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS")
            .build();
    return new Tls(server, client);
  }
}
