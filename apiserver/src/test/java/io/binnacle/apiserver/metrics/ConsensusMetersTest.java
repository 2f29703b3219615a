package io.binnacle.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.GroupView.Progress;
import io.binnacle.consensus.GroupView.Standing;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.store.comparison.ComparisonCounts;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RAFT-75: the other members, as one of them sees them. */
class ConsensusMetersTest {
  private static final long SELF = 0x11;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicReference<GroupView> group = new AtomicReference<>(view(List.of()));

  ConsensusMetersTest() {
    ConsensusMeters.registerPeers(registry, SELF, group::get);
  }

  @Test
  void aLeaderTellsHowFarEachOtherMemberIs() throws IOException {
    group.set(
        view(
            List.of(
                member(SELF, true, new Progress(90, 0, true, false, 0)),
                member(0xab, true, new Progress(80, 10, true, false, 3)),
                member(0xcd, false, new Progress(0, 90, false, true, 0)))));

    assertThat(scraped())
        .contains(
            "binnacle_raft_peer_connected{peer=\"ab\"} 1.0",
            "binnacle_raft_peer_connected{peer=\"cd\"} 0.0",
            "binnacle_raft_peer_match_index{peer=\"ab\"} 80.0",
            "binnacle_raft_peer_lag_entries{peer=\"ab\"} 10.0",
            "binnacle_raft_peer_appends_in_flight{peer=\"ab\"} 3.0",
            "binnacle_raft_peer_round_trip_seconds{peer=\"ab\"} 0.0025",
            "binnacle_raft_peer_lag_entries{peer=\"cd\"} 90.0",
            "binnacle_raft_peer_recently_heard{peer=\"ab\"} 1.0",
            "binnacle_raft_peer_recently_heard{peer=\"cd\"} 0.0",
            "binnacle_raft_peer_snapshot_sending{peer=\"cd\"} 1.0")
        .doesNotContain("peer=\"11\"", "binnacle_raft_peer_round_trip_seconds{peer=\"cd\"}");
  }

  @Test
  void whoDoesNotLeadAnyMoreTellsConnectionsOnly() throws IOException {
    group.set(view(List.of(member(0xab, true, new Progress(80, 10, true, false, 3)))));
    assertThat(scraped()).contains("binnacle_raft_peer_lag_entries{peer=\"ab\"} 10.0");

    group.set(view(List.of(member(0xab, true, null))));

    assertThat(scraped())
        .contains("binnacle_raft_peer_connected{peer=\"ab\"} 1.0")
        .doesNotContain(
            "binnacle_raft_peer_lag_entries{",
            "binnacle_raft_peer_match_index{",
            "binnacle_raft_peer_appends_in_flight{",
            "binnacle_raft_peer_recently_heard{",
            "binnacle_raft_peer_snapshot_sending{");
  }

  @Test
  void aMemberWhoseStateIsNotTheMajoritysIsNamed() throws IOException {
    ConsensusMeters.registerComparisons(registry, () -> new ComparisonCounts(4, 1, List.of(0xcdL)));

    assertThat(scraped())
        .contains(
            "binnacle_state_comparisons_total{result=\"agreed\"} 4.0",
            "binnacle_state_comparisons_total{result=\"undecided\"} 1.0",
            "binnacle_state_differs{peer=\"cd\"} 1.0");
  }

  private String scraped() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return text.toString(StandardCharsets.UTF_8);
  }

  private static GroupView view(List<GroupView.Member> members) {
    return new GroupView(7, SELF, false, members, Understanding.UNSAID);
  }

  private static GroupView.Member member(long id, boolean connected, @Nullable Progress progress) {
    return new GroupView.Member(
        id,
        "member-" + id,
        "localhost",
        2380,
        Standing.VOTER,
        connected,
        connected ? 2_500_000L : null,
        progress,
        Understanding.UNSAID);
  }
}
