package io.binnacle.apiserver.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private Path directory;

  @Test
  void aServerCertificateNamesItsHostsForAYearAndIsSignedByTheAuthority() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("my-ca", CLOCK);
    X509Certificate server =
        authority.issueServer("api", List.of("localhost", "10.0.0.1", "::1")).certificate();
    server.verify(authority.certificate().getPublicKey());
    server.checkValidity();
    assertThat(
            ((ECPublicKey) server.getPublicKey()).getParams().getCurve().getField().getFieldSize())
        .isEqualTo(256);
    assertThat(server.getSubjectAlternativeNames().stream().map(name -> (Object) name.get(1)))
        .containsExactly("localhost", "10.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(server.getNotAfter().toInstant())
        .isAfter(CLOCK.instant().plus(Duration.ofDays(365)));
    assertThat(server.getBasicConstraints()).isEqualTo(-1);
    assertThat(authority.certificate().getBasicConstraints()).isNotNegative();
  }

  @Test
  void keysAreWrittenForTheirOwnerOnlyAndReadBack() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("my-ca", CLOCK);
    Path certificate = directory.resolve("ca.crt");
    Path key = directory.resolve("ca.key");
    authority.save(certificate, key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    CertificateAuthority again = CertificateAuthority.load(certificate, key, CLOCK);
    IssuedCertificate member = again.issueMember("a", List.of("localhost"));
    member.certificate().verify(authority.certificate().getPublicKey());
    assertThat(member.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aMemberAloneKeepsItsCertificatesUntilANameIsMissing() throws IOException {
    AloneCertificates first = AloneCertificates.open(directory.resolve("pki"), CLOCK);
    X509Certificate server = first.server(List.of("one.example")).certificate();
    AloneCertificates second = AloneCertificates.open(directory.resolve("pki"), CLOCK);
    assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
    assertThat(second.server(List.of("one.example")).certificate()).isEqualTo(server);
    assertThat(second.server(List.of("two.example")).certificate()).isNotEqualTo(server);
    X509Certificate administrator = second.administrator().certificate();
    assertThat(administrator.getSubjectX500Principal().getName())
        .contains("CN=kubernetes-admin", "O=system:masters");
    Clock nearTheEnd = Clock.offset(CLOCK, Duration.ofDays(350));
    assertThat(
            AloneCertificates.open(directory.resolve("pki"), nearTheEnd)
                .administrator()
                .certificate())
        .isNotEqualTo(administrator);
  }

  @Test
  void filesThatCannotBeUsedAreNamedInOneLine() throws IOException {
    Path missing = directory.resolve("missing.pem");
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    assertThatThrownBy(() -> Pem.readCertificates(missing))
        .isInstanceOf(CertificateFileException.class)
        .hasMessage("cannot read " + missing + ": no such file");
    assertThatThrownBy(() -> Pem.readCertificates(empty)).hasMessage("no certificate in " + empty);
    assertThatThrownBy(() -> Pem.readPrivateKey(empty))
        .hasMessage("no unencrypted private key in " + empty);
  }
}
