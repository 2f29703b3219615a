package io.binnacle.consensus.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every script and compares what happened with what it says. */
class InteractionTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/interaction");
  private static final String DASHES = "----";

  static List<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theStoryIsStillTrue(String script) throws IOException {
    Path file = SCRIPTS.resolve(script);
    String expected = Files.readString(file);
    String actual = tell(expected);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(file, actual);
      return;
    }
    assertThat(actual).as("%s; -Drewrite=true accepts it", file).isEqualTo(expected);
  }

  /** The script's own lines, with what happens now below each row of dashes. */
  private static String tell(String script) {
    ScriptedCluster cluster = new ScriptedCluster();
    StringBuilder now = new StringBuilder();
    StringBuilder happened = new StringBuilder();
    boolean inOutput = false;
    for (String line : script.lines().toList()) {
      if (line.equals(DASHES)) {
        inOutput = true;
        now.append(DASHES).append('\n').append(happened).append('\n');
        happened.setLength(0);
      } else if (inOutput) {
        inOutput = !line.isEmpty();
      } else {
        now.append(line).append('\n');
        String command = line.split("#", 2)[0].trim();
        if (!command.isEmpty()) {
          happened.append(cluster.run(command));
        }
      }
    }
    return now.toString();
  }
}
