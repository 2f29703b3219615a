package io.binnacle.consensus.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What docs/published-bugs.md says of scripts and tests is true, and no bug of its list is left
 * out.
 */
class PublishedBugsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SCRIPTS = Path.of("src/test/resources/interaction");
  private static final Pattern ROW =
      Pattern.compile("^\\| BUG-(\\d\\d) ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern RANGE = Pattern.compile("BUG-(\\d\\d) to BUG-(\\d\\d)");
  private static final Pattern NAMED = Pattern.compile("`([^`]+)`");
  private static final String NOT_HERE = "does not apply";

  @Test
  void everyBugHasAScriptOrTestThatExists() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/published-bugs.md"));
    Map<String, String> tests = sourcesOfTests();
    List<Integer> numbers = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String line : document.lines().filter(each -> each.startsWith("| BUG")).toList()) {
      Matcher row = ROW.matcher(line);
      assertThat(row.matches()).as(line).isTrue();
      numbers.add(Integer.parseInt(row.group(1)));
      List<String> proofs =
          NAMED.matcher(row.group(3)).results().map(each -> each.group(1)).toList();
      assertThat(proofs.isEmpty()).as(line).isEqualTo(row.group(3).equals(NOT_HERE));
      proofs.stream().filter(proof -> !exists(proof, tests)).forEach(missing::add);
      named += proofs.size();
    }
    MatchResult range = RANGE.matcher(document).results().findFirst().orElseThrow();
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    assertThat(numbers)
        .containsExactlyElementsOf(
            Stream.iterate(first, each -> each <= last, each -> each + 1).toList());
    assertThat(missing).as("named, but not there").isEmpty();
    assertThat(named).isGreaterThan(last);
  }

  @Test
  void whatDoesNotExistIsNoticed() throws IOException {
    Map<String, String> tests = sourcesOfTests();
    assertThat(exists("figure-7.txt", tests)).isTrue();
    assertThat(exists("figure-70.txt", tests)).isFalse();
    assertThat(exists("PublishedBugsTest.whatDoesNotExistIsNoticed", tests)).isTrue();
    assertThat(exists("PublishedBugsTest.whatExistsIsNoticed", tests)).isFalse();
    assertThat(exists("UnpublishedBugsTest", tests)).isFalse();
  }

  private static boolean exists(String proof, Map<String, String> tests) {
    if (proof.endsWith(".txt")) {
      return Files.exists(SCRIPTS.resolve(proof));
    }
    int dot = proof.indexOf('.');
    String source = tests.get(dot < 0 ? proof : proof.substring(0, dot));
    return source != null && (dot < 0 || source.contains("void " + proof.substring(dot + 1) + "("));
  }

  /** Of all modules, by the name of their class. */
  private static Map<String, String> sourcesOfTests() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : List.of("consensus", "store", "manifests", "apiserver", "bench")) {
      Path tests = ROOT.resolve(module).resolve("src/test/java");
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
