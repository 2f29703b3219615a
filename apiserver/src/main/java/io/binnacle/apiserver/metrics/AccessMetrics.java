package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.Decision;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/** Who was let in and who was allowed, and how long that took (MET-05, MET-09). */
public final class AccessMetrics {
  /** Kubernetes' own bounds: doubled from a millisecond on. */
  private static final double[] SECONDS = {
    0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024, 2.048, 4.096,
    8.192, 16.384
  };

  private final LongSupplier nanoTime;
  private final Counter users;
  private final Counter authentications;
  private final Histogram authenticationSeconds;
  private final Counter authorizations;
  private final Histogram authorizationSeconds;
  private final Counter handshakeErrors;

  public AccessMetrics(PrometheusRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.users =
        counter(registry, "authenticated_user_requests", "username", "Requests by kind of user.");
    this.authentications =
        counter(registry, "authentication_attempts", "result", "Requests by who could be known.");
    this.authenticationSeconds =
        histogram(registry, "authentication_duration_seconds", "Time to find out who asks.");
    this.authorizations =
        counter(
            registry, "authorization_attempts_total", "result", "Requests by what was decided.");
    this.authorizationSeconds =
        histogram(registry, "authorization_duration_seconds", "Time to decide on a request.");
    this.handshakeErrors =
        Counter.builder()
            .name("apiserver_tls_handshake_errors_total")
            .help("Connections whose TLS handshake did not succeed, whoever broke it off.")
            .withoutExemplars()
            .register(registry);
  }

  /** A client and the server could not agree on TLS, or the client went meanwhile. */
  public void handshakeFailed() {
    handshakeErrors.inc();
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String label, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .withoutExemplars()
        .register(registry);
  }

  private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames("result")
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry);
  }

  /** The same authenticator, counted. */
  public Authenticator measuredAuthenticator(Authenticator authenticator) {
    return request -> {
      long start = nanoTime.getAsLong();
      AuthenticationOutcome outcome = authenticator.authenticate(request);
      String result =
          switch (outcome) {
            case AuthenticationOutcome.Authenticated(var user) -> {
              users.labelValues(kindOf(user.name())).inc();
              yield "success";
            }
            case AuthenticationOutcome.Rejected _ -> "error";
            case AuthenticationOutcome.NotTried _ -> "failure";
          };
      authentications.labelValues(result).inc();
      authenticationSeconds.labelValues(result).observe(secondsSince(start));
      return outcome;
    };
  }

  /** The same authorizer, counted. */
  public Authorizer measuredAuthorizer(Authorizer authorizer) {
    return attributes -> {
      long start = nanoTime.getAsLong();
      Decision decision = authorizer.decide(attributes);
      String result =
          switch (decision) {
            case Decision.Allowed _ -> "allowed";
            case Decision.Denied _ -> "denied";
          };
      authorizations.labelValues(result).inc();
      authorizationSeconds.labelValues(result).observe(secondsSince(start));
      return decision;
    };
  }

  private double secondsSince(long startNanos) {
    return (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  /** Names of users are no labels: there may be any number of them. */
  private static String kindOf(String name) {
    return switch (name) {
      case "admin", "client", "kube_proxy", "kubelet" -> name;
      default -> "other";
    };
  }
}
