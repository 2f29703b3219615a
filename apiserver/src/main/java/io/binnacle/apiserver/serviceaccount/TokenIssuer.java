package io.binnacle.apiserver.serviceaccount;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.subresource.PostedSubresource;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** TokenRequests: signed tokens for service accounts (SUB-30, SUB-31, SUB-33). */
public final class TokenIssuer implements PostedSubresource {
  /** Who issues, and for whom where nobody says otherwise. */
  static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final GroupVersionKind TOKEN_REQUEST =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");
  private static final long SECONDS_MIN = 600;
  private static final long SECONDS_MAX = 1L << 32;
  private static final long SECONDS_DEFAULT = 3_600;

  /** What the volume of a pod asks for, and nobody else. */
  private static final long SECONDS_OF_PODS = 3_607;

  private static final long SECONDS_EXTENDED = 31_536_000;

  private final ResourceRegistry registry;
  private final SigningKeys keys;
  private final LongSupplier epochSeconds;
  private final RandomGenerator random;

  public TokenIssuer(
      ResourceRegistry registry,
      SigningKeys keys,
      LongSupplier epochSeconds,
      RandomGenerator random) {
    this.registry = registry;
    this.keys = keys;
    this.epochSeconds = epochSeconds;
    this.random = random;
  }

  @Override
  public Mono<Manifest> carryOut(Posted posted) {
    Manifest request = posted.sent();
    checkDuration(posted.key(), request.integerOr(SECONDS_DEFAULT, "spec", "expirationSeconds"));
    return get("serviceaccounts", posted.key())
        .flatMap(
            account ->
                boundObject(account, request)
                    .flatMap(
                        bound -> keys.ensure().map(key -> answer(request, account, bound, key))));
  }

  private static void checkDuration(ObjectKey account, long seconds) {
    String why =
        seconds < SECONDS_MIN
            ? "may not specify a duration less than 10 minutes"
            : seconds > SECONDS_MAX ? "may not specify a duration larger than 2^32 seconds" : "";
    if (!why.isEmpty()) {
      throw new StatusException(
          Status.invalid(
              TOKEN_REQUEST.groupKind(),
              account.name(),
              List.of(FieldError.invalid("spec.expirationSeconds", seconds, why))));
    }
  }

  /** The object with which the token dies; an empty one where there is none. */
  private Mono<Manifest> boundObject(Manifest account, Manifest request) {
    if (!request.has("spec", "boundObjectRef")) {
      return Mono.just(Manifest.empty());
    }
    String kind = request.textOrEmpty("spec", "boundObjectRef", "kind");
    String name = request.textOrEmpty("spec", "boundObjectRef", "name");
    if (!List.of("Pod", "Secret", "Node").contains(kind)) {
      return Mono.error(
          new StatusException(Status.badRequest("cannot bind token to object of type " + kind)));
    }
    String resource = kind.toLowerCase(Locale.ROOT) + "s";
    return get(resource, new ObjectKey(kind.equals("Node") ? "" : account.namespace(), name))
        .map(
            found -> {
              checkBound(account, request, found, resource);
              return found;
            });
  }

  private static void checkBound(
      Manifest account, Manifest request, Manifest found, String resource) {
    String uid = request.textOrEmpty("spec", "boundObjectRef", "uid");
    if (!uid.isEmpty() && !uid.equals(found.uid())) {
      throw new StatusException(
          Status.conflict(
              new GroupVersionResource("", "v1", resource).groupResource(),
              found.name(),
              "the UID in the bound object reference (%s) does not match the UID in record. The"
                      .formatted(uid)
                  + " object might have been deleted and then recreated"));
    }
    if (found.kind().equals("Pod")
        && !found.textOrEmpty("spec", "serviceAccountName").equals(account.name())) {
      throw new StatusException(
          Status.badRequest(
              "cannot bind token for serviceaccount \"%s\" to pod running with different"
                      .formatted(account.name())
                  + " serviceaccount name."));
    }
  }

  private Mono<Manifest> get(String resource, ObjectKey key) {
    ResourceType type = registry.catalogue().find(new GroupVersionResource("", "v1", resource));
    return type == null
        ? Mono.error(new StatusException(Status.pathNotFound()))
        : registry.get(type, key, new Freshness.Linearizable()).map(found -> found.manifest());
  }

  private Manifest answer(Manifest request, Manifest account, Manifest bound, SigningKey key) {
    long now = epochSeconds.getAsLong();
    long end = now + request.integerOr(SECONDS_DEFAULT, "spec", "expirationSeconds");
    List<String> wished = request.texts("spec", "audiences");
    List<String> audiences = wished.isEmpty() ? List.of(ISSUER) : wished;
    Manifest claims = claims(account, bound, audiences, now, end);
    boolean isExtended =
        end - now == SECONDS_OF_PODS
            && bound.kind().equals("Pod")
            && audiences.equals(List.of(ISSUER));
    String token = JsonWebToken.sign(key, isExtended ? extended(claims, now, end) : claims);
    return request.edit(
        editor ->
            editor
                .setText(account.name(), "metadata", "name")
                .setText(account.namespace(), "metadata", "namespace")
                .setText(Timestamp.ofEpochSecond(now), "metadata", "creationTimestamp")
                .setTexts(audiences, "spec", "audiences")
                .setText(token, "status", "token")
                .setText(Timestamp.ofEpochSecond(end), "status", "expirationTimestamp"));
  }

  private Manifest claims(
      Manifest account, Manifest bound, List<String> audiences, long now, long end) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return Manifest.empty()
        .edit(
            editor -> {
              editor.setText(ISSUER, "iss");
              editor.setText(subjectOf(account.namespace(), account.name()), "sub");
              editor.setTexts(audiences, "aud");
              editor.setInteger(now, "iat").setInteger(now, "nbf").setInteger(end, "exp");
              editor.setText(id, "jti");
              editor.setText(account.namespace(), "kubernetes.io", "namespace");
              editor.setText(account.name(), "kubernetes.io", "serviceaccount", "name");
              editor.setText(account.uid(), "kubernetes.io", "serviceaccount", "uid");
              if (!bound.kind().isEmpty()) {
                String kind = bound.kind().toLowerCase(Locale.ROOT);
                editor.setText(bound.name(), "kubernetes.io", kind, "name");
                editor.setText(bound.uid(), "kubernetes.io", kind, "uid");
              }
            });
  }

  /** SUB-32: old clients in pods never read their token again, and are given a year. */
  private static Manifest extended(Manifest claims, long now, long end) {
    return claims.edit(
        editor ->
            editor
                .setInteger(now + SECONDS_EXTENDED, "exp")
                .setInteger(end, "kubernetes.io", "warnafter"));
  }

  static String subjectOf(String namespace, String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }
}
