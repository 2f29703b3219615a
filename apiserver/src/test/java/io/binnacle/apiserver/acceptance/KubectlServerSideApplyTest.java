package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What users of {@code kubectl apply --server-side} see and get (SSA-01, SSA-31, SSA-42). */
@Tag("kubectl")
@ParameterizedClass(name = "{0}")
@MethodSource("io.binnacle.apiserver.acceptance.Kubectl#binaries")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlServerSideApplyTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        labels: {app: web, tier: front}
      spec:
        replicas: 2
        selector:
          matchLabels: {app: web}
        template:
          metadata:
            labels: {app: web}
          spec:
            containers:
            - name: web
              image: web:1
              ports:
              - containerPort: 80
      """;

  private static final String OWNERS =
      "jsonpath={range .metadata.managedFields[*]}{.manager}:{.operation}:{.subresource} {end}";

  @Parameter Path binary;

  private AcceptanceCluster cluster;
  private Path home;
  private Kubectl kubectl;
  private String namespace;
  private int counter;

  @BeforeAll
  void start(AcceptanceCluster shared) throws Exception {
    cluster = shared;
    home = Files.createTempDirectory("home");
  }

  @BeforeEach
  void makeANamespace() throws Exception {
    kubectl = new Kubectl(binary, cluster.kubeconfig(), cluster.balancerUrl(), home);
    namespace = "apply-" + counter++;
    kubectl.ok("create", "namespace", namespace);
  }

  private Programs.Result run(String input, String... arguments) throws Exception {
    String[] all =
        Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new);
    return kubectl.runWith(input, all);
  }

  private String ok(String input, String... arguments) throws Exception {
    return run(input, arguments).succeeds().output().strip();
  }

  private Programs.Result apply(String manifest, String... more) throws Exception {
    String[] all =
        Stream.concat(Stream.of("apply", "--server-side", "-f", "-"), Stream.of(more))
            .toArray(String[]::new);
    return run(manifest, all);
  }

  private String of(String path) throws Exception {
    return ok("", "get", "deployment", "web", "-o", "jsonpath={" + path + "}");
  }

  private List<String> owners() throws Exception {
    return List.of(
        ok("", "get", "deployment", "web", "--show-managed-fields", "-o", OWNERS).split(" "));
  }

  /** SSA-06, SSA-10. */
  @Test
  void applyCreatesAndTheSecondTimeWritesNothing() throws Exception {
    assertThat(apply(DEPLOYMENT).succeeds().output().strip())
        .isEqualTo("deployment.apps/web serverside-applied");
    String version = of(".metadata.resourceVersion");
    assertThat(apply(DEPLOYMENT).succeeds().output().strip())
        .isEqualTo("deployment.apps/web serverside-applied");
    assertThat(of(".metadata.resourceVersion")).isEqualTo(version);
    assertThat(owners()).containsExactly("kubectl:Apply:");
    assertThat(ok("", "get", "deployment", "web", "-o", "yaml")).doesNotContain("managedFields");
    assertThat(ok("", "get", "deployment", "web", "-o", "yaml", "--show-managed-fields"))
        .contains("managedFields", "k:{\"containerPort\":80,\"protocol\":\"TCP\"}:");
  }

  /** SSA-30, SSA-31, SSA-32. */
  @Test
  void aConflictIsExplainedAndForceSettlesIt() throws Exception {
    apply(DEPLOYMENT).succeeds();
    String five = DEPLOYMENT.replace("replicas: 2", "replicas: 5").replace("web:1", "web:5");
    String errors = apply(five, "--field-manager=other").fails().errors();
    assertThat(errors)
        .contains(
            "Apply failed with 2 conflicts: conflicts with \"kubectl\":\n- .spec.replicas\n"
                + "- .spec.template.spec.containers[name=\"web\"].image")
        .contains("Please review the fields above--they currently have other managers.");
    assertThat(of(".spec.replicas")).isEqualTo("2");
    apply(five, "--field-manager=other", "--force-conflicts").succeeds();
    assertThat(of(".spec.replicas")).isEqualTo("5");
    assertThat(apply(DEPLOYMENT).fails().errors()).contains("conflicts with \"other\":");
  }

  /** SSA-33. */
  @Test
  void whatTheManifestNoLongerHasIsRemoved() throws Exception {
    apply(DEPLOYMENT).succeeds();
    apply(DEPLOYMENT.replace(", tier: front", "").replace("  replicas: 2\n", "")).succeeds();
    assertThat(of(".metadata.labels")).isEqualTo("{\"app\":\"web\"}");
    assertThat(of(".spec.replicas")).isEqualTo("1");
  }

  /** SSA-42. */
  @Test
  void whatWasAppliedFromTheClientIsTakenOver() throws Exception {
    ok(DEPLOYMENT, "apply", "-f", "-");
    assertThat(owners()).containsExactly("kubectl-client-side-apply:Update:");
    String changed = DEPLOYMENT.replace("web:1", "web:2").replace(", tier: front", "");
    apply(changed).succeeds();
    assertThat(of(".spec.template.spec.containers[0].image")).isEqualTo("web:2");
    assertThat(of(".metadata.labels")).isEqualTo("{\"app\":\"web\"}");
    assertThat(owners()).contains("kubectl:Apply:");
    assertThat(ok("", "apply", "view-last-applied", "deployment/web")).contains("image: web:2");
    // And back again.
    assertThat(ok(changed.replace("web:2", "web:3"), "apply", "-f", "-"))
        .isEqualTo("deployment.apps/web configured");
    assertThat(of(".spec.template.spec.containers[0].image")).isEqualTo("web:3");
  }

  /** SSA-19. */
  @Test
  void whoScalesOwnsTheReplicas() throws Exception {
    apply(DEPLOYMENT).succeeds();
    ok("", "scale", "deployment", "web", "--replicas=7");
    assertThat(owners()).containsExactly("kubectl:Apply:", "kubectl:Update:scale");
    assertThat(apply(DEPLOYMENT).fails().errors())
        .contains("conflict with \"kubectl\" with subresource \"scale\" using apps/v1");
    apply(DEPLOYMENT.replace("  replicas: 2\n", "")).succeeds();
    assertThat(of(".spec.replicas")).isEqualTo("7");
  }

  /** SSA-15. */
  @Test
  void otherCommandsAreTrackedByTheirNames() throws Exception {
    apply(DEPLOYMENT).succeeds();
    ok("", "label", "deployment", "web", "extra=yes");
    ok("", "annotate", "deployment", "web", "note=kept");
    ok("", "set", "image", "deployment/web", "web=web:9");
    assertThat(owners())
        .containsExactlyInAnyOrder(
            "kubectl:Apply:",
            "kubectl-label:Update:",
            "kubectl-annotate:Update:",
            "kubectl-set:Update:");
    assertThat(apply(DEPLOYMENT).fails().errors())
        .contains("conflict with \"kubectl-set\" using apps/v1");
    assertThat(of(".metadata.labels.extra")).isEqualTo("yes");
  }

  /** SSA-07. */
  @Test
  void dryRunsAndDiffsStoreNothing() throws Exception {
    assertThat(apply(DEPLOYMENT, "--dry-run=server").succeeds().output().strip())
        .isEqualTo("deployment.apps/web serverside-applied (server dry run)");
    assertThat(run("", "get", "deployment", "web").fails().errors()).contains("NotFound");
    apply(DEPLOYMENT).succeeds();
    assertThat(run(DEPLOYMENT, "diff", "--server-side", "-f", "-").exitCode()).isZero();
    Programs.Result differs =
        run(DEPLOYMENT.replace("web:1", "web:2"), "diff", "--server-side", "-f", "-");
    assertThat(differs.exitCode()).isEqualTo(1);
    assertThat(differs.output()).contains("image: web:1", "image: web:2");
  }

  /** SSA-07, SSA-37. */
  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(apply(DEPLOYMENT.replace("replicas: 2", "replicaz: 2")).fails().errors())
        .contains(".spec.replicaz: field not declared in schema");
    String twice =
        DEPLOYMENT.replace(
            "        - containerPort: 80",
            "        - containerPort: 80\n        - containerPort: 80");
    assertThat(apply(twice).fails().errors())
        .contains("duplicate entries for key [containerPort=80,protocol=\"TCP\"]");
  }
}
