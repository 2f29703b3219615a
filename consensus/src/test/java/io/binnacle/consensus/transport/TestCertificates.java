package io.binnacle.consensus.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of its own for each test, and a member's certificate for 127.0.0.1. */
public final class TestCertificates {
  private final KeyPair authorityKeys;
  private final X509Certificate authority;

  public TestCertificates() throws Exception {
    authorityKeys = newKeys();
    authority =
        certificate(
            authorityKeys,
            new Wanted(
                "CN=test authority", List.of(), Instant.now().plus(1, ChronoUnit.DAYS), List.of()),
            authorityKeys,
            true);
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** What a certificate says. */
  public record Wanted(
      String subject, List<String> names, Instant end, List<KeyPurposeId> purposes) {
    /** A certificate as a member's is made: by name, for both roles. */
    public static Wanted of(String member) {
      return new Wanted(
          "CN=" + member,
          List.of("127.0.0.1", "localhost"),
          Instant.now().plus(1, ChronoUnit.DAYS),
          List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
    }

    Wanted named(String... changed) {
      return new Wanted(subject, List.of(changed), end, purposes);
    }

    Wanted ended() {
      return new Wanted(subject, names, Instant.now().minus(1, ChronoUnit.MINUTES), purposes);
    }
  }

  private static X509Certificate certificate(
      KeyPair keys, Wanted wanted, KeyPair issuerKeys, boolean isAuthority) throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=test authority"),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(Instant.now().minus(1, ChronoUnit.HOURS)),
            Date.from(wanted.end()),
            new X500Name(wanted.subject()),
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (!wanted.purposes().isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(wanted.purposes().toArray(KeyPurposeId[]::new)));
    }
    if (!wanted.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              wanted.names().stream()
                  .map(
                      name ->
                          new GeneralName(
                              name.matches("[0-9.]+|.*:.*")
                                  ? GeneralName.iPAddress
                                  : GeneralName.dNSName,
                              name))
                  .toArray(GeneralName[]::new)));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }

  /** Files as a member has them: a certificate that this authority signs, its key, and this. */
  public void write(Wanted wanted, Path certificate, Path key, Path authorities) throws Exception {
    KeyPair keys = newKeys();
    Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    Files.writeString(
        certificate,
        pem("CERTIFICATE", certificate(keys, wanted, authorityKeys, false).getEncoded()));
    Files.writeString(authorities, pem("CERTIFICATE", authority.getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  /** A certificate that this authority signs. */
  public X509Certificate issue(Wanted wanted) throws Exception {
    return certificate(newKeys(), wanted, authorityKeys, false);
  }

  /** Mutual TLS for a member whose certificate names its host only. */
  public PeerSecurity.Tls member() throws Exception {
    return security(Wanted.of("someone"));
  }

  /** Mutual TLS with a certificate that this authority signs. */
  public PeerSecurity.Tls security(Wanted wanted) throws Exception {
    KeyPair keys = newKeys();
    X509Certificate certificate = certificate(keys, wanted, authorityKeys, false);
    SslContext server =
        SslContextBuilder.forServer(keys.getPrivate(), certificate)
            .trustManager(authority)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    SslContext client =
        SslContextBuilder.forClient()
            .keyManager(keys.getPrivate(), certificate)
            .trustManager(authority)
            .endpointIdentificationAlgorithm("HTTPS")
            .build();
    return new PeerSecurity.Tls(server, client);
  }

  /**
   * A client that trusts this authority and shows a certificate of another one.
   *
   * @param other null where it shows none
   */
  SslContext clientOf(@Nullable TestCertificates other) throws Exception {
    SslContextBuilder client =
        SslContextBuilder.forClient()
            .trustManager(authority)
            .endpointIdentificationAlgorithm("HTTPS");
    if (other != null) {
      KeyPair keys = newKeys();
      client.keyManager(
          keys.getPrivate(), certificate(keys, Wanted.of("a"), other.authorityKeys, false));
    }
    return client.build();
  }
}
