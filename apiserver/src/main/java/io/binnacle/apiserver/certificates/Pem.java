package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Certificates and keys as PEM text. */
public final class Pem {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /**
   * All certificates of a file, at least one.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static List<X509Certificate> readCertificates(Path file) {
    return certificatesOf(read(file), file.toString());
  }

  /**
   * All certificates of a text, at least one.
   *
   * @param source where the text comes from, for complaints
   * @throws CertificateFileException with a message of one line
   */
  public static List<X509Certificate> certificatesOf(String text, String source) {
    List<X509Certificate> found = new ArrayList<>();
    Matcher matcher = CERTIFICATE.matcher(text);
    while (matcher.find()) {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      found.add(parseCertificate(der, source));
    }
    if (found.isEmpty()) {
      throw new CertificateFileException("no certificate in " + source, null);
    }
    return List.copyOf(found);
  }

  /**
   * The private key of a file: PKCS#8, or OpenSSL's older forms, without a password.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static PrivateKey readPrivateKey(Path file) {
    return privateKeyOf(read(file), file.toString());
  }

  /**
   * The private key of a text, as {@link #readPrivateKey}.
   *
   * @param source where the text comes from, for complaints
   */
  public static PrivateKey privateKeyOf(String text, String source) {
    Matcher pkcs8 = PRIVATE_KEY.matcher(text);
    return pkcs8.find() ? parsePrivateKey(pkcs8.group(1), source) : parseOlderForm(text, source);
  }

  /** The form this project writes, read without loading a library for it. */
  private static PrivateKey parsePrivateKey(String base64, String source) {
    PKCS8EncodedKeySpec der = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    GeneralSecurityException refused = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(der);
      } catch (GeneralSecurityException e) {
        refused = e;
      }
    }
    throw new CertificateFileException("cannot read the private key in " + source, refused);
  }

  private static PrivateKey parseOlderForm(String text, String source) {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
        if (entry instanceof PEMKeyPair pair) {
          return toKey(pair.getPrivateKeyInfo());
        }
        if (entry instanceof PrivateKeyInfo info) {
          return toKey(info);
        }
      }
      throw new CertificateFileException("no unencrypted private key in " + source, null);
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateFileException("cannot read the private key in " + source, e);
    }
  }

  /** The PEM text of certificates, in order. */
  public static String ofCertificates(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        append(text, "CERTIFICATE", certificate.getEncoded());
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate that was read cannot be written", e);
      }
    }
    return text.toString();
  }

  /** The PEM text of a private key, as PKCS#8. */
  public static String ofPrivateKey(PrivateKey key) {
    StringBuilder text = new StringBuilder();
    append(text, "PRIVATE KEY", key.getEncoded());
    return text.toString();
  }

  private static PrivateKey toKey(PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    String oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    String algorithm =
        switch (oid) {
          case "1.2.840.10045.2.1" -> "EC";
          case "1.2.840.113549.1.1.1" -> "RSA";
          default -> oid;
        };
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static X509Certificate parseCertificate(byte[] der, String source) {
    try {
      Certificate parsed =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new java.io.ByteArrayInputStream(der));
      return (X509Certificate) parsed;
    } catch (CertificateException e) {
      throw new CertificateFileException("a certificate in " + source + " is damaged", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new CertificateFileException("cannot read " + file, e);
    }
  }

  private static void append(StringBuilder text, String kind, byte[] der) {
    text.append("-----BEGIN ").append(kind).append("-----\n");
    text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    text.append("\n-----END ").append(kind).append("-----\n");
  }
}
