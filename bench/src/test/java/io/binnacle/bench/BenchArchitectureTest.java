package io.binnacle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.binnacle.tidy.ArchitectureRules;
import io.binnacle.tidy.SourceRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the architecture for this module; each rule's bad example lives in {@code tidy}. */
class BenchArchitectureTest {
  private static final String ROOT = "io.binnacle.bench";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("jmh_generated"))
          .importPackages(ROOT);

  private static final List<String> REACTOR = List.of("reactor..", "org.reactivestreams..");
  private static final List<String> SPRING = List.of("org.springframework..");
  private static final List<String> DATABASES = List.of("java.sql..", "javax.sql..");
  private static final List<String> NETTY = List.of("io.netty..");
  private static final List<String> GRPC = List.of("io.grpc..");

  @Test
  void benchDependsOnTheProductOnlyWhereItMeasuresIt() {
    ArchitectureRules.dependsOnlyOn(
            ROOT + "..", ROOT + "..", "io.binnacle.consensus..", "io.binnacle.manifests..")
        .check(CLASSES);
    ArchitectureRules.onlyIn("manifests", List.of("io.binnacle.manifests.."), ROOT + ".apply")
        .check(CLASSES);
    ArchitectureRules.onlyIn(
            "consensus",
            List.of("io.binnacle.consensus.."),
            ROOT + ".consensus",
            ROOT + ".commits..",
            ROOT + ".proof")
        .check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    ArchitectureRules.onlyIn("Netty", NETTY, ROOT, ROOT + ".http", ROOT + ".grpc").check(CLASSES);
    ArchitectureRules.onlyIn("Reactor", REACTOR).check(CLASSES);
    ArchitectureRules.onlyIn("Spring", SPRING).check(CLASSES);
    ArchitectureRules.onlyIn("gRPC", GRPC).check(CLASSES);
    ArchitectureRules.onlyIn("JDBC", DATABASES).check(CLASSES);
  }

  /** A load generator's commands wait and its loops are crossed by threads; its client is not. */
  @Test
  void threadsLiveInTheirRooms() {
    ArchitectureRules.threadsOnlyIn(
            ROOT, ROOT + ".consensus", ROOT + ".commits..", ROOT + ".grpc", ROOT + ".proof")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.packagesHaveNoCycles(ROOT).check(CLASSES);
  }

  /** Rules 6 and 10, and the limits of files and functions. */
  @Test
  void sourceIsTidy() throws IOException {
    SourceRules rules = SourceRules.create();
    assertThat(rules.violations(Path.of(""))).isEmpty();
  }
}
