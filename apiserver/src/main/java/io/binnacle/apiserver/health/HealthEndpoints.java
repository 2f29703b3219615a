package io.binnacle.apiserver.health;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /healthz}, {@code /livez} and {@code /readyz} (HLTH-02 to HLTH-05). */
public final class HealthEndpoints {
  private static final Logger LOGGER = LoggerFactory.getLogger(HealthEndpoints.class);

  private final List<HealthCheck> checks;

  public HealthEndpoints(List<HealthCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** Whether everything that counts for readiness is well. */
  public boolean isReady() {
    return checks.stream().allMatch(check -> check.readiness().get() == null);
  }

  public ApiReply handle(ApiRequest request, String path) {
    int slash = path.indexOf('/', 1);
    String endpoint = slash < 0 ? path.substring(1) : path.substring(1, slash);
    List<Counted> counted = checksOf(endpoint);
    return slash < 0
        ? all(endpoint, counted, request)
        : single(endpoint, counted, path.substring(slash + 1));
  }

  /** A check as one endpoint asks it. */
  private record Counted(String name, Supplier<@Nullable String> failure) {}

  private List<Counted> checksOf(String endpoint) {
    List<Counted> counted = new ArrayList<>();
    for (HealthCheck check : checks) {
      Supplier<@Nullable String> failure = check.countedFor(endpoint);
      if (failure != null) {
        counted.add(new Counted(check.name(), failure));
      }
    }
    return counted;
  }

  private static ApiReply single(String endpoint, List<Counted> counted, String name) {
    for (Counted check : counted) {
      if (check.name().equals(name)) {
        String failure = check.failure().get();
        return failure == null
            ? Replies.well("ok")
            : Replies.unwell("internal server error: " + logged(endpoint, check, failure));
      }
    }
    return Replies.pageNotFound();
  }

  private static ApiReply all(String endpoint, List<Counted> counted, ApiRequest request) {
    List<String> excluded = request.query().all("exclude");
    List<String> unmatched = new ArrayList<>(excluded);
    StringBuilder lines = new StringBuilder();
    boolean failed = false;
    for (Counted check : counted) {
      if (excluded.contains(check.name())) {
        unmatched.remove(check.name());
        lines.append("[+]").append(check.name()).append(" excluded: ok\n");
        continue;
      }
      String failure = check.failure().get();
      failed |= failure != null;
      lines.append(line(endpoint, check, failure));
    }
    for (String name : unmatched) {
      lines
          .append("warn: some health checks cannot be excluded: no matches for ")
          .append(FieldError.quote(name))
          .append('\n');
    }
    if (failed) {
      return Replies.unwell(lines + endpoint + " check failed\n");
    }
    return request.query().has("verbose")
        ? Replies.well(lines + endpoint + " check passed\n")
        : Replies.well("ok");
  }

  /** The reason is for the log only (HLTH-03). */
  private static String line(String endpoint, Counted check, @Nullable String failure) {
    if (failure == null) {
      return "[+]" + check.name() + " ok\n";
    }
    logged(endpoint, check, failure);
    return "[-]" + check.name() + " failed: reason withheld\n";
  }

  private static String logged(String endpoint, Counted check, String failure) {
    LOGGER.debug("{} check {} failed: {}", endpoint, check.name(), failure);
    return failure;
  }
}
