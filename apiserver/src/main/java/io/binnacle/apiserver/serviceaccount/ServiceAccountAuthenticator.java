package io.binnacle.apiserver.serviceaccount;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authentication.BearerToken;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows service accounts by the tokens that {@link TokenIssuer} has signed. Everything is looked up
 * in the state of this replica, so a token that another replica has just made may be unknown here
 * for as long as this one lags.
 */
public final class ServiceAccountAuthenticator implements Authenticator {
  /** So many signatures are remembered to be good; then all are forgotten and looked at again. */
  private static final int REMEMBERED_MAX = 1_000;

  /** Clocks of replicas differ a little. */
  private static final long LEEWAY_SECONDS = 10;

  private final ResourceRegistry registry;
  private final SigningKeys keys;
  private final LongSupplier epochSeconds;
  private final Map<Signed, Manifest> claimsOfSigned = new ConcurrentHashMap<>();

  private record Signed(String token, String keyId) {}

  public ServiceAccountAuthenticator(
      ResourceRegistry registry, SigningKeys keys, LongSupplier epochSeconds) {
    this.registry = registry;
    this.keys = keys;
    this.epochSeconds = epochSeconds;
  }

  @Override
  public AuthenticationOutcome authenticate(ApiRequest request) {
    String token = BearerToken.of(request);
    if (!JsonWebToken.isOne(token)) {
      return new AuthenticationOutcome.NotTried();
    }
    return authenticate(token, List.of(TokenIssuer.ISSUER));
  }

  /**
   * @param audiences for one of which the token must have been made
   */
  AuthenticationOutcome authenticate(String token, List<String> audiences) {
    Manifest claims = claimsOf(token);
    if (claims == null) {
      return new AuthenticationOutcome.Rejected("service account token: not signed by us");
    }
    String wrong = wrongWith(claims, audiences);
    return wrong == null
        ? new AuthenticationOutcome.Authenticated(userOf(claims))
        : new AuthenticationOutcome.Rejected("service account token: " + wrong);
  }

  /** Those of the audiences for which the token was made. */
  List<String> audiences(String token, List<String> audiences) {
    Manifest claims = claimsOf(token);
    return claims == null
        ? List.of()
        : audiences.stream().filter(claims.texts("aud")::contains).toList();
  }

  private @Nullable Manifest claimsOf(String token) {
    SigningKey key = keys.known();
    return key == null ? null : claims(key, token);
  }

  private @Nullable Manifest claims(SigningKey key, String token) {
    Signed signed = new Signed(token, key.id());
    Manifest known = claimsOfSigned.get(signed);
    if (known != null) {
      return known;
    }
    Manifest claims = JsonWebToken.verify(key, token);
    if (claims != null) {
      if (claimsOfSigned.size() >= REMEMBERED_MAX) {
        claimsOfSigned.clear();
      }
      claimsOfSigned.put(signed, claims);
    }
    return claims;
  }

  private @Nullable String wrongWith(Manifest claims, List<String> audiences) {
    long now = epochSeconds.getAsLong();
    if (!claims.textOrEmpty("iss").equals(TokenIssuer.ISSUER)
        || claims.texts("aud").stream().noneMatch(audiences::contains)) {
      return "it is for another audience";
    }
    if (now >= claims.integerOr(0, "exp") + LEEWAY_SECONDS
        || now < claims.integerOr(Long.MAX_VALUE, "nbf") - LEEWAY_SECONDS) {
      return "its time is over, or has not come";
    }
    String namespace = claims.textOrEmpty("kubernetes.io", "namespace");
    if (!isThere("serviceaccounts", namespace, claims, "serviceaccount")) {
      return "the service account is gone";
    }
    for (String kind : List.of("pod", "secret", "node")) {
      boolean bound = claims.has("kubernetes.io", kind);
      if (bound && !isThere(kind + "s", kind.equals("node") ? "" : namespace, claims, kind)) {
        return "the " + kind + " it is bound to is gone";
      }
    }
    return null;
  }

  private boolean isThere(String resource, String namespace, Manifest claims, String claim) {
    ResourceType type = registry.catalogue().find(new GroupVersionResource("", "v1", resource));
    if (type == null) {
      return false;
    }
    ObjectKey key = new ObjectKey(namespace, claims.textOrEmpty("kubernetes.io", claim, "name"));
    StoredObject found = ObjectStorage.find(registry.storage().localView(), type, key);
    return found != null
        && found.attachment().uid().equals(claims.textOrEmpty("kubernetes.io", claim, "uid"));
  }

  private static UserInfo userOf(Manifest claims) {
    String namespace = claims.textOrEmpty("kubernetes.io", "namespace");
    Map<String, List<String>> extra = new LinkedHashMap<>();
    extra.put(
        "authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.textOrEmpty("jti")));
    for (String kind : List.of("pod", "node")) {
      if (claims.has("kubernetes.io", kind)) {
        String prefix = "authentication.kubernetes.io/" + kind;
        extra.put(prefix + "-name", List.of(claims.textOrEmpty("kubernetes.io", kind, "name")));
        extra.put(prefix + "-uid", List.of(claims.textOrEmpty("kubernetes.io", kind, "uid")));
      }
    }
    return new UserInfo(
        claims.textOrEmpty("sub"),
        claims.textOrEmpty("kubernetes.io", "serviceaccount", "uid"),
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace),
        extra);
  }
}
