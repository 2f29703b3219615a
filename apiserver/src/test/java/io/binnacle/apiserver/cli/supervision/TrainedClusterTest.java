package io.binnacle.apiserver.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a rehearsal whose ports somebody else has taken. */
class TrainedClusterTest {
  private static final String TAKEN =
      "the rehearsal did not start: binnacle: port 23401 is already in use";

  private final List<Integer> firstPorts = new ArrayList<>();

  @Test
  void aRehearsalWhosePortWasTakenIsTriedOnOtherPorts() throws Exception {
    TrainedCluster.untilPortsAreFree(
        firstPort -> {
          firstPorts.add(firstPort);
          if (firstPorts.size() < 3) {
            throw new ClusterException(TAKEN);
          }
        });
    assertThat(firstPorts).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void itIsNotTriedForever() {
    assertThatThrownBy(
            () ->
                TrainedCluster.untilPortsAreFree(
                    firstPort -> {
                      firstPorts.add(firstPort);
                      throw new ClusterException(TAKEN);
                    }))
        .hasMessage(TAKEN);
    assertThat(firstPorts).hasSize(3);
  }

  @Test
  void whatElseFailsFailsAtOnce() {
    assertThatThrownBy(
            () ->
                TrainedCluster.untilPortsAreFree(
                    firstPort -> {
                      firstPorts.add(firstPort);
                      throw new ClusterException("the rehearsal left no AOT cache: disk full");
                    }))
        .hasMessageContaining("disk full");
    assertThat(firstPorts).hasSize(1);
  }
}
