package io.binnacle.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule reports its bad example: a rule that has never failed may be no rule. */
class ArchitectureRulesTest {
  private static final String BAD = "io.binnacle.tidy.bad";
  private static final JavaClasses EXAMPLES = new ClassFileImporter().importPackages(BAD);
  private static final List<String> PURE = List.of(BAD + ".pure");

  @Test
  void rule1ReportsADependencyOnAnotherModule() {
    assertReported(
        ArchitectureRules.dependsOnlyOn(BAD + ".layer..", BAD + ".layer.."), "Climber", "First");
  }

  @Test
  void rule2ReportsFilesChanceAndCollectionsForThreads() {
    ArchRule rule = ArchitectureRules.pureRoomsSeeValuesOnly(PURE);
    assertReported(rule, "java.nio.file.Files", "java.util.Random", "java.util.UUID");
    assertReported(rule, "java.util.concurrent.ConcurrentHashMap");
  }

  @Test
  void rule2LetsValuesPass() {
    ArchRule rule = ArchitectureRules.pureRoomsSeeValuesOnly(List.of(BAD + ".cycle.."), BAD + "..");
    assertThat(rule.evaluate(EXAMPLES).hasViolation()).isFalse();
  }

  @Test
  void rule2ReportsClocksAndUnorderedCollections() {
    assertReported(
        ArchitectureRules.pureRoomsAreRepeatable(PURE),
        "nanoTime",
        "Instant.now",
        "Map.of",
        "Set.copyOf");
  }

  @Test
  void rule3ReportsReactorOutsideItsRooms() {
    List<String> reactor = List.of("reactor..", "org.reactivestreams..");
    assertReported(ArchitectureRules.onlyIn("Reactor", reactor, BAD + ".thread.."), "Blocker");
    ArchRule allowed = ArchitectureRules.onlyIn("Reactor", reactor, BAD + ".reactive..");
    assertThat(allowed.evaluate(EXAMPLES).hasViolation()).isFalse();
  }

  @Test
  void rules4And5ReportARoomThatIsSeen() {
    assertReported(
        ArchitectureRules.neverSees(BAD + ".layer..", BAD + ".cycle.."), "Climber", "First");
  }

  @Test
  void rule7ReportsBlockingAndSchedulers() {
    assertReported(ArchitectureRules.subscribesOnlyIn("Nobody"), "block", "Schedulers");
    ArchRule listed = ArchitectureRules.subscribesOnlyIn(BAD + ".reactive.Blocker");
    assertThat(listed.evaluate(EXAMPLES).hasViolation()).isFalse();
  }

  @Test
  void rule8ReportsThreadsVolatileAndSynchronized() {
    assertReported(
        ArchitectureRules.threadsOnlyIn(BAD + ".pure.."),
        "Executor",
        "is volatile",
        "is synchronized");
  }

  @Test
  void rule9ReportsACycle() {
    assertReported(
        ArchitectureRules.packagesHaveNoCycles(BAD), BAD + ".cycle.first", BAD + ".cycle.second");
  }

  private static void assertReported(ArchRule rule, String... parts) {
    EvaluationResult result = rule.evaluate(EXAMPLES);
    assertThat(result.hasViolation()).isTrue();
    assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(parts);
  }
}
