package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.tidy.SharedInputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real manifests apply, apply again without a change, and delete. */
@Tag("kubectl")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestFilesTest {
  private Kubectl kubectl;
  private int counter;

  static List<Path> manifests() throws Exception {
    Optional<Path> folder = SharedInputs.manifests();
    Assumptions.assumeTrue(folder.isPresent(), SharedInputs.MISSING);
    try (var files = Files.list(folder.orElseThrow())) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @BeforeAll
  void start(AcceptanceCluster cluster) throws Exception {
    kubectl = Kubectl.of(cluster);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void aManifestAppliesTwiceAndDeletes(Path manifest) throws Exception {
    String namespace = "manifest-" + counter++;
    kubectl.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(namespace));
    List<String> first = apply(namespace, manifest);
    assertThat(first).isNotEmpty().allMatch(line -> line.endsWith(" created"));
    String versions = versions(namespace, manifest);
    List<String> second = apply(namespace, manifest);
    assertThat(second).hasSameSizeAs(first).allMatch(line -> saysNothingChanged(manifest, line));
    assertThat(versions(namespace, manifest)).isEqualTo(versions);
    assertThat(kubectl.ok("-n", namespace, "delete", "-f", manifest.toString()).lines())
        .hasSameSizeAs(first)
        .allMatch(line -> line.contains(" deleted"));
    assertThat(kubectl.ok("-n", namespace, "get", "-f", manifest.toString(), "--ignore-not-found"))
        .isEmpty();
  }

  /** The objects' resourceVersions: what really tells whether something was written. */
  private String versions(String namespace, Path manifest) throws Exception {
    return kubectl.ok(
        "-n",
        namespace,
        "get",
        "-f",
        manifest.toString(),
        "-o",
        "jsonpath={range .items[*]}{.metadata.resourceVersion} {end}{.metadata.resourceVersion}");
  }

  /**
   * kubectl prints "configured" whenever its patch is not empty, even if the server has nothing to
   * write. These manifests spell a quantity otherwise than its canonical form, or leave defaults
   * out of an atomic list, so kubectl's patch is never empty, with any server.
   */
  private static boolean saysNothingChanged(Path manifest, String line) {
    String name = manifest.getFileName().toString();
    boolean patchNeverEmpty =
        name.equals("databases_mysql-cinder-pd_mysql.yaml")
            || name.equals("databases_cassandra_cassandra-statefulset.yaml");
    return line.endsWith(" unchanged") || (patchNeverEmpty && line.endsWith(" configured"));
  }

  private List<String> apply(String namespace, Path manifest) throws Exception {
    return kubectl.ok("-n", namespace, "apply", "-f", manifest.toString()).lines().toList();
  }
}
