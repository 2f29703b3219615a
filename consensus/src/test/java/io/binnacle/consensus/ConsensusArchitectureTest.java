package io.binnacle.consensus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.binnacle.tidy.ArchitectureRules;
import io.binnacle.tidy.SourceRules;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the architecture for this module; each rule's bad example lives in {@code tidy}. */
class ConsensusArchitectureTest {
  private static final String ROOT = "io.binnacle.consensus";
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
      List.of(
          ROOT + ".core",
          ROOT + ".election",
          ROOT + ".log",
          ROOT + ".membership",
          ROOT + ".message",
          ROOT + ".progress",
          ROOT + ".quorum",
          ROOT + ".read",
          ROOT + ".tuning");

  @Test
  void consensusDependsOnNoOtherModule() {
    ArchitectureRules.dependsOnlyOn(ROOT + "..", ROOT + "..").check(CLASSES);
  }

  @Test
  void pureRoomsAreValuesOnly() {
    String[] extra = {
      ROOT,
      ROOT + ".base",
      ROOT + ".core",
      ROOT + ".election",
      ROOT + ".log",
      ROOT + ".membership",
      ROOT + ".message",
      ROOT + ".progress",
      ROOT + ".quorum",
      ROOT + ".read",
      ROOT + ".tuning"
    };
    ArchitectureRules.pureRoomsSeeValuesOnly(PURE, extra).check(CLASSES);
    ArchitectureRules.pureRoomsAreRepeatable(PURE).check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    ArchitectureRules.onlyIn("Netty", NETTY, ROOT + ".transport").check(CLASSES);
    ArchitectureRules.onlyIn("Reactor", REACTOR).check(CLASSES);
    ArchitectureRules.onlyIn("Spring", SPRING).check(CLASSES);
    ArchitectureRules.onlyIn("gRPC", GRPC).check(CLASSES);
    ArchitectureRules.onlyIn("JDBC", DATABASES).check(CLASSES);
  }

  /** Rule 4: only the driver sees the core and what carries its effects out. */
  @Test
  void whatCarriesEffectsOutNeverSeesTheCore() {
    for (String room : List.of("wal", "snapshot", "transport", "disk", "wire")) {
      ArchitectureRules.neverSees(ROOT + "." + room, ROOT + ".core").check(CLASSES);
    }
  }

  @Test
  void threadsLiveInTheirRooms() {
    ArchitectureRules.threadsOnlyIn(ROOT + ".driver", ROOT + ".wal", ROOT + ".transport")
        .check(CLASSES);
  }

  /**
   * WAL-21: an interrupt in the middle of a write would close the file, and a map hides errors. The
   * two that are named tell their own caller that it was interrupted.
   */
  @Test
  void noThreadIsInterruptedAndNoFileIsMapped() {
    noClasses()
        .that()
        .haveNameNotMatching(".*(DutyThread|MemberGroup)")
        .should()
        .callMethod(Thread.class, "interrupt")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(MappedByteBuffer.class)
        .check(CLASSES);
  }

  /** WAL-22: one class decides what a sync is. */
  @Test
  void onlyTheDiskSyncs() {
    noClasses()
        .that()
        .haveNameNotMatching(".*FileDisk.*")
        .should()
        .callMethod(FileChannel.class, "force", boolean.class)
        .check(CLASSES);
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
