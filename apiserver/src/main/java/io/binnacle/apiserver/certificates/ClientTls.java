package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts of clients from files. */
public final class ClientTls {
  private ClientTls() {}

  /**
   * Trusts one authority, shows one certificate.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static SSLContext context(Path authorityFile, Path certificateFile, Path keyFile) {
    return context(
        Pem.readCertificates(authorityFile), IssuedCertificate.load(certificateFile, keyFile));
  }

  /**
   * Trusts one authority, shows nothing.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static SSLContext trusting(Path authorityFile) {
    return context(Pem.readCertificates(authorityFile), null);
  }

  /** Trusts some authorities, and shows a certificate or nothing. */
  public static SSLContext context(
      List<X509Certificate> authorities, @Nullable IssuedCertificate own) {
    try {
      return context(trust(authorities), own == null ? null : keys(own));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot use the certificates given", e);
    }
  }

  private static SSLContext context(TrustManager[] trust, KeyManager @Nullable [] keys)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  private static TrustManager[] trust(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = emptyStore();
    for (int i = 0; i < authorities.size(); i++) {
      trusted.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(IssuedCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "own", own.privateKey(), new char[0], own.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
