package io.binnacle.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * INV-10, INV-11, FAULT-02, FAULT-09 on real processes, for a short while; {@code ./binnacle
 * torture} runs it for long.
 */
class TortureTest {
  private static final Path PROGRAM =
      Path.of("../apiserver/target/binnacle/binnacle.jar").toAbsolutePath().normalize();
  private static final int CLIENTS = 6;
  private static final long MILLIS = 4_500;

  @TempDir private Path folder;

  /** The seeds are such that a graceful restart is among the first faults. */
  @ParameterizedTest(name = "{0} members")
  @CsvSource({"3, 13", "5, 17"})
  void whatClientsOfAHarmedClusterSeeIsLinearizable(int members, long seed) throws Exception {
    // It is built before this module wherever both are; alone, this module cannot have it.
    boolean required = "true".equals(System.getenv("BINNACLE_REQUIRE_TOOLS"));
    assumeTrue(required || Files.exists(PROGRAM), "the server is not built");
    Torture.Outcome outcome =
        new Torture(new Torture.Plan(folder, PROGRAM, members, CLIENTS, MILLIS, seed)).run();
    String summary = TortureReport.summaryOf(outcome);
    assertThat(outcome.isGood()).as(summary).isTrue();
    assertThat(outcome.observed().faults())
        .as(summary)
        .extracting(Observed.Fault::what)
        .contains("SIGTERM and restart");
    assertThat(outcome.observed().calls())
        .as(summary)
        .anyMatch(call -> call.end() == Observed.End.DONE);
    assertThat(new TortureReport(outcome).html())
        .contains("<svg", "class=\"fault\"", "class=\"done\"", "linearizable")
        .contains("<title>SIGTERM and restart</title>", "SIGTERM and restart=");
  }
}
