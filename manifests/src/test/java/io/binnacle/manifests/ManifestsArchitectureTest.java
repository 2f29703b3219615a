package io.binnacle.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.binnacle.tidy.ArchitectureRules;
import io.binnacle.tidy.SourceRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the architecture for this module; each rule's bad example lives in {@code tidy}. */
class ManifestsArchitectureTest {
  private static final String ROOT = "io.binnacle.manifests";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** The tree and what makes and changes it: for the rooms of this module only. */
  private static final List<String> TREE =
      List.of(
          ROOT + ".ManifestTree",
          ROOT + ".tree..",
          ROOT + ".decode..",
          ROOT + ".convert..",
          ROOT + ".yaml..",
          ROOT + ".format..");

  @Test
  void manifestsDependOnNoOtherModule() {
    ArchitectureRules.dependsOnlyOn(ROOT + "..", ROOT + "..").check(CLASSES);
  }

  @Test
  void allRoomsAreValuesOnly() {
    List<String> rooms = List.of(ROOT + "..");
    ArchitectureRules.pureRoomsSeeValuesOnly(
            rooms,
            ROOT + "..",
            "tools.jackson..",
            "org.snakeyaml.engine..",
            "java.io..",
            "dev.cel..",
            "com.google.common..",
            "com.google.re2j..")
        .check(CLASSES);
    ArchitectureRules.pureRoomsAreRepeatable(rooms).check(CLASSES);
  }

  @Test
  void theYamlParserStaysInItsRoom() {
    ArchitectureRules.onlyIn("the YAML parser", List.of("org.snakeyaml.."), ROOT + ".yaml..")
        .check(CLASSES);
  }

  /** What CEL brings along, Guava and RE2, is no more welcome elsewhere than CEL itself. */
  private static final List<String> CEL =
      List.of("dev.cel..", "com.google.common..", "com.google.re2j..");

  @Test
  void celStaysInItsRooms() {
    ArchitectureRules.onlyIn("CEL", CEL, ROOT + ".schema.cel..").check(CLASSES);
  }

  @Test
  void aClassOutsideThatReachesForCelIsReported() {
    ArchRule rule = ArchitectureRules.onlyIn("CEL", CEL, ROOT + ".schema.cel..");
    JavaClasses bad = new ClassFileImporter().importPackages("io.binnacle.outside");
    assertThat(rule.evaluate(bad).getFailureReport().getDetails())
        .anyMatch(one -> one.contains("ExpressionThief") && one.contains("CelCompilerFactory"));
  }

  @Test
  void streamsAreReadOnlyFromOurOwnResources() {
    List<String> streams =
        List.of("java.io.InputStream", "java.io.Reader", "java.io.File", "java.net.URL");
    ArchitectureRules.onlyIn("streams", streams, ROOT + ".type..", ROOT + ".convert.wire..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.packagesHaveNoCycles(ROOT).check(CLASSES);
  }

  /** The other modules run the same rule over their own classes. */
  @Test
  void aClassOutsideThatReachesForTheTreeIsReported() {
    ArchRule rule = ArchitectureRules.onlyIn("the tree", TREE, ROOT + "..");
    JavaClasses bad = new ClassFileImporter().importPackages("io.binnacle.outside");
    assertThat(rule.evaluate(bad).getFailureReport().getDetails())
        .anyMatch(one -> one.contains("TreeThief") && one.contains("ManifestTree"));
  }

  @Test
  void sourceIsTidy() throws IOException {
    assertThat(SourceRules.create().violations(Path.of(""))).isEmpty();
  }
}
