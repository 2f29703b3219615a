package io.binnacle.apiserver.cli.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.GroupClientException;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.Reads;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a change of the group is tried, and what is said meanwhile. */
class PatientChangeTest {
  private static final RemoteGroup LEADERLESS = group(null);
  private static final RemoteGroup LED = group("1a");
  private static final RemoteGroup CHANGED = group("2b");

  private final StringWriter err = new StringWriter();
  private final Clock clock = new Clock();
  private int calls;

  private static RemoteGroup group(@Nullable String leaderId) {
    return new RemoteGroup("c1", leaderId, false, List.of(), new Reads(2, 1));
  }

  /** Goes on only where somebody waits. */
  private static final class Clock implements PatientChange.Time {
    private Duration now = Duration.ofDays(1);

    @Override
    public long nanos() {
      return now.toNanos();
    }

    @Override
    public void pause(Duration duration) {
      now = now.plus(duration);
    }

    private Duration since(Duration before) {
      return now.minus(before);
    }
  }

  private RemoteGroup make(Supplier<RemoteGroup> look, Supplier<RemoteGroup> call) {
    return new PatientChange(clock, new PrintWriter(err, true))
        .make(
            new PatientChange.Attempt() {
              @Override
              public RemoteGroup look() {
                return look.get();
              }

              @Override
              public RemoteGroup call() {
                calls++;
                return call.get();
              }

              @Override
              public boolean isDoneIn(RemoteGroup group) {
                return group.equals(CHANGED);
              }
            });
  }

  private RemoteGroup fails(boolean worthRetrying, Duration after) {
    clock.pause(after);
    throw new GroupClientException("no leader took it", worthRetrying, null);
  }

  @Test
  void aGroupWithoutLeaderIsWaitedForTenSecondsAndItIsSaidAfterTwo() {
    Duration began = clock.now;
    assertThatThrownBy(
            () ->
                make(
                    () -> {
                      assertThat(err.toString().isEmpty())
                          .isEqualTo(clock.since(began).compareTo(Duration.ofSeconds(2)) <= 0);
                      return LEADERLESS;
                    },
                    () -> CHANGED))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "the group has had no leader for 10 s: it takes a majority of its voters that run and reach"
                + " each other");
    assertThat(clock.since(began)).isEqualTo(Duration.ofSeconds(10));
    assertThat(calls).isZero();
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: the group has no leader at the moment: waiting, at most 10 s in all");
  }

  @Test
  void aLeaderThatComesInTimeIsAsked() {
    Duration began = clock.now;
    Supplier<RemoteGroup> look =
        () -> clock.since(began).compareTo(Duration.ofSeconds(5)) < 0 ? LEADERLESS : LED;
    assertThat(make(look, () -> CHANGED)).isEqualTo(CHANGED);
    assertThat(clock.since(began)).isEqualTo(Duration.ofSeconds(5));
    assertThat(calls).isEqualTo(1);
  }

  /** What is known of the leader may be old, and then each attempt takes a while of its own. */
  @Test
  void attemptsThatFailAreBoundedTooAndTheLastReasonIsTold() {
    Duration began = clock.now;
    assertThatThrownBy(() -> make(() -> LED, () -> fails(true, Duration.ofMillis(3_200))))
        .isInstanceOf(ClusterException.class)
        .hasMessage("no leader took it");
    assertThat(clock.since(began)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("binnacle: no leader took it: waiting, at most 10 s in all");
  }

  @Test
  void whatCannotBeHelpedByWaitingEndsAtOnce() {
    Duration began = clock.now;
    assertThatThrownBy(() -> make(() -> LED, () -> fails(false, Duration.ZERO)))
        .isInstanceOf(GroupClientException.class);
    assertThat(clock.now).isEqualTo(began);
    assertThat(err.toString()).isEmpty();
  }

  /** The first attempt may have done it although its answer got lost. */
  @Test
  void whatIsDoneAlreadyIsNotAskedForTwice() {
    assertThat(make(() -> calls == 0 ? LED : CHANGED, () -> fails(true, Duration.ZERO)))
        .isEqualTo(CHANGED);
    assertThat(calls).isEqualTo(1);
    // Not so before the first: what one replica knows may be old.
    assertThat(make(() -> CHANGED, () -> LED)).isEqualTo(LED);
  }

  @Test
  void afterAChangeALeaderIsLookedForFiveSecondsAndNoAnswerIsNoFailure() {
    PatientChange change = new PatientChange(clock, new PrintWriter(err, true));
    Duration began = clock.now;
    assertThat(change.withLeader(LEADERLESS, () -> fails(false, Duration.ofSeconds(3))))
        .isEqualTo(LEADERLESS);
    assertThat(clock.since(began)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
    Duration again = clock.now;
    assertThat(
            change.withLeader(
                LEADERLESS,
                () -> clock.since(again).compareTo(Duration.ofSeconds(1)) < 0 ? LEADERLESS : LED))
        .isEqualTo(LED);
    assertThat(clock.since(again)).isEqualTo(Duration.ofSeconds(1));
    assertThat(change.withLeader(CHANGED, () -> LED)).isEqualTo(CHANGED);
  }
}
