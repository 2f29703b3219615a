package io.binnacle.apiserver.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of the Dockerfile can be checked without a container engine: its steps are carried out in a
 * folder, on the jars that this build has made, and the program is started by its own words. Runs
 * after the jars are there, so not with the other tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImageCheck {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern MOVE = Pattern.compile("\\bmv (\\S+) (\\S+)");
  private static final Pattern COPY = Pattern.compile("(?m)^COPY --from=(\\w+) (\\S+) (\\S+)$");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** Stands for the root of the image's file system. */
  @TempDir private static Path image;

  @TempDir private static Path buildStage;
  private String dockerfile = "";

  @BeforeAll
  void carryOutItsSteps() throws IOException {
    dockerfile =
        Files.readString(PROJECT.resolve("Dockerfile"))
            .replace("\\\n", " ")
            .replaceAll("(?m)^#.*\n", "");
    Path target = buildStage.resolve("apiserver/target/binnacle");
    copy(PROJECT.resolve("apiserver/target/binnacle"), target);
    for (MatchResult move : MOVE.matcher(dockerfile).results().toList()) {
      List<Path> sources = glob(buildStage, move.group(1));
      assertThat(sources).as("what %s moves", move.group()).isNotEmpty();
      Path to = inside(buildStage, move.group(2));
      Files.createDirectories(to);
      for (Path each : sources) {
        Files.move(each, to.resolve(each.getFileName()));
      }
    }
    for (MatchResult copy : COPY.matcher(dockerfile).results().toList()) {
      if (copy.group(1).equals("build")) {
        Path source = inside(buildStage, copy.group(2));
        assertThat(source).as(copy.group()).exists();
        Path to = inside(image, copy.group(3));
        boolean folder = Files.isDirectory(source);
        copy(source, folder ? to : to.resolve(source.getFileName()));
      }
    }
  }

  @Test
  void libraryAndOwnJarsAreInLayersOfTheirOwnAndTheProgramIsWhole() throws IOException {
    assertThat(glob(buildStage, "out/modules/*")).hasSizeBetween(3, 6);
    assertThat(glob(buildStage, "out/libraries/*")).hasSizeGreaterThan(20);
    List<String> said = run(List.of(JAVA, "-jar", "/opt/binnacle/binnacle.jar", "version"));
    assertThat(said).isNotEmpty();
    assertThat(said.getFirst()).containsIgnoringCase("binnacle");
  }

  /** The rehearsal first, as the Dockerfile has it; then its entry point and command. */
  @Test
  void theEntryPointServes() throws Exception {
    Matcher rehearsal = Pattern.compile("(?m)^RUN (java .*rehearse.*)$").matcher(dockerfile);
    assertThat(rehearsal.find()).isTrue();
    run(List.of(rehearsal.group(1).trim().split(" +")));
    assertThat(inside(image, "/opt/binnacle/server.aot")).isNotEmptyFile();

    List<String> command = new ArrayList<>(words("ENTRYPOINT"));
    command.addAll(words("CMD"));
    assertThat(command).contains("java", "serve", "/opt/binnacle/binnacle.jar");
    Process process = start(command);
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> printed = new ArrayList<>();
      String line = lines.readLine();
      while (line != null && !line.equals("Ready")) {
        printed.add(line);
        line = lines.readLine();
      }
      assertThat(line).as(String.join("\n", printed)).isEqualTo("Ready");
      assertThat(printed).noneMatch(each -> each.contains("[error]") || each.contains("WARN"));
    } finally {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(inside(image, "/var/lib/binnacle/data/kubeconfig")).exists();
  }

  private List<String> words(String instruction) {
    Matcher found = Pattern.compile("(?m)^" + instruction + " (\\[.*])$").matcher(dockerfile);
    assertThat(found.find()).as(instruction).isTrue();
    List<String> words = new ArrayList<>();
    for (JsonNode word : JsonMapper.shared().readTree(found.group(1))) {
      words.add(word.asString());
    }
    return words;
  }

  private List<String> run(List<String> command) throws IOException {
    Process process = start(command);
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> printed = lines.lines().toList();
      assertThat(process.waitFor()).as(String.join("\n", printed)).isZero();
      return printed;
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** The image's paths stand for those below the folder; ports are the system's choice. */
  private Process start(List<String> command) throws IOException {
    Path home = Files.createDirectories(inside(image, "/var/lib/binnacle"));
    List<String> line = new ArrayList<>();
    for (String word : command) {
      line.add(
          word.equals("java")
              ? JAVA
              : word.replace("/opt/binnacle", inside(image, "/opt/binnacle").toString())
                  .replace("/var/lib/binnacle", home.toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.directory(home.toFile());
    builder.environment().put("BINNACLE_SECURE_PORT", "0");
    builder.environment().put("BINNACLE_BIND_ADDRESS", "127.0.0.1");
    return builder.start();
  }

  private static Path inside(Path root, String path) {
    return root.resolve(path.startsWith("/") ? path.substring(1) : path);
  }

  /** Files of one folder; stars in the last part of the path only. */
  private static List<Path> glob(Path root, String pattern) throws IOException {
    Path wanted = inside(root, pattern);
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + wanted.getFileName().toString());
    try (var files = Files.list(wanted.getParent())) {
      return files.filter(each -> matcher.matches(each.getFileName())).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Path copied = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(copied);
        } else {
          Files.createDirectories(copied.getParent());
          Files.copy(each, copied);
        }
      }
    }
  }
}
