package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** Every request goes through these stages, in this order, and then to what its path names. */
public final class RequestPipeline {
  private final List<Stage> stages;
  private final Stage.Next first;

  private RequestPipeline(List<Stage> stages, RequestMetrics metrics, Stage.Next dispatch) {
    this.stages = List.copyOf(stages);
    Stage.Next next = dispatch;
    for (Stage stage : this.stages.reversed()) {
      next = step(stage, metrics, next);
    }
    this.first = next;
  }

  private static Stage.Next step(Stage stage, RequestMetrics metrics, Stage.Next rest) {
    String name = stage.measuredAs();
    if (name == null) {
      return exchange -> stage.handle(exchange, rest);
    }
    RequestMetrics.Filter filter = metrics.filter(name);
    return exchange -> {
      long start = filter.enter();
      return stage.handle(
          exchange,
          further -> {
            filter.passedOn(start);
            return rest.handle(further);
          });
    };
  }

  /** The way of a request, from the outermost stage to the innermost. */
  public static RequestPipeline of(Parts parts, Dispatcher dispatcher) {
    return new RequestPipeline(
        List.of(
            new RecoveryStage(),
            new RequestInfoStage(),
            new MetricsStage(parts.metrics()),
            new DeadlineStage(parts.limits().requestTimeout()),
            new AuthenticationStage(parts.authenticator()),
            new LoadStage(parts.limits(), parts.goingDown(), parts.metrics()),
            new AuthorizationStage(parts.authorizer())),
        parts.metrics(),
        dispatcher::dispatch);
  }

  /**
   * Answers a request.
   *
   * @return exactly one reply; it never fails
   */
  public Mono<ApiReply> handle(ApiRequest request) {
    return first.handle(Exchange.of(request, auditId(request)));
  }

  /** The stages in order, one line each: name, colon, purpose. */
  public List<String> describe() {
    return stages.stream()
        .map(stage -> stage.getClass().getSimpleName() + ": " + stage.purpose())
        .toList();
  }

  private static String auditId(ApiRequest request) {
    String given = request.headers().first("Audit-Id");
    if (given != null && given.matches("[A-Za-z0-9._-]{1,64}")) {
      return given;
    }
    // An id for logs, not a secret: no cryptographic chance is spent on it.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }

  /**
   * What the stages work with.
   *
   * @param goingDown whether new requests are to be turned away
   */
  public record Parts(
      Authenticator authenticator,
      Authorizer authorizer,
      RequestMetrics metrics,
      Limits limits,
      BooleanSupplier goingDown) {}

  /**
   * How much is worked on at one time, and how long. Requests that run long are not counted, those
   * of administrators never turned away.
   *
   * @param requestTimeout the cap, and the default, of a request's deadline
   * @param readOnlyMax requests that read; each costs some kilobytes while it waits
   * @param mutatingMax requests that write
   */
  public record Limits(Duration requestTimeout, int readOnlyMax, int mutatingMax) {
    public static Limits of(Duration requestTimeout) {
      return new Limits(requestTimeout, 2_000, 1_000);
    }
  }
}
