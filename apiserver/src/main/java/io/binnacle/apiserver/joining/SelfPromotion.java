package io.binnacle.apiserver.joining;

import io.binnacle.consensus.GroupAdministration;
import io.binnacle.consensus.MembershipOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A learner that joined by itself asks to become a voter until it is one (RAFT-57). */
public final class SelfPromotion implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SelfPromotion.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  private final Disposable work;

  private SelfPromotion(GroupAdministration group, JoinFile joined, Path dataDirectory) {
    this.work =
        attempt(group, joined.self().memberId())
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                    .maxBackoff(LAST_RETRY)
                    .doBeforeRetry(
                        signal -> LOGGER.debug("no voter yet: {}", signal.failure().getMessage())))
            .subscribe(
                _ -> {},
                failure -> LOGGER.warn("stays a learner: {}", failure.toString()),
                () -> settle(joined, dataDirectory));
  }

  public static SelfPromotion start(
      GroupAdministration group, JoinFile joined, Path dataDirectory) {
    return new SelfPromotion(group, joined, dataDirectory);
  }

  private static Mono<Void> attempt(GroupAdministration group, long memberId) {
    return Mono.fromFuture(() -> group.promote(memberId))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case MembershipOutcome.Changed _ -> Mono.<Void>empty();
                  case MembershipOutcome.Refused refused ->
                      refused.reason() == MembershipOutcome.Reason.NO_CHANGE
                          ? Mono.<Void>empty()
                          : later(refused.why());
                  case MembershipOutcome.Undecided undecided -> later(undecided.why());
                });
  }

  private static Mono<Void> later(String why) {
    return Mono.error(() -> new IllegalStateException(why));
  }

  private static void settle(JoinFile joined, Path dataDirectory) {
    try {
      joined.whenSettled().write(dataDirectory);
      LOGGER.info("joined the group as a voter");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep that in " + dataDirectory, e);
    }
  }

  @Override
  public void close() {
    work.dispose();
  }
}
