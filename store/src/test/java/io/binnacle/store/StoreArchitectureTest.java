package io.binnacle.store;

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
class StoreArchitectureTest {
  private static final String ROOT = "io.binnacle.store";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final List<String> REACTOR = List.of("reactor..", "org.reactivestreams..");
  private static final List<String> SPRING = List.of("org.springframework..");
  private static final List<String> DATABASES = List.of("java.sql..", "javax.sql..");
  private static final List<String> NETTY = List.of("io.netty..");
  private static final List<String> GRPC = List.of("io.grpc..");

  private static final List<String> PURE =
      List.of(ROOT + ".command", ROOT + ".comparison", ROOT + ".mvcc");

  @Test
  void storeDependsOnConsensusOnly() {
    ArchitectureRules.dependsOnlyOn(ROOT + "..", ROOT + "..", "io.binnacle.consensus..")
        .check(CLASSES);
  }

  @Test
  void pureRoomsAreValuesOnly() {
    String[] extra = {
      ROOT, ROOT + ".command", ROOT + ".comparison", ROOT + ".mvcc", "io.binnacle.consensus.base"
    };
    ArchitectureRules.pureRoomsSeeValuesOnly(PURE, extra).check(CLASSES);
    ArchitectureRules.pureRoomsAreRepeatable(PURE).check(CLASSES);
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
  void threadsLiveInTheirRooms() {
    ArchitectureRules.threadsOnlyIn(ROOT + ".replicated", ROOT + ".watch").check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.packagesHaveNoCycles(ROOT).check(CLASSES);
  }

  /** Rules 6 and 10, and the limits of files and functions. */
  @Test
  void sourceIsTidy() throws IOException {
    SourceRules rules =
        SourceRules.create()
            .statusCodesOnlyIn()
            .allowingFullPackage(
                "io.binnacle.store",
                17,
                "the door: the store, its limits, and the values and outcomes it speaks");
    assertThat(rules.violations(Path.of(""))).isEmpty();
  }
}
