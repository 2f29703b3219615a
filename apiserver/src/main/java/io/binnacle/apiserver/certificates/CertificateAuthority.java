package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues the certificates of one cluster: keys on the curve P-256. */
public final class CertificateAuthority {
  /** Ten years: an authority is replaced by hand. */
  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

  /** A year and a month, so that a yearly renewal is never late. */
  private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(396);

  /** Clocks of clients may be behind ours. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final IssuedCertificate own;
  private final Clock clock;

  private CertificateAuthority(IssuedCertificate own, Clock clock) {
    this.own = own;
    this.clock = clock;
  }

  /** Makes a new authority that signs itself. */
  public static CertificateAuthority create(String commonName, Clock clock) {
    KeyPair keys = newKeys();
    X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    Instant now = clock.instant();
    try {
      X509v3CertificateBuilder builder =
          builder(name, name, keys.getPublic(), now, now.plus(AUTHORITY_VALIDITY));
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(keys.getPublic()));
      X509Certificate certificate = sign(builder, keys.getPrivate());
      return new CertificateAuthority(
          new IssuedCertificate(List.of(certificate), keys.getPrivate()), clock);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate authority", e);
    }
  }

  /**
   * Reads an authority from its two files.
   *
   * @throws CertificateFileException with a message of one line
   */
  public static CertificateAuthority load(Path certificateFile, Path keyFile, Clock clock) {
    return new CertificateAuthority(IssuedCertificate.load(certificateFile, keyFile), clock);
  }

  public void save(Path certificateFile, Path keyFile) throws IOException {
    own.save(certificateFile, keyFile);
  }

  public X509Certificate certificate() {
    return own.certificate();
  }

  public String certificatePem() {
    return own.certificatePem();
  }

  /** Whether this authority signed the certificate and it is valid for a while yet. */
  public boolean vouchesFor(X509Certificate certificate, Duration remaining) {
    try {
      certificate.verify(certificate().getPublicKey());
      return clock.instant().plus(remaining).isBefore(certificate.getNotAfter().toInstant());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /**
   * A certificate for the clients' listener of a replica.
   *
   * @param hosts names and addresses clients reach it by
   */
  public IssuedCertificate issueServer(String commonName, List<String> hosts) {
    return issue(
        newKeys(),
        new X500NameBuilder().addRDN(BCStyle.CN, commonName).build(),
        hosts,
        KeyPurposeId.id_kp_serverAuth);
  }

  /** A certificate with which a member calls and is called by others. */
  public IssuedCertificate issueMember(String memberName, List<String> hosts) {
    return issue(
        newKeys(),
        new X500NameBuilder().addRDN(BCStyle.CN, memberName).build(),
        hosts,
        KeyPurposeId.id_kp_serverAuth,
        KeyPurposeId.id_kp_clientAuth);
  }

  /**
   * A certificate for a user: the common name is the user, organisations are the groups. Its key is
   * RSA, because client libraries take a key without a named algorithm for one.
   */
  public IssuedCertificate issueClient(String user, List<String> groups) {
    return issueClient(user, groups, newClientKeys());
  }

  /** The same, over keys of {@link #newClientKeys} that were made ahead. */
  IssuedCertificate issueClient(String user, List<String> groups, KeyPair keys) {
    X500NameBuilder name = new X500NameBuilder();
    for (String group : groups) {
      name.addRDN(BCStyle.O, group);
    }
    return issue(
        keys, name.addRDN(BCStyle.CN, user).build(), List.of(), KeyPurposeId.id_kp_clientAuth);
  }

  private IssuedCertificate issue(
      KeyPair keys, X500Name subject, List<String> hosts, KeyPurposeId... purposes) {
    Instant now = clock.instant();
    X500Name issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    try {
      X509v3CertificateBuilder builder =
          builder(issuer, subject, keys.getPublic(), now, now.plus(CERTIFICATE_VALIDITY));
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate().getPublicKey()));
      if (!hosts.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, namesOf(hosts));
      }
      X509Certificate issued = sign(builder, own.privateKey());
      return new IssuedCertificate(List.of(issued), keys.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a certificate for " + subject, e);
    }
  }

  private static GeneralNames namesOf(List<String> hosts) {
    return new GeneralNames(
        new LinkedHashSet<>(hosts)
            .stream()
                .map(
                    host ->
                        new GeneralName(
                            isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
  }

  private static boolean isAddress(String host) {
    return host.contains(":") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant notAfter) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM).add(BigInteger.ONE),
        Date.from(now.minus(CLOCK_SKEW)),
        Date.from(notAfter),
        subject,
        key);
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, java.security.PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  /** Searches for primes: takes a third of a second in a JVM that has just started. */
  static KeyPair newClientKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048, RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no RSA", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no elliptic curves", e);
    }
  }
}
