package io.binnacle.consensus.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How members prove to each other who they are. */
public sealed interface PeerSecurity {
  /** For the next connection; null where nothing is proved. */
  @Nullable Tls current();

  /**
   * Mutual TLS; both sides show a certificate of the members' own authority.
   *
   * @param server must require the client's certificate
   * @param client checks that the certificate names the host it connected to
   */
  record Tls(SslContext server, SslContext client) implements PeerSecurity {
    @Override
    public Tls current() {
      return this;
    }
  }

  /** Nothing is proved. For tests only: whoever reaches the port can change the log. */
  record PlaintextForTests() implements PeerSecurity {
    @Override
    public @Nullable Tls current() {
      return null;
    }
  }

  /**
   * TLS 1.2 or later from PEM files (design D11). Each new connection looks whether they are others
   * now, as after a renewal (FAULT-14); those that are open stay. Files that cannot be used, as
   * while they are being replaced, leave what there was before.
   *
   * @param certificate the member's chain, for both roles, naming its host
   * @param authority whose certificates are trusted, and no other
   */
  static PeerSecurity ofPem(Path certificate, Path key, Path authority) throws IOException {
    return new PemFiles(certificate, key, authority);
  }

  /** See {@link #ofPem}. */
  final class PemFiles implements PeerSecurity {
    private static final Logger LOGGER = LoggerFactory.getLogger(PeerSecurity.class);

    private final Path certificate;
    private final Path key;
    private final Path authority;
    private String seen;
    private Tls tls;

    private PemFiles(Path certificate, Path key, Path authority) throws IOException {
      this.certificate = certificate;
      this.key = key;
      this.authority = authority;
      this.seen = stampOfAll();
      this.tls = read();
    }

    @Override
    public synchronized Tls current() {
      try {
        String now = stampOfAll();
        if (!now.equals(seen)) {
          seen = now;
          tls = read();
          LOGGER.info("the certificate of this member was read again from {}", certificate);
        }
      } catch (IOException | IllegalArgumentException e) {
        LOGGER.error(
            "{}, {} and {} do not work; what they were before stays in use: {}",
            certificate,
            key,
            authority,
            e.toString());
      }
      return tls;
    }

    private String stampOfAll() throws IOException {
      return stamp(certificate) + stamp(key) + stamp(authority);
    }

    private static String stamp(Path file) throws IOException {
      return Files.getLastModifiedTime(file) + "/" + Files.size(file) + " ";
    }

    private Tls read() throws SSLException {
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
}
