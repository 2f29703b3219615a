package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a member alone makes for itself, kept in a directory and renewed at a start
 * when they near their end or lack a name.
 */
public final class AloneCertificates {
  private static final Duration RENEWED_BEFORE_END = Duration.ofDays(60);

  private final Path directory;
  private final CertificateAuthority authority;

  /** Being made beside the rest of the start; null where the administrator has keys. */
  private final @Nullable CompletableFuture<KeyPair> administratorKeys;

  private AloneCertificates(Path directory, CertificateAuthority authority) {
    this.directory = directory;
    this.authority = authority;
    this.administratorKeys =
        Files.exists(directory.resolve("admin.key"))
            ? null
            : CompletableFuture.supplyAsync(CertificateAuthority::newClientKeys);
  }

  /** Makes the directory and the authority where they are missing. */
  public static AloneCertificates open(Path directory, Clock clock) throws IOException {
    PrivateFiles.createDirectory(directory);
    Path certificate = directory.resolve("ca.crt");
    Path key = directory.resolve("ca.key");
    if (Files.exists(certificate) && Files.exists(key)) {
      return new AloneCertificates(directory, CertificateAuthority.load(certificate, key, clock));
    }
    CertificateAuthority fresh = CertificateAuthority.create("binnacle-ca", clock);
    fresh.save(certificate, key);
    return new AloneCertificates(directory, fresh);
  }

  public CertificateAuthority authority() {
    return authority;
  }

  /**
   * The certificate for the clients' listener.
   *
   * @param hosts names and addresses besides those every API server has (RT-14)
   */
  public IssuedCertificate server(Collection<String> hosts) throws IOException {
    Set<String> all = new LinkedHashSet<>(standardNames());
    all.addAll(hosts);
    Path certificate = directory.resolve("apiserver.crt");
    Path key = directory.resolve("apiserver.key");
    if (Files.exists(certificate) && Files.exists(key)) {
      IssuedCertificate kept = IssuedCertificate.load(certificate, key);
      if (isUsable(kept.certificate()) && namesOf(kept.certificate()).containsAll(all)) {
        return kept;
      }
    }
    IssuedCertificate fresh = authority.issueServer("kube-apiserver", List.copyOf(all));
    fresh.save(certificate, key);
    return fresh;
  }

  /** The administrator's certificate; its key lies beside it. */
  public IssuedCertificate administrator() throws IOException {
    Path certificate = directory.resolve("admin.crt");
    Path key = directory.resolve("admin.key");
    if (Files.exists(certificate) && Files.exists(key)) {
      IssuedCertificate kept = IssuedCertificate.load(certificate, key);
      if (isUsable(kept.certificate())) {
        return kept;
      }
    }
    KeyPair keys =
        administratorKeys == null ? CertificateAuthority.newClientKeys() : administratorKeys.join();
    IssuedCertificate fresh =
        authority.issueClient("kubernetes-admin", List.of("system:masters"), keys);
    fresh.save(certificate, key);
    return fresh;
  }

  private boolean isUsable(X509Certificate certificate) {
    return authority.vouchesFor(certificate, RENEWED_BEFORE_END);
  }

  private static Set<String> standardNames() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                "127.0.0.1",
                "0:0:0:0:0:0:0:1"));
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException _) {
      // A machine that does not know its own name is reached by address.
    }
    return names;
  }

  private static Set<String> namesOf(X509Certificate certificate) {
    Set<String> names = new LinkedHashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(entry -> names.add(String.valueOf(entry.get(1))));
      }
    } catch (CertificateParsingException _) {
      // Then it has no name that counts, and is made anew.
    }
    return names;
  }
}
