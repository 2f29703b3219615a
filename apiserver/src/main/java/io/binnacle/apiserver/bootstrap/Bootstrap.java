package io.binnacle.apiserver.bootstrap;

import io.binnacle.store.Freshness;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.ViewOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Waits until this replica has caught up once, and makes the objects that every cluster has. All
 * replicas do so; whoever comes second finds them there (CTRL-05).
 */
public final class Bootstrap implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(20);
  private static final Duration LAST_RETRY = Duration.ofMillis(500);

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Disposable work;

  private Bootstrap(Mono<Void> attempt) {
    this.work =
        attempt
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                    .maxBackoff(LAST_RETRY)
                    .doBeforeRetry(
                        signal ->
                            LOGGER.debug("bootstrap waits: {}", signal.failure().getMessage())))
            .subscribe(_ -> {}, done::completeExceptionally, () -> done.complete(null));
  }

  /**
   * @param objects makes what is missing; fails where it could not
   */
  public static Bootstrap start(KeyValueStore store, Mono<Void> objects) {
    return new Bootstrap(caughtUp(store).then(objects));
  }

  private static Mono<Void> caughtUp(KeyValueStore store) {
    return Mono.fromFuture(() -> store.view(new Freshness.Linearizable()))
        .flatMap(
            outcome ->
                outcome instanceof ViewOutcome.Ready
                    ? Mono.empty()
                    : Mono.error(() -> new IllegalStateException(outcome.toString())));
  }

  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void close() {
    work.dispose();
  }
}
