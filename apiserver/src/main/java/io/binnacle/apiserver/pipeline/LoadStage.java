package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.authorization.BootstrapAuthorizer;
import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.manifests.status.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * Turns away what the server cannot serve well: requests beyond what is worked on at one time
 * (APF-01), and requests that come while it goes (RT-11).
 */
final class LoadStage implements Stage {
  private static final int RETRY_SOON_SECONDS = 1;
  private static final int RETRY_ELSEWHERE_SECONDS = 5;

  private final RequestPipeline.Limits limits;
  private final BooleanSupplier goingDown;
  private final AtomicInteger readOnly = new AtomicInteger();
  private final AtomicInteger mutating = new AtomicInteger();

  LoadStage(RequestPipeline.Limits limits, BooleanSupplier goingDown, RequestMetrics metrics) {
    this.limits = limits;
    this.goingDown = goingDown;
    metrics.observeInFlight(readOnly::get, mutating::get);
  }

  @Override
  public String purpose() {
    return "requests beyond what is worked on at one time, or while the server goes, are 429";
  }

  @Override
  public Mono<ApiReply> handle(Exchange exchange, Next next) {
    if (goingDown.getAsBoolean() && !isProbe(exchange.info().path())) {
      Status status =
          Status.tooManyRequests(
              "The apiserver is shutting down, please try again later.", RETRY_ELSEWHERE_SECONDS);
      return Mono.just(Replies.status(status).withHeader("Connection", "close"));
    }
    if (exchange.info().isLongRunning()) {
      return next.handle(exchange);
    }
    boolean reads = exchange.info().verb().isReadOnly();
    AtomicInteger count = reads ? readOnly : mutating;
    int max = reads ? limits.readOnlyMax() : limits.mutatingMax();
    boolean exempt = exchange.user().groups().contains(BootstrapAuthorizer.MASTERS);
    return Mono.defer(
        () -> {
          if (count.incrementAndGet() > max && !exempt) {
            count.decrementAndGet();
            return Mono.just(Replies.status(Status.tooManyRequests(RETRY_SOON_SECONDS)));
          }
          return next.handle(exchange).doFinally(_ -> count.decrementAndGet());
        });
  }

  /** Balancers must see that the server is going. */
  private static boolean isProbe(String path) {
    return path.startsWith("/readyz") || path.startsWith("/livez") || path.startsWith("/healthz");
  }
}
