package io.binnacle.consensus.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.mutation.MutantSearch.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The simulation can fail: whatever bug is put into the real code, it breaks a promise within some
 * seeds, counted from 1, so that no seed of the table can rot. {@code ./mvnw verify -pl consensus
 * -am -Dgroups=mutants} searches for all of them and writes the table of docs/simulation.md anew.
 */
class MutantsTest {
  private static final int SEEDS_MAX = Integer.getInteger("mutantSeeds", 12_000);
  private static final int QUICK_SEEDS_MAX = 300;
  private static final String ONLY = System.getProperty("mutant", "");
  private static final Path DOCUMENT = Path.of("../docs/simulation.md");
  private static final String BEGIN = "<!-- mutants -->";
  private static final String END = "<!-- end of mutants -->";

  @Test
  void theCatalogueHasAtLeastTwentyFiveMutantsAndHalfOfThemAreQuick() {
    List<Mutant> all = MutantCatalogue.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(25);
    assertThat(all.stream().map(Mutant::name).distinct()).hasSameSizeAs(all);
    assertThat(all.stream().filter(Mutant::quick).count() * 2).isGreaterThanOrEqualTo(all.size());
  }

  @Test
  void everyQuickMutantIsFound() throws Exception {
    List<Mutant> quick = MutantCatalogue.all().stream().filter(Mutant::quick).toList();
    assertThat(search(quick, QUICK_SEEDS_MAX)).allMatch(Finding::isFound);
  }

  @Test
  @Tag("mutants")
  void everyMutantIsFound() throws Exception {
    List<Mutant> wanted =
        MutantCatalogue.all().stream().filter(mutant -> mutant.name().contains(ONLY)).toList();
    List<Finding> findings = search(wanted, SEEDS_MAX);
    findings.forEach(finding -> System.out.println(rowOf(finding)));
    assertThat(findings).allMatch(Finding::isFound);
    if (ONLY.isEmpty()) {
      writeTable(findings);
    }
  }

  private static List<Finding> search(List<Mutant> mutants, int seedsMax) throws Exception {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Finding>> searches = new ArrayList<>();
      for (Mutant mutant : mutants) {
        searches.add(threads.submit(() -> MutantSearch.search(mutant, seedsMax)));
      }
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> search : searches) {
        findings.add(search.get());
      }
      return findings;
    }
  }

  private static String rowOf(Finding finding) {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            finding.mutant().name(),
            finding.mutant().breaks(),
            finding.mutant().level().toLowerCase(Locale.ROOT),
            finding.violation().replace("|", "\\|"),
            finding.isFound() ? finding.seed() : "none");
  }

  private static void writeTable(List<Finding> findings) throws IOException {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append("\n| mutant | what it breaks | simulated | violation found | seeds needed |\n");
    table.append("|---|---|---|---|---|\n");
    findings.forEach(finding -> table.append(rowOf(finding)).append('\n'));
    table.append(END);
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf(BEGIN);
    int to = document.indexOf(END) + END.length();
    assertThat(from).isNotNegative().isLessThan(to);
    Files.writeString(DOCUMENT, document.substring(0, from) + table + document.substring(to));
  }
}
