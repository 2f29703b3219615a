package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its private key.
 *
 * @param chain the certificate itself first
 */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey privateKey) {
  public IssuedCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static IssuedCertificate load(Path certificateFile, Path keyFile) {
    return new IssuedCertificate(
        Pem.readCertificates(certificateFile), Pem.readPrivateKey(keyFile));
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  public String certificatePem() {
    return Pem.ofCertificates(chain);
  }

  public String privateKeyPem() {
    return Pem.ofPrivateKey(privateKey);
  }

  /** Writes both files, the key first and for its owner only. */
  public void save(Path certificateFile, Path keyFile) throws IOException {
    PrivateFiles.write(keyFile, privateKeyPem());
    PrivateFiles.writePublic(certificateFile, certificatePem());
  }

  /** Without the key: a record's own form would print it. */
  @Override
  public String toString() {
    return "IssuedCertificate[" + certificate().getSubjectX500Principal() + "]";
  }
}
