package io.binnacle.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * INV-10, INV-11, FAULT-02, FAULT-09 on real processes, for a short while; {@code ./binnacle
 * torture} runs it for long.
 */
class TortureTest {
  private static final Path PROGRAM =
      Path.of("../apiserver/target/binnacle/binnacle.jar").toAbsolutePath().normalize();
  private static final long MILLIS = 15_000;
  private static final long SEED = 11;

  @TempDir private Path folder;

  @Test
  void whatClientsOfAHarmedClusterSeeIsLinearizable() throws Exception {
    // It is built before this module wherever both are; alone, this module cannot have it.
    boolean required = "true".equals(System.getenv("BINNACLE_REQUIRE_TOOLS"));
    assumeTrue(required || Files.exists(PROGRAM), "the server is not built");
    Torture.Outcome outcome =
        new Torture(new Torture.Plan(folder, PROGRAM, 3, 6, MILLIS, SEED)).run();
    String summary = TortureReport.summaryOf(outcome);
    assertThat(outcome.isGood()).as(summary).isTrue();
    assertThat(outcome.observed().faults()).as(summary).isNotEmpty();
    assertThat(outcome.observed().calls())
        .as(summary)
        .anyMatch(call -> call.end() == Observed.End.DONE);
    assertThat(new TortureReport(outcome).html())
        .contains("<svg", "class=\"fault\"", "class=\"done\"", "linearizable");
  }
}
