package io.binnacle.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.apiserver.authentication.AuthenticationOutcome.NotTried;
import io.binnacle.apiserver.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class AuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("ca", CLOCK);

  @TempDir private Path directory;

  /** AUTHN-02. */
  @Test
  void theCommonNameIsTheUserAndTheOrganisationsAreTheGroups() {
    IssuedCertificate jane = AUTHORITY.issueClient("jane", List.of("dev", "ops"));
    AuthenticationOutcome outcome = certificates(CLOCK).authenticate(presenting(jane.chain()));
    UserInfo user = ((Authenticated) outcome).user();
    assertThat(user.name()).isEqualTo("jane");
    assertThat(user.groups()).containsExactlyInAnyOrder("dev", "ops");
    assertThat(user.extra().get("authentication.kubernetes.io/credential-id").getFirst())
        .matches("X509SHA256=[0-9a-f]{64}");
  }

  /** AUTHN-02. */
  @Test
  void aCertificateIsRefusedWhenExpiredOfAnotherAuthorityOrForServersOnly() {
    IssuedCertificate jane = AUTHORITY.issueClient("jane", List.of());
    Clock later = Clock.offset(CLOCK, Duration.ofDays(400));
    assertThat(certificates(later).authenticate(presenting(jane.chain())))
        .isInstanceOf(Rejected.class);
    IssuedCertificate stranger =
        CertificateAuthority.create("ca", CLOCK).issueClient("jane", List.of("system:masters"));
    assertThat(certificates(CLOCK).authenticate(presenting(stranger.chain())))
        .isInstanceOf(Rejected.class);
    IssuedCertificate server = AUTHORITY.issueServer("jane", List.of("localhost"));
    assertThat(certificates(CLOCK).authenticate(presenting(server.chain())))
        .isInstanceOf(Rejected.class);
    assertThat(certificates(CLOCK).authenticate(presenting(List.of())))
        .isInstanceOf(NotTried.class);
  }

  @Test
  void aCertificateThatWasGoodIsRefusedFromTheMomentItExpires() {
    IssuedCertificate jane = AUTHORITY.issueClient("jane", List.of());
    MovingClock clock = new MovingClock();
    ClientCertificateAuthenticator authenticator =
        new ClientCertificateAuthenticator(List.of(AUTHORITY.certificate()), clock);
    assertThat(authenticator.authenticate(presenting(jane.chain())))
        .isInstanceOf(Authenticated.class);
    clock.now = NOW.plus(Duration.ofDays(397));
    assertThat(authenticator.authenticate(presenting(jane.chain()))).isInstanceOf(Rejected.class);
  }

  /** AUTHN-03, AUTHN-04. */
  @Test
  void tokensComeFromAFileWithQuotedGroups() throws IOException {
    Path file = directory.resolve("tokens.csv");
    Files.writeString(file, "# people\nsecret1,jane,u1,\"dev,ops\"\nsecret2,robot,u2\n\n");
    TokenFile tokens = TokenFile.load(file);
    AuthenticationOutcome jane = tokens.authenticate(bearing("Bearer secret1"));
    assertThat(((Authenticated) jane).user())
        .isEqualTo(new UserInfo("jane", "u1", List.of("dev", "ops"), java.util.Map.of()));
    AuthenticationOutcome robot = tokens.authenticate(bearing("bearer  secret2"));
    assertThat(((Authenticated) robot).user().groups()).isEmpty();
    assertThat(tokens.authenticate(bearing("Bearer secret"))).isInstanceOf(Rejected.class);
    assertThat(tokens.authenticate(bearing("Basic c2VjcmV0MQ=="))).isInstanceOf(NotTried.class);
  }

  /** WATCH-05. */
  @Test
  void aTokenMayComeAsAProtocolOfAWebSocket() throws IOException {
    Path file = directory.resolve("tokens.csv");
    Files.writeString(file, "sécret?~,jane,u1\n");
    TokenFile tokens = TokenFile.load(file);
    String prefix = "v1, base64url.bearer.authorization.k8s.io.";
    assertThat(tokens.authenticate(offering(prefix + "c8OpY3JldD9-")))
        .isInstanceOf(Authenticated.class);
    assertThat(tokens.authenticate(offering(prefix + "c8OpY3JldA"))).isInstanceOf(Rejected.class);
    assertThat(tokens.authenticate(offering(prefix + "$"))).isInstanceOf(Rejected.class);
    assertThat(tokens.authenticate(offering("v1"))).isInstanceOf(NotTried.class);
  }

  private static ApiRequest offering(String protocols) {
    return ApiRequest.of("GET", "/api", null).withHeader("Sec-WebSocket-Protocol", protocols);
  }

  @Test
  void aLineThatIsNoTokenIsNamedByItsNumber() throws IOException {
    Path file = directory.resolve("tokens.csv");
    Files.writeString(file, "secret1,jane,u1\nsecret2\n");
    assertThatThrownBy(() -> TokenFile.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("secret2");
  }

  /** AUTHN-01, AUTHN-11, AUTHN-12. */
  @Test
  void theFirstThatKnowsTheUserWinsAndSomethingBadIsNeverAnonymous() {
    Authenticator nothing = _ -> new NotTried();
    Authenticator bad = _ -> new Rejected("bad");
    Authenticator good = _ -> new Authenticated(new UserInfo("jane", List.of("dev")));
    ApiRequest request = presenting(List.of());
    UserInfo jane =
        ((Authenticated)
                new AuthenticatorChain(List.of(nothing, bad, good), true).authenticate(request))
            .user();
    assertThat(jane.groups()).containsExactly("dev", "system:authenticated");
    assertThat(new AuthenticatorChain(List.of(bad, nothing), true).authenticate(request))
        .isInstanceOf(Rejected.class);
    UserInfo nobody =
        ((Authenticated) new AuthenticatorChain(List.of(nothing), true).authenticate(request))
            .user();
    assertThat(nobody.name()).isEqualTo("system:anonymous");
    assertThat(nobody.groups()).containsExactly("system:unauthenticated");
    assertThat(new AuthenticatorChain(List.of(nothing), false).authenticate(request))
        .isInstanceOf(Rejected.class);
  }

  private static ClientCertificateAuthenticator certificates(Clock clock) {
    return new ClientCertificateAuthenticator(List.of(AUTHORITY.certificate()), clock);
  }

  private static ApiRequest presenting(List<X509Certificate> chain) {
    return new ApiRequest(
        "GET", "/api", QueryParameters.none(), Headers.none(), Mono.empty(), chain, null);
  }

  private static ApiRequest bearing(String authorization) {
    return ApiRequest.of("GET", "/api", null).withHeader("Authorization", authorization);
  }

  private static final class MovingClock extends Clock {
    private Instant now = NOW;

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
