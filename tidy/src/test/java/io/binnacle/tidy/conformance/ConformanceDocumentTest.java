package io.binnacle.tidy.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.tidy.conformance.TestedItems.NamedTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of conformance is what the tests say, and its making finds what it should. */
class ConformanceDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/conformance.md");
  private static final Path ITEMS = Path.of("src/test/resources/conformance/items.txt");

  @TempDir private Path repository;

  @Test
  void thePageIsWhatTheTestsSay() throws IOException {
    NavigableMap<String, NavigableSet<NamedTest>> tested = TestedItems.below(ROOT);
    Checklist checklist = Checklist.parse(Files.readAllLines(ITEMS));
    assertThat(ConformanceDocument.unknown(checklist, tested))
        .as("items that tests name and no checklist has")
        .isEmpty();
    String page = ConformanceDocument.render(checklist, tested);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "docs/conformance.md is not what the tests say; write it anew with"
                + " ./mvnw -pl tidy -am test -Drewrite=true")
        .isEqualTo(page);
  }

  @Test
  void itemsAreFoundInJavadocDisplayNamesAndCases() throws IOException {
    write(
        "a/src/test/java/ATest.java",
        """
        /** AB-01. */
        class ATest {
          /** AB-02, and AB-03. */
          @Test
          void first() { /* AB-04 */ }

          @DisplayName("AB-05 holds")
          @ParameterizedTest
          void second() { f("AB-06"); f("about AB-16"); }

          /** AB-07. */
          void helper() {}
        }
        """);
    write(
        "a/src/test/java/Helper.java", "/** AB-08. */ class Helper { void f() { g(\"AB-15\"); } }");
    write("a/src/test/resources/cases.txt", "[AB-09] what holds\nGET AB-10\n# AB-11\n");
    write(
        "b/src/test/resources/rows.yaml", "- {item: AB-12, case: x}\n- item: AB-13\n  AB-14: y\n");
    NavigableMap<String, NavigableSet<NamedTest>> found = TestedItems.below(repository);
    assertThat(found.keySet())
        .containsExactly(
            "AB-01", "AB-02", "AB-03", "AB-05", "AB-06", "AB-09", "AB-11", "AB-12", "AB-13");
    assertThat(found.get("AB-03"))
        .containsExactly(new NamedTest("ATest.first", "a/src/test/java/ATest.java"));
    assertThat(found.get("AB-09"))
        .containsExactly(new NamedTest("cases.txt: what holds", "a/src/test/resources/cases.txt"));
  }

  @Test
  void whatHasNoTestIsAHoleAndWhatNoChecklistHasIsASlip() {
    Checklist checklist = Checklist.parse(List.of("# areas", "AB | of things | P0 01-02 | P1 04"));
    NavigableMap<String, NavigableSet<NamedTest>> tested = new TreeMap<>();
    tested.put("AB-02", new TreeSet<>(List.of(new NamedTest("ATest.x", "a/ATest.java"))));
    tested.put("AB-03", new TreeSet<>());
    tested.put("RFC-99", new TreeSet<>());
    assertThat(ConformanceDocument.unknown(checklist, tested)).containsExactly("AB-03");
    assertThat(ConformanceDocument.render(checklist, tested))
        .contains(
            "| [AB](#ab-of-things) | of things | 3 | 1 |\n",
            "| AB-01 | P0 | no test |  |\n",
            "| AB-02 | P0 | tested | [ATest.x](../a/ATest.java) |\n",
            "| AB-04 | P1 | no test |  |\n");
  }

  @Test
  void anItemStandsInOneRange() {
    assertThatThrownBy(() -> Checklist.parse(List.of("AB | x | P0 01-03 | P1 02")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Checklist.parse(List.of("AB | x | P0 1-3")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void write(String file, String text) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
