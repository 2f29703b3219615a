package io.binnacle.bench.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import picocli.CommandLine;

class ApplyCommandTest {
  /** Not how fast, only that each work is measured and comes with its two times. */
  @Test
  void everyWorkIsMeasured() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int exitCode;
    try {
      exitCode =
          new CommandLine(new ApplyCommand())
              .execute("--forks", "0", "--iterations", "1", "--millis", "20");
    } finally {
      System.setOut(before);
    }
    assertThat(exitCode).isZero();
    List<String> rows =
        printed
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| work"))
            .toList();
    long works =
        Stream.of(ApplyBenchmarks.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .count();
    assertThat(works).isPositive();
    assertThat(rows)
        .hasSize((int) works)
        .allMatch(row -> row.matches("\\| [a-z ]+ \\| \\d+\\.\\d \\|  \\| \\d+\\.\\d \\|  \\|"));
  }
}
