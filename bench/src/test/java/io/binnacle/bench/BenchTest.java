package io.binnacle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchTest {
  /** A run of nothing must not end as if it had found nothing. */
  @ParameterizedTest
  @CsvSource({
    "simulate, --seeds, 0, at least 1",
    "simulate, --seeds, -5, at least 1",
    "simulate, --minutes, 0, at least 1",
    "simulate, --threads, 0, at least 1",
    "torture, --minutes, 0, more than 0",
    "torture, --minutes, -1, more than 0",
    "torture, --minutes, NaN, more than 0",
    "torture, --members, 0, at least 1",
    "torture, --clients, -1, at least 1",
  })
  void aRunOfNothingIsRefusedWithOneLine(
      String command, String option, String value, String bound) {
    StringWriter told = new StringWriter();
    int exitCode =
        Bench.commandLine("binnacle")
            .setErr(new PrintWriter(told, true))
            .execute(command, option, value);
    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE).isEqualTo(2);
    assertThat(told.toString().lines())
        .singleElement()
        .asString()
        .startsWith("binnacle: " + option + " must be " + bound + ", it is " + value);
  }
}
