package io.binnacle.apiserver.cli.client;

import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.certificates.Pem;
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
public final class AdminIdentity {
  private AdminIdentity() {}

  /**
   * Trusts one authority, shows one certificate.
   *
   * @throws io.binnacle.apiserver.certificates.CertificateFileException with a message of one line
   */
  public static SSLContext context(Path authorityFile, Path certificateFile, Path keyFile) {
    List<X509Certificate> authorities = Pem.readCertificates(authorityFile);
    IssuedCertificate own = IssuedCertificate.load(certificateFile, keyFile);
    try {
      return context(trust(authorities), keys(own));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot set up TLS with " + certificateFile, e);
    }
  }

  /**
   * Trusts one authority, shows nothing.
   *
   * @throws io.binnacle.apiserver.certificates.CertificateFileException with a message of one line
   */
  public static SSLContext trusting(Path authorityFile) {
    List<X509Certificate> authorities = Pem.readCertificates(authorityFile);
    try {
      return context(trust(authorities), null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot set up TLS with " + authorityFile, e);
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
