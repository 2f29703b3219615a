package io.binnacle.apiserver.authorization;

import io.binnacle.apiserver.authorization.AccessAttributes.Target;
import io.binnacle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The rights that hold before any role exists: administrators everything; the other groups what
 * Kubernetes' bootstrap roles of the same names grant (DISC-16, AUTHZ-01).
 */
public final class BootstrapAuthorizer implements Authorizer {
  public static final String MASTERS = "system:masters";
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";
  private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
  private static final String MONITORING = "system:monitoring";

  /** Role system:public-info-viewer. */
  private static final List<String> PUBLIC_PATHS =
      List.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  /** Role system:discovery; a star stands for whatever follows. */
  private static final List<String> DISCOVERY_PATHS =
      List.of("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*");

  /** Role system:service-account-issuer-discovery. */
  private static final List<String> ISSUER_PATHS =
      List.of("/.well-known/openid-configuration", "/openid/v1/jwks");

  /** Role system:monitoring. */
  private static final List<String> MONITORING_PATHS =
      List.of("/healthz/*", "/livez/*", "/readyz/*", "/metrics", "/metrics/slis");

  /** Role system:basic-user. */
  private static final List<String> SELF_REVIEWS =
      List.of(
          "selfsubjectaccessreviews.authorization.k8s.io",
          "selfsubjectrulesreviews.authorization.k8s.io",
          "selfsubjectreviews.authentication.k8s.io");

  /** What every authenticated user may read outside of the resources. */
  static List<String> readablePaths() {
    List<String> paths = new ArrayList<>(PUBLIC_PATHS);
    paths.addAll(DISCOVERY_PATHS);
    return paths;
  }

  @Override
  public Decision decide(AccessAttributes attributes) {
    List<String> groups = attributes.user().groups();
    if (groups.contains(MASTERS)) {
      return new Decision.Allowed("member of " + MASTERS);
    }
    return switch (attributes.target()) {
      case Target.Path(String path) -> decidePath(attributes, path);
      case Target.Resource resource -> decideResource(attributes.user(), attributes, resource);
    };
  }

  private static Decision decidePath(AccessAttributes attributes, String path) {
    List<String> groups = attributes.user().groups();
    boolean reads = attributes.verb().equals("get") || attributes.verb().equals("head");
    if (!reads) {
      return new Decision.Denied("");
    }
    boolean known = groups.contains(AUTHENTICATED);
    if ((known || groups.contains(UNAUTHENTICATED)) && matches(PUBLIC_PATHS, path)) {
      return new Decision.Allowed("public information");
    }
    if (known && matches(DISCOVERY_PATHS, path)) {
      return new Decision.Allowed("discovery for " + AUTHENTICATED);
    }
    if (groups.contains(SERVICE_ACCOUNTS) && matches(ISSUER_PATHS, path)) {
      return new Decision.Allowed("discovery of the issuer for " + SERVICE_ACCOUNTS);
    }
    if (groups.contains(MONITORING) && matches(MONITORING_PATHS, path)) {
      return new Decision.Allowed("member of " + MONITORING);
    }
    return new Decision.Denied("");
  }

  private static Decision decideResource(
      UserInfo user, AccessAttributes attributes, Target.Resource resource) {
    String name = resource.resource() + "." + resource.group();
    if (user.groups().contains(AUTHENTICATED)
        && attributes.verb().equals("create")
        && resource.subresource().isEmpty()
        && SELF_REVIEWS.contains(name)) {
      return new Decision.Allowed("reviews of oneself for " + AUTHENTICATED);
    }
    return new Decision.Denied("");
  }

  private static boolean matches(List<String> patterns, String path) {
    for (String pattern : patterns) {
      boolean hit =
          pattern.endsWith("*")
              ? path.startsWith(pattern.substring(0, pattern.length() - 1))
              : path.equals(pattern);
      if (hit) {
        return true;
      }
    }
    return false;
  }
}
