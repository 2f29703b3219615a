package io.binnacle.consensus.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.wal.WriteAheadLog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What {@link DamagedMemberTest}, {@link FullDiskGroupTest} and others rest on. */
class SteppedGroupTest {
  /** WAL-23: they would otherwise show what the program before did. */
  @Test
  void aMemberOfWhichNothingElseIsSaidWritesTheNewestFormatOfTheLog() throws IOException {
    SteppedGroup group = new SteppedGroup(1, SteppedGroup.smallFiles(), "a", "b", "c");
    group.startAll();
    assertThat(group.proposeAndRun(group.awaitLeader(), "x"))
        .isInstanceOf(ProposalOutcome.Applied.class);
    group.run(20);
    assertThat(group.running).hasSize(3);
    for (String name : group.running.keySet()) {
      assertThat(group.formatOfNewestSegment(name)).isEqualTo(WriteAheadLog.FORMAT_VERSION);
    }
  }
}
