package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** Writes a kubeconfig with everything inside it, mode 0600. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * @param file replaced whole
   * @param server {@code https://host:port}
   * @param authority whose certificate the client trusts
   * @param client the user's certificate and key
   */
  public static void write(
      Path file, String server, CertificateAuthority authority, IssuedCertificate client)
      throws IOException {
    PrivateFiles.write(file, text(server, authority.certificatePem(), client));
  }

  /** The same as text. */
  public static String text(String server, String authorityPem, IssuedCertificate client) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: binnacle
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: admin
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: binnacle
          context:
            cluster: binnacle
            user: admin
        current-context: binnacle
        preferences: {}
        """
        .formatted(
            server,
            base64(authorityPem),
            base64(client.certificatePem()),
            base64(client.privateKeyPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
