package io.binnacle.generator;

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
class GeneratorArchitectureTest {
  private static final String ROOT = "io.binnacle.generator";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final List<String> REACTOR = List.of("reactor..", "org.reactivestreams..");
  private static final List<String> SPRING = List.of("org.springframework..");
  private static final List<String> DATABASES = List.of("java.sql..", "javax.sql..");
  private static final List<String> NETTY = List.of("io.netty..");
  private static final List<String> GRPC = List.of("io.grpc..");

  @Test
  void theGeneratorDependsOnNoOtherModule() {
    ArchitectureRules.dependsOnlyOn(ROOT + "..", ROOT + "..").check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    ArchitectureRules.onlyIn("Netty", NETTY).check(CLASSES);
    ArchitectureRules.onlyIn("Reactor", REACTOR).check(CLASSES);
    ArchitectureRules.onlyIn("Spring", SPRING).check(CLASSES);
    ArchitectureRules.onlyIn("gRPC", GRPC).check(CLASSES);
    ArchitectureRules.onlyIn("JDBC", DATABASES).check(CLASSES);
  }

  @Test
  void noThreadLivesHere() {
    ArchitectureRules.threadsOnlyIn().check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.packagesHaveNoCycles(ROOT).check(CLASSES);
  }

  /** Rules 6 and 10, and the limits of files and functions. */
  @Test
  void sourceIsTidy() throws IOException {
    SourceRules rules = SourceRules.create().statusCodesOnlyIn();
    assertThat(rules.violations(Path.of(""))).isEmpty();
  }
}
