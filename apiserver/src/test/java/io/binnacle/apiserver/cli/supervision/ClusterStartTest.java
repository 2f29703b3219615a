package io.binnacle.apiserver.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.supervision.ClusterStart.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told while replicas start, beside the own ones and beside those of another process. */
class ClusterStartTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final Progress ON_ITS_WAY = new Progress.OnItsWay();
  private static final Progress LOST = new Progress.Out("its log is damaged", true);

  private final StringWriter said = new StringWriter();
  private final Path root = Path.of("/clusters/one");

  /** Goes through these one look after the other, stays at the last, and is ready behind all. */
  private static final class Replica implements ClusterStart.Starting {
    private final ReplicaSpec spec;
    private final Deque<Progress> looks;
    private final boolean becomesReady;
    private String down = "";

    Replica(String name, boolean becomesReady, Progress... looks) {
      this.spec = new ReplicaSpec(name, 1, 2);
      this.becomesReady = becomesReady;
      this.looks = new ArrayDeque<>(List.of(looks));
    }

    @Override
    public ReplicaSpec spec() {
      return spec;
    }

    @Override
    public boolean isReady() {
      return becomesReady && looks.isEmpty();
    }

    @Override
    public String whatFails() {
      return "it takes no connection";
    }

    @Override
    public Progress progress(boolean othersServe) {
      return becomesReady || looks.size() > 1 ? looks.removeFirst() : looks.getFirst();
    }

    @Override
    public void knownToBeDown(boolean forGood) {
      down = forGood ? "for good" : "for now";
    }
  }

  private static Replica ready(String name, Progress... before) {
    return new Replica(name, true, before);
  }

  private static Replica never(String name, Progress... looks) {
    return new Replica(name, false, looks);
  }

  private String await(Duration bound, Duration patience, Replica... replicas)
      throws InterruptedException {
    List<ReplicaSpec> specs = Stream.of(replicas).map(Replica::spec).toList();
    Readmission readmission =
        new Readmission(new ClusterFolder(root), new ClusterFile(6443, specs));
    return new ClusterStart(
            List.of(replicas), readmission, new PrintWriter(said, true), bound, patience)
        .await(System.nanoTime());
  }

  @Test
  void eachIsToldWhenItIsReady() throws Exception {
    Progress joining = new Progress.Joining("Started b, which joins");
    assertThat(await(LATER, LATER, ready("a"), ready("b", joining, ON_ITS_WAY)))
        .isEqualTo("All ready");
    assertThat(said.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("Ready: a \\(\\d+\\.\\d s\\)"),
            line -> assertThat(line).isEqualTo("Started b, which joins"),
            line -> assertThat(line).startsWith("Ready: b ("));
  }

  @Test
  void whoIsOutIsToldWithTheReasonAndTheWayBack() throws Exception {
    Replica lost = never("b", LOST);
    Replica removed = never("c", new Progress.Removed());
    Replica ended = never("d", new Progress.Out("it said nothing", false));
    assertThat(await(LATER, LATER, ready("a", ON_ITS_WAY), lost, removed, ended, ready("e")))
        .isEqualTo("2 of 4 ready, without b and d");
    assertThat(said.toString())
        .contains("Out: b: its log is damaged\n", "member remove b --data-dir " + root)
        .contains("Left out: c, which was removed from the group\n", "rm -rf " + root + "/c")
        .contains("Out: d: it said nothing\n")
        .doesNotContain("member remove c", "rm -rf " + root + "/d");
    assertThat(Stream.of(lost, removed, ended).map(each -> each.down))
        .containsExactly("for good", "for good", "for now");
  }

  @Test
  void whoIsLateIsOutWhereOthersServe() throws Exception {
    assertThat(await(AT_ONCE, AT_ONCE, ready("a"), ready("b"), never("c", ON_ITS_WAY)))
        .isEqualTo("2 of 3 ready, without c");
    assertThat(said.toString()).contains("Out: c: not ready after 0 s: it takes no connection");
    assertThatThrownBy(() -> await(AT_ONCE, LATER, never("a", ON_ITS_WAY), never("b", LOST)))
        .isInstanceOf(ClusterException.class)
        .hasMessage("a was not ready after 0 s: it takes no connection");
  }

  /** One whose directory is empty is no voter, so the other one alone may be the majority. */
  @Test
  void itEndsWhenNoMajorityCanBecomeReady() throws Exception {
    assertThatThrownBy(
            () -> await(LATER, AT_ONCE, never("a", LOST), never("b", LOST), never("c", ON_ITS_WAY)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("no majority can become ready: a ended while it started: its log");
    Progress empty = new Progress.WaitingForOthers();
    assertThat(await(LATER, LATER, ready("a", ON_ITS_WAY), ready("b", empty, empty)))
        .isEqualTo("All ready");
    assertThatThrownBy(() -> await(LATER, LATER, never("a", empty), never("b", empty)))
        .hasMessageContaining("no replica has data");
    assertThatThrownBy(() -> await(LATER, LATER, never("a", LOST)))
        .hasMessage("a ended while it started: its log is damaged");
  }

  /** Nobody can take it in, so waiting is of no use. */
  @Test
  void oneAloneWhoseDirectoryWasEmptiedIsToldWhatIsLeft() {
    assertThatThrownBy(() -> await(LATER, LATER, never("a", new Progress.WaitingForOthers())))
        .isInstanceOf(ClusterException.class)
        .hasMessage("a is down: its directory is empty");
    assertThat(said.toString())
        .contains("No other replica has what it had. This begins anew, with nothing:\n")
        .contains("down --data-dir " + root, "up --data-dir " + root)
        .doesNotContain("member remove");
  }

  /** Of those that are lost, some may have been removed, so that one may be enough. */
  @Test
  void oneThatMayBeEnoughHasTimeToShowIt() throws Exception {
    assertThat(await(LATER, LATER, never("a", LOST), never("b", LOST), ready("c", ON_ITS_WAY)))
        .isEqualTo("1 of 3 ready, without a and b");
    assertThatThrownBy(() -> await(LATER, LATER, never("a", LOST), never("b", LOST)))
        .hasMessageContaining("no majority can become ready");
  }
}
