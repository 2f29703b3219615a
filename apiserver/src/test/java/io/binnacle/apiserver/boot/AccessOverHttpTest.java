package io.binnacle.apiserver.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who gets in, over real TLS. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessOverHttpTest {
  private static final HttpClient.Version HTTP_2 = HttpClient.Version.HTTP_2;

  private static final String JSON = "application/json";

  @TempDir private static Path dataDir;
  private static ServerFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    Path tokens = dataDir.resolve("tokens.csv");
    Files.writeString(tokens, "good,robot,1,\"system:masters\"\nweak,jane,2\n");
    ServerOptions options =
        ServerFixture.optionsOf(dataDir)
            .withAccess(new ServerOptions.Access(null, tokens, true, "10.96.0.0/16"));
    fixture = ServerFixture.start(dataDir, options);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** SUB-30, SUB-33, AUTHN-05: the server believes the tokens it has signed. */
  @Test
  void aServiceAccountIsKnownByTheTokenThatWasMadeForIt() throws Exception {
    HttpClient admin = fixture.admin(HTTP_2);
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    fixture.send(admin, "POST", accounts, "{\"metadata\":{\"name\":\"worker\"}}");
    HttpResponse<String> made =
        fixture.send(admin, "POST", accounts + "/worker/token", "{\"spec\":{}}");
    assertThat(made.statusCode()).isEqualTo(201);
    Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(made.body());
    assertThat(token.find()).isTrue();
    HttpClient bare = fixture.client(HTTP_2, null);
    String authorization = "Bearer " + token.group(1);
    HttpResponse<String> me =
        fixture.send(
            bare,
            "POST",
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{}",
            "Authorization",
            authorization);
    assertThat(me.statusCode()).isEqualTo(201);
    assertThat(me.body())
        .contains(
            "\"username\":\"system:serviceaccount:default:worker\"",
            "system:serviceaccounts:default");
    assertThat(fixture.get(bare, accounts, "Authorization", authorization).statusCode())
        .isEqualTo(403);
    assertThat(fixture.get(bare, accounts, "Authorization", authorization + "x").statusCode())
        .isEqualTo(401);
  }

  /** AUTHN-02, AUTHZ-01, ERR-06. */
  @Test
  void certificatesOpenWhatTheirGroupsMayDo() throws Exception {
    String path = "/api/v1/namespaces/default";
    assertThat(fixture.get(fixture.admin(HTTP_2), path).statusCode()).isEqualTo(200);
    HttpClient jane = fixture.client(HTTP_2, fixture.authority().issueClient("jane", List.of()));
    HttpResponse<String> forbidden = fixture.get(jane, path);
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.body())
        .contains("User \\\"jane\\\" cannot get resource \\\"namespaces\\\" in API group \\\"\\\"");
    assertThat(fixture.get(jane, "/apis").statusCode()).isEqualTo(200);
  }

  /** AUTHN-02: a certificate that is no good is answered in words, not by a broken connection. */
  @Test
  void aCertificateOfAnotherAuthorityOrOneThatHasExpiredIs401() throws Exception {
    CertificateAuthority other = CertificateAuthority.create("binnacle-ca", Clock.systemUTC());
    HttpClient stranger =
        fixture.client(HTTP_2, other.issueClient("admin", List.of("system:masters")));
    assertThat(fixture.get(stranger, "/livez").statusCode()).isEqualTo(401);
    CertificateAuthority lastYear =
        CertificateAuthority.load(
            dataDir.resolve("pki/ca.crt"),
            dataDir.resolve("pki/ca.key"),
            Clock.offset(Clock.systemUTC(), Duration.ofDays(-400)));
    HttpClient late =
        fixture.client(HTTP_2, lastYear.issueClient("admin", List.of("system:masters")));
    HttpResponse<String> response = fixture.get(late, "/api");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"reason\":\"Unauthorized\"", "\"code\":401");
  }

  /** IMP-01: nobody is taken for himself who asks to be taken for another one, who may do less. */
  @ParameterizedTest
  @ValueSource(strings = {"Impersonate-User", "impersonate-group", "Impersonate-Extra-scopes"})
  void whoeverWantsToBeSomebodyElseIsRefused(String header) throws Exception {
    HttpClient admin = fixture.admin(HttpClient.Version.HTTP_2);
    HttpResponse<String> refused = fixture.get(admin, "/api/v1/namespaces", header, "bob");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("impersonation is not supported by this server");
    assertThat(fixture.get(admin, "/api/v1/namespaces").statusCode()).isEqualTo(200);
  }

  /** AUTHN-01, AUTHN-03, AUTHN-04. */
  @Test
  void tokensOpenTheDoorAndABadOneShutsItEvenWhereNoneIsNeeded() throws Exception {
    HttpClient client = fixture.client(HTTP_2, null);
    String path = "/api/v1/namespaces";
    assertThat(fixture.get(client, path, "Authorization", "Bearer good").statusCode())
        .isEqualTo(200);
    assertThat(fixture.get(client, path, "Authorization", "Bearer weak").statusCode())
        .isEqualTo(403);
    assertThat(fixture.get(client, "/livez", "Authorization", "Bearer bad").statusCode())
        .isEqualTo(401);
  }

  /** WATCH-05: the token comes as a protocol, and only the other protocol is agreed on. */
  @Test
  void aWatchOverAWebSocketTakesItsTokenFromTheProtocolsOffered() throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    URI uri =
        URI.create(
            fixture.server().url().replaceFirst("^https", "wss") + "/api/v1/namespaces?watch=1");
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence data, boolean last) {
            messages.add(data.toString());
            socket.request(1);
            return null;
          }
        };
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString("good".getBytes(UTF_8));
    WebSocket socket =
        fixture
            .client(HttpClient.Version.HTTP_1_1, null)
            .newWebSocketBuilder()
            .subprotocols("base64url.bearer.authorization.k8s.io." + token, "events")
            .buildAsync(uri, listener)
            .get(30, TimeUnit.SECONDS);
    try {
      assertThat(socket.getSubprotocol()).isEqualTo("events");
      assertThat(messages.poll(30, TimeUnit.SECONDS)).startsWith("{\"type\":\"ADDED\"");
    } finally {
      socket.abort();
    }
  }

  /** AUTHN-11, DISC-16. */
  @Test
  void nobodySeesOnlyHealthAndVersion() throws Exception {
    HttpClient nobody = fixture.client(HTTP_2, null);
    for (String path : List.of("/livez", "/readyz", "/healthz", "/version")) {
      assertThat(fixture.get(nobody, path).statusCode()).as(path).isEqualTo(200);
    }
    for (String path :
        List.of("/", "/api", "/apis", "/metrics", "/openapi/v3", "/api/v1/namespaces", "/nope")) {
      HttpResponse<String> response = fixture.get(nobody, path);
      assertThat(response.statusCode()).as(path).isEqualTo(403);
      assertThat(response.body()).contains("system:anonymous");
    }
  }

  /** AUTHN-07: who has never seen the server's key can check a token by what it publishes. */
  @Test
  void othersCanCheckTheTokensOfServiceAccounts() throws Exception {
    HttpClient admin = fixture.admin(HTTP_2);
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    fixture.send(
        admin, "POST", accounts, "{\"metadata\":{\"name\":\"vault\"}}", "Content-Type", JSON);
    String token =
        json(fixture.send(admin, "POST", accounts + "/vault/token", "{}", "Content-Type", JSON))
            .at("/status/token")
            .asString();
    HttpClient nobody = fixture.client(HTTP_2, null);
    String[] asAccount = {"Authorization", "Bearer " + token};
    HttpResponse<String> configuration =
        fixture.get(nobody, "/.well-known/openid-configuration", asAccount);
    assertThat(configuration.statusCode()).as(configuration.body()).isEqualTo(200);
    assertThat(configuration.headers().firstValue("Content-Type")).contains(JSON);
    assertThat(configuration.headers().firstValue("Cache-Control"))
        .contains("public, max-age=3600");
    JsonNode issuer = json(configuration);
    assertThat(issuer.toString())
        .contains("\"response_types_supported\":[\"id_token\"]")
        .contains("\"subject_types_supported\":[\"public\"]")
        .contains("\"id_token_signing_alg_values_supported\":[\"ES256\"]");
    URI keysUri = URI.create(issuer.path("jwks_uri").asString());
    assertThat(keysUri).isEqualTo(fixture.uri("/openid/v1/jwks"));

    HttpResponse<String> keys = fixture.get(nobody, keysUri.getPath(), asAccount);
    assertThat(keys.headers().firstValue("Content-Type")).contains("application/jwk-set+json");
    JsonNode key = json(keys).at("/keys/0");
    String[] parts = token.split("\\.", -1);
    JsonNode head = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[0]));
    assertThat(key.path("kid")).isEqualTo(head.path("kid"));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(publicKey(key));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    JsonNode claims = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.path("iss")).isEqualTo(issuer.path("issuer"));
  }

  /** AUTHN-07: service accounts may read it, others need to be told so. */
  @Test
  void onlyServiceAccountsReadTheIssuersDocuments() throws Exception {
    HttpClient jane =
        fixture.client(HTTP_2, fixture.authority().issueClient("jane", List.of("dev")));
    for (String path : List.of("/.well-known/openid-configuration", "/openid/v1/jwks")) {
      assertThat(fixture.get(jane, path).statusCode()).as(path).isEqualTo(403);
      assertThat(fixture.get(fixture.admin(HTTP_2), path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(fixture.get(fixture.admin(HTTP_2), "/openid/v2").statusCode()).isEqualTo(404);
    assertThat(fixture.get(fixture.admin(HTTP_2), "/").body()).contains("\"/openid/v1/jwks\"");
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static PublicKey publicKey(JsonNode key) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    Base64.Decoder decoder = Base64.getUrlDecoder();
    ECPoint point =
        new ECPoint(
            new BigInteger(1, decoder.decode(key.path("x").asString())),
            new BigInteger(1, decoder.decode(key.path("y").asString())));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
  }

  /** AUTHZ-12, AUTHN-14. */
  @Test
  void anybodyKnownMayAskWhatTheyMayDo() throws Exception {
    HttpClient jane =
        fixture.client(HTTP_2, fixture.authority().issueClient("jane", List.of("dev")));
    String review =
        """
        {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview",
         "spec":{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"default"}}}
        """;
    String path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    HttpResponse<String> denied =
        fixture.send(jane, "POST", path, review, "Content-Type", "application/json");
    assertThat(denied.statusCode()).isEqualTo(201);
    assertThat(denied.body()).contains("\"allowed\":false");
    HttpResponse<String> allowed =
        fixture.send(
            fixture.admin(HTTP_2), "POST", path, review, "Content-Type", "application/json");
    assertThat(allowed.body()).contains("\"allowed\":true");
    HttpResponse<String> who =
        fixture.send(
            jane,
            "POST",
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
            "Content-Type",
            "application/json");
    assertThat(who.body()).contains("\"username\":\"jane\"", "\"system:authenticated\"");
  }
}
