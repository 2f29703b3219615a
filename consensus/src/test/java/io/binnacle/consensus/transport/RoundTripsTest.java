package io.binnacle.consensus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** CLUS-30: how long the other side of a connection takes to answer; times in nanoseconds. */
class RoundTripsTest {
  private final SignOfLife.RoundTrips roundTrips = new SignOfLife.RoundTrips();

  @Test
  void anAnswerIsThatToTheSignThatWasMeasured() {
    assertThat(roundTrips.nanos(0)).isEqualTo(PeerTransport.UNMEASURED);
    roundTrips.sent(-50);
    roundTrips.answered(-20);
    assertThat(roundTrips.nanos(100)).isEqualTo(30);
    roundTrips.sent(1_000);
    roundTrips.sent(2_000);
    roundTrips.sent(3_000);
    roundTrips.answered(3_100);
    assertThat(roundTrips.nanos(3_100)).as("to the first").isEqualTo(2_100);
    roundTrips.sent(4_000);
    roundTrips.answered(4_001);
    assertThat(roundTrips.nanos(4_001)).as("to the second, not the newest").isEqualTo(2_100);
  }

  @Test
  void anAnswerThatIsLateCountsWhileItIsMissing() {
    roundTrips.sent(0);
    roundTrips.answered(40);
    roundTrips.sent(1_000);
    assertThat(roundTrips.nanos(1_010)).isEqualTo(40);
    assertThat(roundTrips.nanos(8_000)).isEqualTo(7_000);
    roundTrips.closed();
    assertThat(roundTrips.nanos(9_000)).isEqualTo(PeerTransport.UNMEASURED);
    roundTrips.answered(9_100);
    assertThat(roundTrips.nanos(9_200)).isEqualTo(PeerTransport.UNMEASURED);
  }
}
