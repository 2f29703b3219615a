package io.binnacle.apiserver.openapi;

import java.time.Duration;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Something that is made when it is first asked for, for all who ask meanwhile and later. */
final class MadeOnce {
  private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  private MadeOnce() {}

  /**
   * @param maker may take long; where it fails, the next one who asks has it tried again
   */
  static <T> Mono<T> of(Callable<T> maker, Scheduler makers) {
    return Mono.fromCallable(maker)
        .subscribeOn(makers)
        .cache(_ -> FOREVER, _ -> Duration.ZERO, () -> Duration.ZERO);
  }
}
