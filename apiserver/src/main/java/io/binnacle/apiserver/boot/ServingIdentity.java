package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.bootstrap.ServiceAddress;
import io.binnacle.apiserver.certificates.AloneCertificates;
import io.binnacle.apiserver.certificates.CertificateFileException;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.certificates.Kubeconfig;
import io.binnacle.apiserver.certificates.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * With what the listener for clients shows itself, and whose clients it believes: from files, or
 * made by a member alone (design D11).
 */
final class ServingIdentity {
  private final IssuedCertificate server;
  private final List<X509Certificate> clientAuthorities;
  private final @Nullable AloneCertificates made;

  private ServingIdentity(
      IssuedCertificate server,
      List<X509Certificate> clientAuthorities,
      @Nullable AloneCertificates made) {
    this.server = server;
    this.clientAuthorities = clientAuthorities;
    this.made = made;
  }

  /**
   * @throws StartFailedException with a message of one line
   */
  static ServingIdentity of(ServerOptions options, Clock clock) {
    Path certificateFile = options.serving().tlsCertFile();
    Path keyFile = options.serving().tlsPrivateKeyFile();
    Path clientCaFile = options.access().clientCaFile();
    try {
      if (certificateFile != null && keyFile != null) {
        List<X509Certificate> authorities =
            clientCaFile == null ? List.of() : Pem.readCertificates(clientCaFile);
        return new ServingIdentity(
            IssuedCertificate.load(certificateFile, keyFile), authorities, null);
      }
      AloneCertificates made =
          AloneCertificates.open(options.member().dataDir().resolve("pki"), clock);
      Set<X509Certificate> authorities = new LinkedHashSet<>();
      authorities.add(made.authority().certificate());
      if (clientCaFile != null) {
        authorities.addAll(Pem.readCertificates(clientCaFile));
      }
      return new ServingIdentity(made.server(hostsOf(options)), List.copyOf(authorities), made);
    } catch (CertificateFileException e) {
      throw new StartFailedException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartFailedException(
          "cannot keep certificates under " + options.member().dataDir() + ": " + e, e);
    }
  }

  IssuedCertificate server() {
    return server;
  }

  List<X509Certificate> clientAuthorities() {
    return clientAuthorities;
  }

  /** One text for each. */
  List<String> clientAuthoritiesPem() {
    return clientAuthorities.stream().map(each -> Pem.ofCertificates(List.of(each))).toList();
  }

  /** Writes the administrator's kubeconfig; null where certificates came from files. */
  @Nullable Path writeKubeconfig(Path dataDir, String url) {
    if (made == null) {
      return null;
    }
    Path file = dataDir.resolve("kubeconfig");
    try {
      Kubeconfig.write(file, url, made.authority(), made.administrator());
      return file;
    } catch (IOException e) {
      throw new StartFailedException("cannot write " + file + ": " + e, e);
    }
  }

  private static List<String> hostsOf(ServerOptions options) {
    Set<String> hosts = new LinkedHashSet<>(options.serving().subjectNames());
    String advertised = options.serving().advertiseAddress();
    if (advertised != null) {
      hosts.add(advertised);
    }
    if (!isWildcard(options.serving().bindAddress())) {
      hosts.add(options.serving().bindAddress());
    }
    hosts.add(ServiceAddress.firstOf(options.access().serviceClusterIpRange()));
    return List.copyOf(hosts);
  }

  /** The host clients on this machine and elsewhere best use. */
  static String advertisedHost(ServerOptions options) {
    String advertised = options.serving().advertiseAddress();
    if (advertised != null) {
      return advertised;
    }
    String bound = options.serving().bindAddress();
    return isWildcard(bound) ? "127.0.0.1" : bound;
  }

  private static boolean isWildcard(String address) {
    try {
      return InetAddress.getByName(address).isAnyLocalAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
