package io.binnacle.apiserver.cli.cluster;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.certificates.Kubeconfig;
import io.binnacle.apiserver.certificates.Pem;
import io.binnacle.apiserver.certificates.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * One authority and what it has issued, as files: {@code ca.crt}, {@code ca.key}, and {@code
 * NAME.crt}, {@code NAME.key} for each member and the administrator. Asked again, it makes only
 * what is missing or about to end.
 */
public final class CertificateFolder {
  /** The administrator's file name. */
  public static final String ADMIN = "admin";

  /** Certificates are renewed when less than this is left. */
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private final Path folder;
  private final CertificateAuthority authority;

  private CertificateFolder(Path folder, CertificateAuthority authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** Opens the folder; makes the authority where there is none. */
  public static CertificateFolder open(Path folder, String authorityName, Clock clock)
      throws IOException {
    PrivateFiles.createDirectory(folder);
    Path certificate = folder.resolve("ca.crt");
    Path key = folder.resolve("ca.key");
    if (Files.exists(certificate) && Files.exists(key)) {
      return new CertificateFolder(folder, CertificateAuthority.load(certificate, key, clock));
    }
    CertificateAuthority made = CertificateAuthority.create(authorityName, clock);
    made.save(certificate, key);
    return new CertificateFolder(folder, made);
  }

  /** A member's certificate, for its clients as well as for the other members. */
  public void ensureMember(String name, List<String> hosts) throws IOException {
    ensure(name, () -> authority.issueMember(name, hosts));
  }

  /** The administrator's certificate, and a kubeconfig that holds it. */
  public void ensureAdmin(Path kubeconfig, String server) throws IOException {
    ensure(ADMIN, () -> authority.issueClient("kubernetes-admin", List.of("system:masters")));
    IssuedCertificate admin =
        IssuedCertificate.load(folder.resolve(ADMIN + ".crt"), folder.resolve(ADMIN + ".key"));
    Kubeconfig.write(kubeconfig, server, authority, admin);
  }

  private void ensure(String name, Supplier<IssuedCertificate> issue) throws IOException {
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    if (Files.exists(certificate) && Files.exists(key)) {
      X509Certificate present = Pem.readCertificates(certificate).getFirst();
      if (authority.vouchesFor(present, RENEW_BEFORE)) {
        return;
      }
    }
    issue.get().save(certificate, key);
  }
}
