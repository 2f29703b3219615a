package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a release with real helm 4, which applies on the server unless it is told not to. */
@Tag("kubectl")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelmReleaseTest {
  private Helm helm;
  private Path chart;
  private Kubectl kubectl;

  @BeforeAll
  void start(AcceptanceCluster cluster) throws Exception {
    kubectl = Kubectl.of(cluster);
    helm = Helm.of(kubectl);
    chart = Files.createTempDirectory("charts").resolve("demo");
    helm.run("create", chart.toString()).succeeds();
  }

  private Programs.Result release(String namespace, String command, String... more)
      throws Exception {
    return helm.run(
        Stream.concat(Stream.of(command, "rel", "-n", namespace), Stream.of(more))
            .toArray(String[]::new));
  }

  /** SSA-01: helm 4's default; and the way of helm 3. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aReleaseIsInstalledUpgradedRolledBackAndUninstalled(String serverSide) throws Exception {
    String namespace = "helm-" + serverSide;
    String flag = "--server-side=" + serverSide;
    String source = chart.toString();
    assertThat(
            release(namespace, "install", source, "--create-namespace", flag).succeeds().output())
        .contains("STATUS: deployed");
    assertThat(owner(namespace))
        .isEqualTo(serverSide.equals("true") ? "helm:Apply" : "helm:Update");
    String first = version(namespace);
    release(namespace, "upgrade", source, flag).succeeds();
    assertThat(version(namespace)).as("nothing has changed").isEqualTo(first);

    release(namespace, "upgrade", source, flag, "--set", "replicaCount=3,service.port=8080")
        .succeeds();
    assertThat(get(namespace, "deployment", ".spec.replicas")).isEqualTo("3");
    assertThat(get(namespace, "service", ".spec.ports[*].port")).isEqualTo("8080");
    // A field of the chart that goes, and an object.
    release(
            namespace,
            "upgrade",
            source,
            flag,
            "--set",
            "serviceAccount.create=false,replicaCount=2")
        .succeeds();
    assertThat(kubectl.run("-n", namespace, "get", "serviceaccount", "rel-demo").fails().errors())
        .contains("NotFound");

    release(namespace, "rollback", "1").succeeds();
    assertThat(get(namespace, "deployment", ".spec.replicas")).isEqualTo("1");
    assertThat(get(namespace, "service", ".spec.ports[*].port")).isEqualTo("80");
    assertThat(kubectl.ok("-n", namespace, "get", "serviceaccount", "rel-demo"))
        .contains("rel-demo");
    assertThat(release(namespace, "history").succeeds().output())
        .contains("Install complete", "Upgrade complete", "Rollback to 1");
    assertThat(release(namespace, "status").succeeds().output()).contains("REVISION: 5");

    release(namespace, "uninstall").succeeds();
    assertThat(kubectl.ok("-n", namespace, "get", "deployments,services,secrets", "-o", "name"))
        .isEmpty();
  }

  private String get(String namespace, String kind, String path) throws Exception {
    return kubectl.ok("-n", namespace, "get", kind, "rel-demo", "-o", "jsonpath={" + path + "}");
  }

  private String version(String namespace) throws Exception {
    return get(namespace, "deployment", ".metadata.resourceVersion");
  }

  private String owner(String namespace) throws Exception {
    return kubectl.ok(
        "-n",
        namespace,
        "get",
        "deployment",
        "rel-demo",
        "--show-managed-fields",
        "-o",
        "jsonpath={.metadata.managedFields[0].manager}:{.metadata.managedFields[0].operation}");
  }
}
