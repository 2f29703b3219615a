package io.binnacle.apiserver.storage;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The only place where the store's futures become {@code Mono}. The store completes them on its own
 * threads, which must go on applying; so the rest of a request runs on the given scheduler.
 */
public final class StoreBridge {
  private final Scheduler scheduler;

  public StoreBridge(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Calls the store when somebody subscribes. What is answered at once goes on at once, on the
   * caller's thread.
   */
  <T> Mono<T> mono(Supplier<CompletableFuture<T>> call) {
    return Mono.defer(
        () -> {
          CompletableFuture<T> future = call.get();
          // Cancelling a request must not cancel the write: it may already be under way.
          return future.isDone()
              ? Mono.fromFuture(future, true)
              : Mono.fromFuture(future, true).publishOn(scheduler);
        });
  }

  /** Where streams and timers of the API run. */
  public Scheduler scheduler() {
    return scheduler;
  }
}
