package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subresources that do something: tokens, evictions, connections to nodes. */
class SubresourcesTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String PODS = CORE + "pods";
  private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  @BeforeAll
  static void start() {
    api.createNamespace("kube-system");
    makePod("waiting", "");
    makePod("lost", "\"nodeName\":\"gone\",");
    makePod("far", "\"nodeName\":\"far\",");
    api.post(
        "/api/v1/nodes",
        "{\"metadata\":{\"name\":\"far\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\","
            + "\"address\":\"192.0.2.1\"}]}}");
    api.post(
        CORE + "services",
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
  }

  private static void makePod(String name, String spec) {
    Answer made =
        api.post(
            PODS,
            "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"app\":\"%s\"}},\"spec\":{%s\"containers\":["
                    .formatted(name, name, spec)
                + "{\"name\":\"a\",\"image\":\"i:1\"},{\"name\":\"b\",\"image\":\"i:1\"}]}}");
    assertThat(made.code()).as(made.body()).isEqualTo(201);
  }

  /** SUB-42, SUB-45, SUB-46: as a server whose nodes cannot be reached. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods/nobody/log | 404 | pods \"nobody\" not found",
        "pods/far/log | 400 | a container name must be specified for pod far, choose one of: [a b]",
        "pods/far/log?container=c | 400 | container c is not valid for pod far",
        "pods/far/log?container=a | 500 | error dialing backend: dial tcp 192.0.2.1:10250",
        "pods/lost/log?container=a | 404 | nodes \"gone\" not found",
        "pods/waiting/exec?container=a&command=ls | 400 | pod waiting does not have a host assigned",
        "pods/far/exec?container=a&command=ls | 500 | error dialing backend",
        "pods/far/attach?container=b | 500 | error dialing backend",
        "pods/far/portforward?ports=80 | 500 | error dialing backend",
        "pods/far/portforward?dryRun=All | 400 | dryRun is not supported",
        "pods/far:8080/proxy/some/path | 500 | error dialing backend",
        "services/web/proxy | 503 | no endpoints available for service \"web\"",
        "services/https:web:443/proxy/index.html | 503 | no endpoints available for service \"web\"",
        "services/nobody/proxy | 404 | services \"nobody\" not found"
      })
  void connectionsEndWithWhatIsWrong(String path, int code, String message) {
    Answer answer = api.get(CORE + path);
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.message()).contains(message);
  }

  /** SUB-42. */
  @Test
  void aPodThatWasNotScheduledHasAnEmptyLog() {
    Answer answer = api.get(PODS + "/waiting/log?container=a");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(api.get("/api/v1/nodes/far/proxy/metrics").code()).isEqualTo(500);
  }

  /** SUB-12 to SUB-16. */
  @Test
  void anEvictionDeletesUnlessTheBudgetIsUsedUp() {
    for (String name : new String[] {"first", "second"}) {
      makePod(name, "\"nodeName\":\"far\",");
      api.mergePatch(
          PODS + "/" + name + "/status",
          "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
      api.mergePatch(PODS + "/" + name, "{\"metadata\":{\"labels\":{\"app\":\"guarded\"}}}");
    }
    api.post(
        BUDGETS,
        "{\"metadata\":{\"name\":\"one-less\"},\"spec\":{\"minAvailable\":1,"
            + "\"selector\":{\"matchLabels\":{\"app\":\"guarded\"}}}}");
    Answer early = evict("first", "");
    assertThat(early.code()).isEqualTo(429);
    assertThat(early.body()).contains("is still being processed by the server");
    api.mergePatch(
        BUDGETS + "/one-less/status",
        "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":1,\"currentHealthy\":2,"
            + "\"desiredHealthy\":1,\"expectedPods\":2}}");
    assertThat(evict("first", ",\"deleteOptions\":{\"dryRun\":[\"All\"]}").code()).isEqualTo(201);
    assertThat(api.get(PODS + "/first").json().has("metadata", "deletionTimestamp")).isFalse();
    Answer done = evict("first", "");
    assertThat(done.code()).as(done.body()).isEqualTo(201);
    assertThat(done.json().kind()).isEqualTo("Status");
    assertThat(done.json().integer("code")).isEqualTo(201);
    assertThat(api.get(PODS + "/first").json().has("metadata", "deletionTimestamp")).isTrue();
    Manifest budget = api.get(BUDGETS + "/one-less").json();
    assertThat(budget.integerOr(0, "status", "disruptionsAllowed")).isZero();
    assertThat(budget.fieldNames("status", "disruptedPods")).containsExactly("first");
    Answer refused = evict("second", "");
    assertThat(refused.code()).isEqualTo(429);
    assertThat(refused.message())
        .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(refused.body())
        .contains(
            "\"reason\":\"DisruptionBudget\"",
            "The disruption budget one-less needs 1 healthy pods and has 2 currently");
    assertThat(api.get(PODS + "/second").json().has("metadata", "deletionTimestamp")).isFalse();
    Answer wrong = api.post(PODS + "/second/eviction", "{\"metadata\":{\"name\":\"other\"}}");
    assertThat(wrong.code()).isEqualTo(400);
    assertThat(evict("nobody", "").code()).isEqualTo(404);
  }

  /** SUB-14: who serves nobody is deleted whatever the budgets say; old clients post a beta. */
  @Test
  void aPodThatIsPendingIsEvictedWithoutABudget() {
    makePod("pending", "");
    Answer done =
        api.post(
            PODS + "/pending/eviction",
            "{\"apiVersion\":\"policy/v1beta1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"pending\"}}");
    assertThat(done.code()).as(done.body()).isEqualTo(201);
    assertThat(api.get(PODS + "/pending").code()).isEqualTo(404);
  }

  private static Answer evict(String pod, String more) {
    return api.post(
        PODS + "/" + pod + "/eviction",
        "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\""
            + pod
            + "\"}"
            + more
            + "}");
  }

  /** SUB-30, SUB-33: kubectl create token. */
  @Test
  void aTokenIsSignedAndKnowsItsAccountUntilThatIsGone() {
    Manifest account =
        api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}").json();
    Answer made = api.post(CORE + "serviceaccounts/robot/token", "{\"spec\":{}}");
    assertThat(made.code()).as(made.body()).isEqualTo(201);
    String token = made.json().textOrEmpty("status", "token");
    assertThat(made.json().textOrEmpty("status", "expirationTimestamp")).isNotEmpty();
    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    assertThat(claims).contains("\"sub\":\"system:serviceaccount:default:robot\"", account.uid());

    assertThat(userOf(token))
        .isEqualTo("system:serviceaccount:default:robot system:serviceaccounts:default");
    String forged = token.substring(0, token.length() - 6) + "AAAAAA";
    assertThat(userOf(forged)).isEqualTo("service account token: not signed by us");
    assertThat(userOf("eyJhbGciOiJub25lIn0.e30.")).contains("not signed by us");
    assertThat(userOf("plain")).isEqualTo("not tried");

    api.clock.addAndGet(3_500);
    assertThat(userOf(token)).startsWith("system:serviceaccount");
    api.clock.addAndGet(200);
    assertThat(userOf(token)).contains("its time is over");
    api.clock.addAndGet(-3_700);
    api.delete(CORE + "serviceaccounts/robot", null);
    api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
    assertThat(userOf(token)).contains("the service account is gone");
  }

  /**
   * SUB-32: what the volume of a pod asks for lasts a year, and knows when it should have ended.
   */
  @Test
  void aTokenOfAPodsVolumeIsExtended() {
    api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"podded\"}}");
    makePod("podded", "\"serviceAccountName\":\"podded\",");
    String bound =
        "\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"podded\"}";
    Manifest made = tokenOf("podded", "\"expirationSeconds\":3607," + bound);
    assertThat(made.textOrEmpty("status", "expirationTimestamp"))
        .isEqualTo(Timestamp.ofEpochSecond(api.clock.get() + 3_607));
    Manifest claims = claimsOf(made);
    assertThat(claims.integer("exp")).isEqualTo(api.clock.get() + 31_536_000);
    assertThat(claims.integer("kubernetes.io", "warnafter")).isEqualTo(api.clock.get() + 3_607);
    Manifest other = claimsOf(tokenOf("podded", "\"expirationSeconds\":3606," + bound));
    assertThat(other.integer("exp")).isEqualTo(api.clock.get() + 3_606);
    assertThat(other.has("kubernetes.io", "warnafter")).isFalse();
    Manifest unbound = claimsOf(tokenOf("podded", "\"expirationSeconds\":3607"));
    assertThat(unbound.integer("exp")).isEqualTo(api.clock.get() + 3_607);
  }

  private static Manifest tokenOf(String account, String spec) {
    Answer made =
        api.post(CORE + "serviceaccounts/" + account + "/token", "{\"spec\":{" + spec + "}}");
    assertThat(made.code()).as(made.body()).isEqualTo(201);
    return made.json();
  }

  private static Manifest claimsOf(Manifest tokenRequest) {
    String token = tokenRequest.textOrEmpty("status", "token");
    return ApiFixture.parse(
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
  }

  /** SUB-30, SUB-31. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"expirationSeconds\":599} | 422 | may not specify a duration less than 10 minutes",
        "{\"expirationSeconds\":4294967297} | 422 | may not specify a duration larger than 2^32",
        "{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"nobody\"}} | 404 | pods \"nobody\" not found",
        "{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"far\",\"uid\":\"u\"}} | 409 | does not match the UID in record",
        "{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"far\"}} | 400 | different serviceaccount name",
        "{\"boundObjectRef\":{\"kind\":\"Lease\",\"name\":\"x\"}} | 400 | cannot bind token to object of type Lease"
      })
  void aTokenThatMakesNoSenseIsRefused(String spec, int code, String message) {
    api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"strict\"}}");
    Answer answer = api.post(CORE + "serviceaccounts/strict/token", "{\"spec\":" + spec + "}");
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.message()).contains(message);
    assertThat(api.post(CORE + "serviceaccounts/nobody/token", "{}").code()).isEqualTo(404);
  }

  /** SUB-33: for somebody else, and bound to something that has gone. */
  @Test
  void aTokenForAnotherAudienceOrOfADeletedSecretDoesNotCount() {
    api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"bound\"}}");
    api.post(CORE + "secrets", "{\"metadata\":{\"name\":\"life\"}}");
    String url = CORE + "serviceaccounts/bound/token";
    String other =
        api.post(url, "{\"spec\":{\"audiences\":[\"vault\"]}}")
            .json()
            .textOrEmpty("status", "token");
    assertThat(userOf(other)).contains("it is for another audience");
    String bound =
        api.post(url, "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Secret\",\"name\":\"life\"}}}")
            .json()
            .textOrEmpty("status", "token");
    assertThat(userOf(bound)).startsWith("system:serviceaccount:default:bound");
    api.delete(CORE + "secrets/life", null);
    assertThat(userOf(bound)).contains("the secret it is bound to is gone");
  }

  /** AUTHN-13: other servers ask whose a token is. */
  @Test
  void aReviewSaysWhoseATokenIs() {
    api.post(CORE + "serviceaccounts", "{\"metadata\":{\"name\":\"reviewed\"}}");
    String url = CORE + "serviceaccounts/reviewed/token";
    String token = api.post(url, "{\"spec\":{}}").json().textOrEmpty("status", "token");
    Manifest status = review("\"token\":\"" + token + "\"").object("status");
    assertThat(status).isNotNull();
    assertThat(status.bool("authenticated")).isTrue();
    assertThat(status.text("user", "username")).isEqualTo("system:serviceaccount:default:reviewed");
    assertThat(status.texts("user", "groups"))
        .contains("system:serviceaccounts:default", "system:authenticated");
    assertThat(status.texts("audiences")).hasSize(1);

    String vault =
        api.post(url, "{\"spec\":{\"audiences\":[\"vault\",\"bank\"]}}")
            .json()
            .textOrEmpty("status", "token");
    Manifest elsewhere = review("\"token\":\"" + vault + "\"");
    assertThat(elsewhere.bool("status", "authenticated")).isFalse();
    assertThat(elsewhere.has("status", "user")).isFalse();
    Manifest there = review("\"token\":\"" + vault + "\",\"audiences\":[\"shop\",\"vault\"]");
    assertThat(there.bool("status", "authenticated")).isTrue();
    assertThat(there.texts("status", "audiences")).containsExactly("vault");

    assertThat(review("\"token\":\"file-token\"").text("status", "user", "username"))
        .isEqualTo("filed");
    assertThat(
            review("\"token\":\"file-token\",\"audiences\":[\"vault\"]")
                .bool("status", "authenticated"))
        .isFalse();
    Manifest unknown = review("\"token\":\"nonsense\"");
    assertThat(unknown.bool("status", "authenticated")).isFalse();
    assertThat(unknown.text("status", "error")).isEqualTo("invalid bearer token");
    assertThat(api.post(REVIEWS, "{\"spec\":{\"token\":\"\"}}").code()).isEqualTo(400);
  }

  private static Manifest review(String spec) {
    Answer answer = api.post(REVIEWS, "{\"spec\":{" + spec + "}}");
    assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private static String userOf(String token) {
    var request = ApiFixture.request("GET", PODS).withHeader("Authorization", "Bearer " + token);
    return switch (api.authenticator().authenticate(request)) {
      case AuthenticationOutcome.Authenticated(UserInfo user) ->
          user.name() + " " + user.groups().getLast();
      case AuthenticationOutcome.Rejected(String why) -> why;
      case AuthenticationOutcome.NotTried _ -> "not tried";
    };
  }
}
