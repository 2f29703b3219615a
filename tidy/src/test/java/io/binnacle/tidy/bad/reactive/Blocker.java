package io.binnacle.tidy.bad.reactive;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Breaks rules 3 and 7. */
final class Blocker {
  private Blocker() {}

  static @Nullable String wait(Mono<String> mono) {
    return mono.subscribeOn(Schedulers.parallel()).block();
  }
}
