package io.binnacle.store.replicated;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.store.Revision;
import org.junit.jupiter.api.Test;

/** CLUS-28: when states are compared. Times in nanoseconds; the interval is five minutes. */
class ComparisonScheduleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long INTERVAL = 300 * SECOND;
  private static final long NOW = -5 * SECOND;

  private final ComparisonSchedule schedule = new ComparisonSchedule(INTERVAL);

  @Test
  void whoHasStartedAsksSoonAndTheLeaderFirst() {
    schedule.begin(NOW);
    assertThat(schedule.waitNanos(NOW)).isEqualTo(10 * SECOND);
    assertThat(schedule.isWanted(true, Revision.NONE, NOW + 10 * SECOND)).isTrue();
    assertThat(schedule.isWanted(false, Revision.NONE, NOW + 10 * SECOND)).isFalse();
    assertThat(schedule.looked(false, NOW + 10 * SECOND)).isEqualTo(10 * SECOND);
    assertThat(schedule.isWanted(false, Revision.NONE, NOW + 20 * SECOND)).isTrue();
    assertThat(schedule.looked(true, NOW + 20 * SECOND)).as("if refused").isEqualTo(10 * SECOND);
    schedule.compared(new Revision(7), NOW + 21 * SECOND);
    assertThat(schedule.waitNanos(NOW + 21 * SECOND)).isEqualTo(INTERVAL);
  }

  @Test
  void afterThatTheLeaderAsksOnceInAnIntervalIfSomethingWasWritten() {
    schedule.begin(NOW);
    schedule.compared(new Revision(7), NOW);
    assertThat(schedule.isWanted(true, new Revision(7), NOW + INTERVAL)).isFalse();
    assertThat(schedule.looked(false, NOW + INTERVAL)).isEqualTo(INTERVAL / 20 + 1);
    assertThat(schedule.isWanted(false, new Revision(8), NOW + INTERVAL)).isFalse();
    assertThat(schedule.isWanted(true, new Revision(8), NOW + INTERVAL)).isTrue();
    assertThat(schedule.looked(true, NOW + INTERVAL)).isEqualTo(INTERVAL);
  }

  /** As by a snapshot: it is compared although nothing was written since the last time. */
  @Test
  void anotherStateIsComparedSoon() {
    schedule.begin(NOW);
    schedule.compared(new Revision(7), NOW);
    schedule.begin(NOW + 50 * SECOND);
    assertThat(schedule.waitNanos(NOW + 50 * SECOND)).isEqualTo(10 * SECOND);
    assertThat(schedule.isWanted(false, new Revision(7), NOW + 70 * SECOND)).isTrue();
  }

  @Test
  void zeroIsNever() {
    assertThat(new ComparisonSchedule(0).isNever()).isTrue();
    assertThat(schedule.isNever()).isFalse();
  }
}
