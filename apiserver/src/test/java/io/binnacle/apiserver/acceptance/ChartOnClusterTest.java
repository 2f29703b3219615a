package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders is what Binnacle itself takes: with real helm and real kubectl. */
@Tag("kubectl")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartOnClusterTest {
  private static final Path CHART = Path.of("..", "helm");

  private Helm helm;
  private Kubectl kubectl;

  @BeforeAll
  void start(AcceptanceCluster cluster) throws Exception {
    kubectl = Kubectl.of(cluster);
    helm = Helm.of(kubectl);
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "single", "flags", "hardened"})
  void theRenderedChartIsCreatedThenUnchangedThenDeleted(String values) throws Exception {
    String namespace = "chart-" + values;
    kubectl.ok("create", "namespace", namespace);
    String rendered =
        helm.run(
                "template",
                "log",
                CHART.toString(),
                "--namespace",
                namespace,
                "-f",
                CHART.resolve("ci").resolve(values + "-values.yaml").toString())
            .succeeds()
            .output();
    assertThat(rendered).contains("kind: StatefulSet");
    List<String> created = applied(namespace, rendered);
    assertThat(created).hasSizeGreaterThan(4).allMatch(line -> line.endsWith(" created"));
    String versions = versions(namespace, rendered);
    assertThat(applied(namespace, rendered))
        .hasSameSizeAs(created)
        .allMatch(ChartOnClusterTest::saysNothingChanged);
    assertThat(versions(namespace, rendered)).isEqualTo(versions);
    assertThat(
            kubectl
                .runWith(rendered, "-n", namespace, "delete", "-f", "-")
                .succeeds()
                .output()
                .lines())
        .hasSameSizeAs(created)
        .allMatch(line -> line.contains(" deleted"));
    kubectl.ok("delete", "namespace", namespace, "--wait=true", "--timeout=60s");
  }

  /** What really tells whether something was written. */
  private String versions(String namespace, String rendered) throws Exception {
    String versions =
        kubectl
            .runWith(
                rendered,
                "-n",
                namespace,
                "get",
                "-f",
                "-",
                "-o",
                "jsonpath={range .items[*]}{.kind}:{.metadata.resourceVersion} {end}")
            .succeeds()
            .output();
    assertThat(versions).contains("StatefulSet:");
    return versions;
  }

  /**
   * kubectl prints "configured" whenever its patch is not empty, even if the server has nothing to
   * write. For a budget's selector, which is patched as a whole, and for claim templates, which the
   * server completes, it never is, with any server.
   */
  private static boolean saysNothingChanged(String line) {
    boolean patchNeverEmpty =
        line.startsWith("poddisruptionbudget.policy/") || line.startsWith("statefulset.apps/");
    return line.endsWith(" unchanged") || (patchNeverEmpty && line.endsWith(" configured"));
  }

  private List<String> applied(String namespace, String rendered) throws Exception {
    return kubectl
        .runWith(rendered, "-n", namespace, "apply", "-f", "-")
        .succeeds()
        .output()
        .lines()
        .toList();
  }
}
