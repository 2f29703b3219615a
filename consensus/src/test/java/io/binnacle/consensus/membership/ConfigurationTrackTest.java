package io.binnacle.consensus.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RAFT-10, RAFT-53. */
class ConfigurationTrackTest {
  private static final Membership OLD = Membership.ofVoters(List.of(1L, 2L, 3L));
  private static final Membership JOINT =
      new Membership(List.of(1L, 2L), List.of(), List.of(1L, 2L, 3L));
  private static final Membership NEW = Membership.ofVoters(List.of(1L, 2L));

  @Test
  void aConfigurationIsInForceOnceItIsApplied() {
    ConfigurationTrack track = new ConfigurationTrack(OLD);
    track.appended(5, JOINT);
    assertThat(track.applied(4)).isFalse();
    assertThat(track.inForce()).isEqualTo(OLD);
    assertThat(track.isUnapplied(4)).isFalse();
    assertThat(track.isUnapplied(5)).isTrue();
    assertThat(track.applied(5)).isTrue();
    assertThat(track.inForce()).isEqualTo(JOINT);
    assertThat(track.isUnapplied(9)).isFalse();
  }

  @Test
  void aLogProvesAllItsConfigurationsButTheNewestToBeCommitted() {
    ConfigurationTrack track = new ConfigurationTrack(OLD);
    assertThat(track.provenCommitted()).isZero();
    track.appended(5, JOINT);
    assertThat(track.provenCommitted()).isZero();
    track.appended(8, NEW);
    assertThat(track.provenCommitted()).isEqualTo(5);
    assertThat(track.applied(5)).isTrue();
    assertThat(track.provenCommitted()).isZero();
  }

  @Test
  void whatIsOverwrittenCountsNoMore() {
    ConfigurationTrack track = new ConfigurationTrack(OLD);
    track.appended(5, JOINT);
    track.truncatedFrom(5);
    assertThat(track.applied(9)).isFalse();
    assertThat(track.inForce()).isEqualTo(OLD);
    track.appended(6, JOINT);
    assertThat(track.restart(NEW)).isTrue();
    assertThat(track.restart(NEW)).isFalse();
    assertThat(track.applied(9)).isFalse();
  }
}
