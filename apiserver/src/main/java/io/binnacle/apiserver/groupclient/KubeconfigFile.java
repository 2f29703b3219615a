package io.binnacle.apiserver.groupclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.apiserver.certificates.ClientTls;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.certificates.Pem;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the current context of a kubeconfig says: the server, whom to trust, and who we are by a
 * certificate or a token. Files it names are relative to its own folder, as for kubectl.
 *
 * @param token null where a certificate tells who we are
 */
public record KubeconfigFile(URI server, SSLContext identity, @Nullable String token) {
  /**
   * Reads the file.
   *
   * @throws GroupClientException with a message of one line
   */
  public static KubeconfigFile read(Path file) {
    Manifest config = parse(file);
    String wanted = config.text("current-context");
    Manifest context = named(config, "contexts", "context", wanted, file);
    Manifest cluster = named(config, "clusters", "cluster", context.text("cluster"), file);
    Manifest user = named(config, "users", "user", context.text("user"), file);
    String server = cluster.text("server");
    if (server == null) {
      throw wrong(file, "names no server", null);
    }
    Source from = new Source(file);
    String authorities = from.pem(cluster, "certificate-authority");
    String certificate = from.pem(user, "client-certificate");
    String key = from.pem(user, "client-key");
    List<X509Certificate> trusted =
        authorities == null ? List.of() : Pem.certificatesOf(authorities, file.toString());
    IssuedCertificate own =
        certificate == null || key == null
            ? null
            : new IssuedCertificate(
                Pem.certificatesOf(certificate, file.toString()),
                Pem.privateKeyOf(key, file.toString()));
    return new KubeconfigFile(
        URI.create(server), ClientTls.context(trusted, own), user.text("token"));
  }

  private static Manifest parse(Path file) {
    try {
      return Manifest.parseYaml(Files.readAllBytes(file), DecodeLimits.standard());
    } catch (IOException e) {
      throw wrong(file, "cannot be read", e);
    } catch (MalformedManifestException e) {
      throw wrong(file, "is not YAML: " + e.getMessage(), e);
    }
  }

  private static Manifest named(
      Manifest config, String list, String field, @Nullable String name, Path file) {
    for (Manifest each : config.items(list)) {
      if (name != null && name.equals(each.text("name"))) {
        Manifest found = each.object(field);
        if (found != null) {
          return found;
        }
      }
    }
    throw wrong(file, "has no " + field + " \"" + name + "\"", null);
  }

  private static GroupClientException wrong(Path file, String what, @Nullable Exception cause) {
    return new GroupClientException("kubeconfig " + file + " " + what, false, cause);
  }

  /** Data lies in the kubeconfig itself, or in a file that it names. */
  private record Source(Path file) {
    @Nullable String pem(Manifest of, String field) {
      String inside = of.text(field + "-data");
      if (inside != null) {
        return new String(Base64.getMimeDecoder().decode(inside), UTF_8);
      }
      String named = of.text(field);
      if (named == null) {
        return null;
      }
      try {
        return Files.readString(file.toAbsolutePath().resolveSibling(named), UTF_8);
      } catch (IOException e) {
        throw wrong(file, "names " + named + ", which cannot be read", e);
      }
    }
  }
}
