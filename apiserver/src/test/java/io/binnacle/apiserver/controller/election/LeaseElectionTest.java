package io.binnacle.apiserver.controller.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who runs the controllers, and when that changes; the time is the test's. */
class LeaseElectionTest {
  @AutoClose private final ApiFixture api = new ApiFixture();
  private final AtomicReference<String> gone = new AtomicReference<>("");
  private final LeaseElection first = new LeaseElection(api.registry(), "one_1", _ -> false);
  private final LeaseElection second =
      new LeaseElection(api.registry(), "two_2", holder -> holder.equals(gone.get()));

  @BeforeEach
  void createNamespace() {
    api.createNamespace("kube-system");
  }

  private static boolean leads(LeaseElection election, long millis) {
    return election.isLeader(TimeUnit.MILLISECONDS.toNanos(millis), millis * 1_000);
  }

  @Test
  void oneHoldsTheLeaseAndRenewsItWhileOthersWait() {
    assertThat(leads(first, 0)).isTrue();
    for (int millis = 100; millis < 20_000; millis += 500) {
      assertThat(leads(second, millis)).as("second at %d ms", millis).isFalse();
      assertThat(leads(first, millis)).as("first at %d ms", millis).isTrue();
    }
  }

  @Test
  void aLeaseThatIsNotRenewedRunsOut() {
    assertThat(leads(first, 0)).isTrue();
    assertThat(leads(second, 100)).isFalse();
    assertThat(leads(second, 5_000)).isFalse();
    assertThat(leads(second, 5_200)).isTrue();
    assertThat(leads(first, 5_300)).isFalse();
  }

  @Test
  void aHolderThatIsKnownToBeGoneIsSucceededAtOnce() {
    assertThat(leads(first, 0)).isTrue();
    assertThat(leads(second, 100)).isFalse();
    gone.set("one_1");
    assertThat(leads(second, 101)).isTrue();
    assertThat(leads(first, 2_000)).isFalse();
  }

  @Test
  void aHolderThatResignsIsSucceededAtOnce() {
    assertThat(leads(first, 0)).isTrue();
    assertThat(leads(second, 100)).isFalse();
    first.resign();
    assertThat(leads(second, 101)).isTrue();
  }
}
