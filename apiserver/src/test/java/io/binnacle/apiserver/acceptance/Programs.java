package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that tests need from the machine. A missing one skips the test with a line, or fails it
 * where CI says so.
 */
final class Programs {
  private Programs() {}

  /** What a command printed and how it ended. */
  record Result(int exitCode, String output, String errors) {
    Result succeeds() {
      assertThat(exitCode).as("exit code; printed: %s; errors: %s", output, errors).isZero();
      return this;
    }

    Result fails() {
      assertThat(exitCode).as("exit code; printed: %s", output).isNotZero();
      return this;
    }
  }

  /** The program named by the environment variable, else by its name on the PATH. */
  static Optional<Path> find(String variable, String name) {
    String named = System.getenv(variable);
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Optional.of(Path.of(named));
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (String folder : System.getenv("PATH").split(":")) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.of(Path.of("/usr/sbin", name)).filter(Files::isExecutable);
  }

  /** Skips the test, visibly, or fails it where BINNACLE_REQUIRE_TOOLS is true. */
  static Path require(String variable, String name) {
    Optional<Path> found = find(variable, name);
    requireThat(found.isPresent(), name + " is not installed (set " + variable + ")");
    return found.orElseThrow();
  }

  private static void requireThat(boolean present, String why) {
    if (present) {
      return;
    }
    if ("true".equals(System.getenv("BINNACLE_REQUIRE_TOOLS"))) {
      throw new AssertionError("A program that CI must have is missing: " + why);
    }
    System.out.println("SKIPPED: " + why);
    Assumptions.assumeTrue(false, why);
  }

  static Result run(List<String> command, Map<String, String> environment, String input)
      throws IOException, InterruptedException {
    return run(command, environment, input, Duration.ofSeconds(90));
  }

  static Result run(
      List<String> command, Map<String, String> environment, String input, Duration limit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    Path errors = Files.createTempFile("errors", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // The program did not want its input; its exit code says what matters.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            command
                + " did not end; printed: "
                + Files.readString(output)
                + Files.readString(errors));
      }
      return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }
}
