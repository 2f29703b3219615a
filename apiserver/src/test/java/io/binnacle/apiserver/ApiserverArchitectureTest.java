package io.binnacle.apiserver;

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
class ApiserverArchitectureTest {
  private static final String ROOT = "io.binnacle.apiserver";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final List<String> SPRING = List.of("org.springframework..");
  private static final List<String> DATABASES = List.of("java.sql..", "javax.sql..");
  private static final List<String> NETTY = List.of("io.netty..");
  private static final List<String> GRPC = List.of("io.grpc..");

  /** The tree below manifests and what makes and changes it. */
  private static final List<String> TREE =
      List.of(
          "io.binnacle.manifests.ManifestTree",
          "io.binnacle.manifests.decode..",
          "io.binnacle.manifests.yaml..",
          "io.binnacle.manifests.format..");

  @Test
  void apiserverDependsOnStoreAndManifests() {
    ArchitectureRules.dependsOnlyOn(
            ROOT + "..",
            ROOT + "..",
            "io.binnacle.store..",
            "io.binnacle.manifests..",
            // boot makes the member, health and metrics report on it; what they use is below.
            "io.binnacle.consensus..")
        .check(CLASSES);
  }

  /** Above the store's door only what makes a member or reports on it knows that there is one. */
  @Test
  void consensusIsSeenOnlyWhereMembersAreMadeAndReported() {
    ArchitectureRules.onlyIn(
            "consensus",
            List.of(
                "io.binnacle.consensus",
                "io.binnacle.consensus.driver..",
                "io.binnacle.consensus.transport..",
                "io.binnacle.consensus.disk..",
                "io.binnacle.consensus.metrics.."),
            ROOT + ".boot",
            ROOT + ".joining",
            ROOT + ".group",
            ROOT + ".health",
            ROOT + ".metrics")
        .check(CLASSES);
  }

  @Test
  void nobodyReachesForTheTreeBelowManifests() {
    ArchitectureRules.onlyIn("the tree", TREE).check(CLASSES);
  }

  @Test
  void pureRoomsAreValuesOnly() {
    List<String> pure = List.of(ROOT + ".request");
    ArchitectureRules.pureRoomsSeeValuesOnly(
            pure,
            ROOT + ".request",
            "reactor.core.publisher",
            "org.reactivestreams",
            "io.binnacle.manifests..",
            "io.binnacle.consensus.base",
            "java.security.cert",
            "java.net")
        .check(CLASSES);
    ArchitectureRules.pureRoomsAreRepeatable(pure).check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    ArchitectureRules.onlyIn("Netty", NETTY, ROOT + ".http", ROOT + ".boot").check(CLASSES);
    ArchitectureRules.onlyIn(
            "Spring", SPRING, ROOT + ".boot", ROOT + ".http", ROOT + ".configuration")
        .check(CLASSES);
    ArchitectureRules.onlyIn("gRPC", GRPC).check(CLASSES);
    ArchitectureRules.onlyIn("JDBC", DATABASES).check(CLASSES);
  }

  /** Rule 5: whoever calls, the rules for objects are the same. */
  @Test
  void theRegistryNeverSeesWhoCallsIt() {
    ArchitectureRules.neverSees(
            ROOT + ".registry..",
            ROOT + ".endpoint..",
            ROOT + ".pipeline..",
            ROOT + ".http..",
            ROOT + ".stream..",
            ROOT + ".controller..")
        .check(CLASSES);
  }

  /** Rule 7: each of these has a thread that may wait, or is where a pipeline begins. */
  @Test
  void onlyNamedClassesBlockOrSubscribe() {
    ArchitectureRules.subscribesOnlyIn(
            ROOT + ".boot.HttpListener",
            ROOT + ".boot.ResourceParts",
            ROOT + ".bootstrap.Bootstrap",
            ROOT + ".joining.SelfPromotion",
            ROOT + ".controller.Controllers",
            ROOT + ".controller.ObjectFeeds",
            ROOT + ".controller.election.LeaseElection",
            ROOT + ".controller.presence.PresenceRecords",
            ROOT + ".controller.presence.ServiceEndpoints")
        .check(CLASSES);
  }

  @Test
  void threadsLiveInTheirRooms() {
    ArchitectureRules.threadsOnlyIn(
            ROOT + ".boot", ROOT + ".controller", ROOT + ".stream", ROOT + ".cli..")
        .check(CLASSES);
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
            .statusCodesOnlyIn("io.binnacle.apiserver.reply", "io.binnacle.apiserver.cli");
    assertThat(rules.violations(Path.of(""))).isEmpty();
  }
}
