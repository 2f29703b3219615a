package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * E2E-01: what a user types, with the kubectl binaries found here, against a replica that does not
 * lead.
 */
@Tag("kubectl")
@ParameterizedClass(name = "{0}")
@MethodSource("io.binnacle.apiserver.acceptance.Kubectl#binaries")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
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

  @Parameter Path binary;

  private AcceptanceCluster cluster;
  private Path folder;
  private String followerUrl;
  private int counter;

  private Kubectl kubectl;
  private String namespace;

  @BeforeAll
  void startThreeReplicas() throws Exception {
    cluster = AcceptanceCluster.start(3);
    folder = Files.createTempDirectory("kubectl");
    followerUrl = cluster.follower().url();
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void makeANamespace() throws Exception {
    namespace = "kubectl-" + counter++;
    kubectl = new Kubectl(binary, cluster.kubeconfig(), followerUrl, folder.resolve("home"));
    assertThat(
            kubectl.apply(
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(namespace)))
        .isEqualTo("namespace/" + namespace + " created");
  }

  @AfterEach
  void removeTheNamespace() throws Exception {
    kubectl.ok("delete", "namespace", namespace, "--wait=false");
  }

  private String ok(String... arguments) throws Exception {
    String[] all =
        Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new);
    return kubectl.ok(all);
  }

  private Programs.Result run(String... arguments) throws Exception {
    String[] all =
        Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new);
    return kubectl.run(all);
  }

  private String apply(String manifest) throws Exception {
    return kubectl
        .runWith(manifest, "-n", namespace, "apply", "-f", "-")
        .succeeds()
        .output()
        .strip();
  }

  private Path file(String text) throws IOException {
    Path file = Files.createTempFile(folder, "manifest", ".yaml");
    return Files.writeString(file, text);
  }

  @Test
  void applyCreatesThenLeavesUnchangedThenConfigures() throws Exception {
    assertThat(apply(DEPLOYMENT)).isEqualTo("deployment.apps/web created");
    assertThat(apply(DEPLOYMENT)).isEqualTo("deployment.apps/web unchanged");
    assertThat(apply(DEPLOYMENT.replace("image: web:1", "image: web:2")))
        .isEqualTo("deployment.apps/web configured");
    assertThat(
            ok(
                "get",
                "deployment",
                "web",
                "-o",
                "jsonpath={.spec.template.spec.containers[0].image}"))
        .isEqualTo("web:2");
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.metadata.generation}"))
        .isEqualTo("2");
  }

  @Test
  void applyRemovesAFieldThatTheManifestNoLongerHas() throws Exception {
    apply(DEPLOYMENT);
    apply(DEPLOYMENT.replace(", tier: front", ""));
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.metadata.labels}"))
        .isEqualTo("{\"app\":\"web\"}");
  }

  @Test
  void applyRefusesAnUnknownField() throws Exception {
    Programs.Result result =
        kubectl.runWith(
            DEPLOYMENT.replace("replicas: 2", "replicaz: 2"), "-n", namespace, "apply", "-f", "-");
    assertThat(result.fails().errors()).contains("unknown field \"spec.replicaz\"");
  }

  @Test
  void createSaysWhatExistsAlready() throws Exception {
    assertThat(ok("create", "configmap", "settings", "--from-literal=color=blue"))
        .isEqualTo("configmap/settings created");
    assertThat(run("create", "configmap", "settings").fails().errors())
        .contains("configmaps \"settings\" already exists");
    assertThat(ok("create", "secret", "generic", "hidden", "--from-literal=password=x"))
        .isEqualTo("secret/hidden created");
    assertThat(ok("create", "serviceaccount", "robot")).isEqualTo("serviceaccount/robot created");
    assertThat(ok("create", "deployment", "made", "--image=made:1"))
        .isEqualTo("deployment.apps/made created");
    assertThat(ok("create", "service", "clusterip", "made", "--tcp=80:8080"))
        .isEqualTo("service/made created");
    assertThat(ok("create", "job", "once", "--image=once:1")).isEqualTo("job.batch/once created");
    assertThat(ok("create", "role", "reader", "--verb=get", "--resource=pods"))
        .isEqualTo("role.rbac.authorization.k8s.io/reader created");
  }

  @Test
  void createOnTheServersDryRunStoresNothing() throws Exception {
    assertThat(ok("create", "configmap", "ghost", "--dry-run=server"))
        .isEqualTo("configmap/ghost created (server dry run)");
    assertThat(run("get", "configmap", "ghost").fails().errors())
        .contains("Error from server (NotFound): configmaps \"ghost\" not found");
  }

  @Test
  void getPrintsTheColumnsUsersKnow() throws Exception {
    apply(DEPLOYMENT);
    List<String> lines = ok("get", "deployments").lines().toList();
    assertThat(lines.get(0)).matches("NAME +READY +UP-TO-DATE +AVAILABLE +AGE");
    assertThat(lines.get(1)).matches("web +0/2 +0 +0 +\\d+s");
    assertThat(ok("get", "deployments", "-o", "wide").lines().findFirst().orElseThrow())
        .matches("NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR");
    assertThat(ok("get", "deploy", "--show-labels").lines().toList().get(1))
        .endsWith("app=web,tier=front");
    assertThat(ok("get", "deploy", "-L", "tier").lines().findFirst().orElseThrow())
        .endsWith("TIER");
  }

  @Test
  void getPrintsEveryOutputForm() throws Exception {
    apply(DEPLOYMENT);
    assertThat(ok("get", "deployment/web", "-o", "name")).isEqualTo("deployment.apps/web");
    assertThat(ok("get", "deployment", "web", "-o", "yaml"))
        .startsWith("apiVersion: apps/v1\nkind: Deployment\n")
        .contains("  replicas: 2\n", "terminationGracePeriodSeconds: 30", "uid: ");
    assertThat(ok("get", "deployment", "web", "-o", "json"))
        .contains("\"kind\": \"Deployment\"", "\"revisionHistoryLimit\": 10");
    assertThat(ok("get", "deployments", "-o", "json")).contains("\"kind\": \"List\"");
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.spec.strategy.type}"))
        .isEqualTo("RollingUpdate");
    assertThat(ok("get", "deployments", "-o", "custom-columns=N:.metadata.name,R:.spec.replicas"))
        .matches("N +R\\s+web +2");
    assertThat(ok("get", "deployments", "-o", "go-template={{len .items}}")).isEqualTo("1");
  }

  @Test
  void getSelectsByLabelAndField() throws Exception {
    ok("create", "configmap", "one");
    ok("create", "configmap", "two");
    ok("label", "configmap", "one", "color=red");
    ok("label", "configmap", "two", "color=blue");
    assertThat(ok("get", "configmap", "-l", "color=red", "-o", "name")).isEqualTo("configmap/one");
    assertThat(ok("get", "configmap", "-l", "color in (blue,green)", "-o", "name"))
        .isEqualTo("configmap/two");
    assertThat(ok("get", "configmap", "-l", "color,color!=red", "-o", "name"))
        .isEqualTo("configmap/two");
    assertThat(ok("get", "configmap", "--field-selector", "metadata.name=one", "-o", "name"))
        .isEqualTo("configmap/one");
    assertThat(run("get", "configmap", "--field-selector", "data.x=1").fails().errors())
        .contains("is not a known field selector");
    assertThat(run("get", "configmap", "-l", "color=(").fails().errors())
        .contains("unable to parse");
  }

  @Test
  void getListsAllNamespacesAndSorts() throws Exception {
    ok("create", "configmap", "b", "--from-literal=order=1");
    ok("create", "configmap", "a", "--from-literal=order=2");
    assertThat(ok("get", "configmap", "--sort-by=.data.order", "-o", "name").lines().toList())
        .containsExactly("configmap/b", "configmap/a");
    List<String> everywhere = kubectl.ok("get", "configmap", "-A").lines().toList();
    assertThat(everywhere.getFirst()).matches("NAMESPACE +NAME +DATA +AGE");
    assertThat(everywhere).anyMatch(line -> line.matches(namespace + " +a +1 +\\d+s"));
    assertThat(ok("get", "configmap", "--chunk-size=1", "-o", "name").lines().toList())
        .contains("configmap/a", "configmap/b");
  }

  @Test
  void getWatchesChangesAsTheyCome() throws Exception {
    ok("create", "configmap", "watched");
    Path output = Files.createTempFile(folder, "watch", ".txt");
    Process watch =
        new ProcessBuilder(
                binary.toString(),
                "--kubeconfig=" + cluster.kubeconfig(),
                "--server=" + kubectl.serverUrl(),
                "-n",
                namespace,
                "get",
                "configmap",
                "watched",
                "--watch",
                "--output-watch-events")
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      AcceptanceCluster.await("the first event", () -> linesWith(output, "ADDED"));
      ok("label", "configmap", "watched", "seen=yes");
      AcceptanceCluster.await("the change", () -> linesWith(output, "MODIFIED"));
      ok("delete", "configmap", "watched");
      AcceptanceCluster.await("the deletion", () -> linesWith(output, "DELETED"));
    } finally {
      watch.destroy();
      watch.waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(Files.readAllLines(output).stream().map(line -> line.split(" +", 2)[0]))
        .containsExactly("EVENT", "ADDED", "MODIFIED", "DELETED");
  }

  private static List<String> linesWith(Path file, String word) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.contains(word)).toList();
  }

  @Test
  void describeTellsTheStory() throws Exception {
    apply(DEPLOYMENT);
    assertThat(ok("describe", "deployment", "web"))
        .contains("Name:                   web", "Selector:               app=web", "2 desired")
        .contains("StrategyType:           RollingUpdate");
    ok("create", "configmap", "settings", "--from-literal=color=blue");
    assertThat(ok("describe", "configmap", "settings")).contains("color:\n----\nblue");
    assertThat(kubectl.ok("describe", "namespace", namespace)).contains("Status:       Active");
  }

  @Test
  void editSavesWhatTheEditorChanged() throws Exception {
    ok("create", "configmap", "edited", "--from-literal=color=blue");
    Programs.Result result =
        kubectl.runWith(
            Map.of("EDITOR", "sed -i s/blue/green/"),
            "",
            "-n",
            namespace,
            "edit",
            "configmap",
            "edited");
    assertThat(result.succeeds().output()).contains("configmap/edited edited");
    assertThat(ok("get", "configmap", "edited", "-o", "jsonpath={.data.color}")).isEqualTo("green");
  }

  @Test
  void patchWorksInThreeTypes() throws Exception {
    apply(DEPLOYMENT);
    assertThat(
            ok(
                "patch",
                "deployment",
                "web",
                "-p",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"web:9\"}]}}}}"))
        .isEqualTo("deployment.apps/web patched");
    assertThat(
            ok(
                "get",
                "deployment",
                "web",
                "-o",
                "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports[0].containerPort}"))
        .isEqualTo("web:9 80");
    ok("patch", "deployment", "web", "--type=merge", "-p", "{\"spec\":{\"replicas\":5}}");
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).isEqualTo("5");
    ok(
        "patch",
        "deployment",
        "web",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":7}]");
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).isEqualTo("7");
    assertThat(
            ok("patch", "deployment", "web", "--type=merge", "-p", "{\"spec\":{\"replicas\":7}}"))
        .isEqualTo("deployment.apps/web patched (no change)");
    assertThat(
            run(
                    "patch",
                    "deployment",
                    "web",
                    "--type=json",
                    "-p",
                    "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":1}]")
                .fails()
                .errors())
        .contains("the server rejected our request");
  }

  @Test
  void labelAndAnnotateAddAndRemove() throws Exception {
    ok("create", "configmap", "marked");
    assertThat(ok("label", "configmap", "marked", "color=red"))
        .isEqualTo("configmap/marked labeled");
    assertThat(run("label", "configmap", "marked", "color=blue").fails().errors())
        .contains("already has a value");
    ok("label", "configmap", "marked", "color=blue", "--overwrite");
    assertThat(ok("get", "configmap", "marked", "-o", "jsonpath={.metadata.labels.color}"))
        .isEqualTo("blue");
    assertThat(ok("label", "configmap", "marked", "color-"))
        .isEqualTo("configmap/marked unlabeled");
    assertThat(ok("annotate", "configmap", "marked", "note=hello"))
        .isEqualTo("configmap/marked annotated");
    assertThat(ok("get", "configmap", "marked", "-o", "jsonpath={.metadata.annotations.note}"))
        .isEqualTo("hello");
    assertThat(run("label", "configmap", "marked", "bad key=x").fails().errors())
        .contains("invalid");
  }

  @Test
  void scaleGoesThroughTheSubresource() throws Exception {
    apply(DEPLOYMENT);
    assertThat(ok("scale", "deployment", "web", "--replicas=4"))
        .isEqualTo("deployment.apps/web scaled");
    assertThat(ok("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).isEqualTo("4");
    assertThat(
            run("scale", "deployment", "web", "--current-replicas=1", "--replicas=9")
                .fails()
                .errors())
        .contains("Expected replicas to be 1, was 4");
    assertThat(ok("get", "deployment", "web", "--subresource=scale", "-o", "jsonpath={.kind}"))
        .isEqualTo("Scale");
  }

  /** RES-02. */
  @Test
  void autoscaleMakesAnAutoscalerThatBothVersionsShow() throws Exception {
    apply(DEPLOYMENT);
    assertThat(ok("autoscale", "deployment", "web", "--min=2", "--max=5", "--cpu-percent=70"))
        .isEqualTo("horizontalpodautoscaler.autoscaling/web autoscaled");
    assertThat(ok("get", "hpa", "web")).containsPattern("Deployment/web +cpu: <unknown>/70% +2 +5");
    assertThat(ok("get", "horizontalpodautoscalers.v1.autoscaling", "web"))
        .containsPattern("Deployment/web +cpu: <unknown>/70% +2 +5");
    String target = "jsonpath={.spec.targetCPUUtilizationPercentage}";
    assertThat(ok("get", "horizontalpodautoscalers.v1.autoscaling", "web", "-o", target))
        .isEqualTo("70");
    assertThat(ok("get", "events.events.k8s.io")).isEmpty();
  }

  /** SUB-30, SUB-42. */
  @Test
  void tokensAreMadeAndWhatNeedsANodeSaysSo() throws Exception {
    ok("create", "serviceaccount", "robot");
    assertThat(ok("create", "token", "robot", "--duration=20m")).matches("ey[^.]+\\.[^.]+\\.[^.]+");
    ok("run", "lonely", "--image=example.com/a:1");
    assertThat(ok("logs", "lonely")).isEmpty();
    assertThat(run("exec", "lonely", "--", "true").fails().errors())
        .contains("pod lonely does not have a host assigned");
    assertThat(run("port-forward", "lonely", "8080:80").fails().errors())
        .contains("pod is not running");
  }

  @Test
  void replaceNeedsAnExistingObject() throws Exception {
    ok("create", "configmap", "swapped", "--from-literal=color=blue");
    Path replacement =
        file("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: swapped}\ndata: {color: green}\n");
    assertThat(ok("replace", "-f", replacement.toString())).isEqualTo("configmap/swapped replaced");
    assertThat(ok("get", "configmap", "swapped", "-o", "jsonpath={.data.color}"))
        .isEqualTo("green");
    Path stale =
        file(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: swapped, resourceVersion: \"1\"}\n");
    assertThat(run("replace", "-f", stale.toString()).fails().errors())
        .contains("the object has been modified; please apply your changes to the latest version");
    Path missing = file("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nowhere}\n");
    assertThat(run("replace", "-f", missing.toString()).fails().errors()).contains("NotFound");
  }

  @Test
  void deleteByNameSelectorFileAndAll() throws Exception {
    for (String name : List.of("a", "b", "c", "d")) {
      ok("create", "configmap", name);
    }
    ok("label", "configmap", "b", "doomed=yes");
    assertThat(ok("delete", "configmap", "a")).startsWith("configmap \"a\" deleted");
    assertThat(ok("delete", "configmap", "-l", "doomed=yes")).startsWith("configmap \"b\" deleted");
    Path manifest = file("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    assertThat(ok("delete", "-f", manifest.toString())).startsWith("configmap \"c\" deleted");
    assertThat(ok("delete", "configmap", "--all")).contains("configmap \"d\" deleted");
    assertThat(run("delete", "configmap", "a").fails().errors()).contains("NotFound");
    assertThat(ok("delete", "configmap", "a", "--ignore-not-found")).isEmpty();
  }

  @Test
  void deleteCascadesAsAsked() throws Exception {
    for (String mode : List.of("background", "foreground", "orphan")) {
      ok("create", "configmap", "owner");
      String uid = ok("get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}");
      apply(
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: owned
            ownerReferences:
            - {apiVersion: v1, kind: ConfigMap, name: owner, uid: %s, blockOwnerDeletion: true}
          """
              .formatted(uid));
      ok("delete", "configmap", "owner", "--cascade=" + mode);
      if (mode.equals("orphan")) {
        AcceptanceCluster.await(
            "the owner to be let go",
            () -> ownersOf("owned").isEmpty() ? List.of("orphaned") : List.of());
        ok("delete", "configmap", "owned");
      } else {
        kubectl.ok("-n", namespace, "wait", "--for=delete", "configmap/owned", "--timeout=20s");
      }
    }
  }

  private String ownersOf(String name) throws IOException, InterruptedException {
    return kubectl.ok(
        "-n",
        namespace,
        "get",
        "configmap",
        name,
        "-o",
        "jsonpath={.metadata.ownerReferences[*].name}");
  }

  @Test
  void waitSeesConditionsAndDeletions() throws Exception {
    apply(DEPLOYMENT);
    assertThat(ok("wait", "deployment/web", "--for=jsonpath={.spec.replicas}=2", "--timeout=5s"))
        .isEqualTo("deployment.apps/web condition met");
    ok(
        "patch",
        "deployment",
        "web",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}}");
    assertThat(ok("wait", "deployment/web", "--for=condition=Available", "--timeout=5s"))
        .isEqualTo("deployment.apps/web condition met");
    assertThat(
            run("wait", "deployment/web", "--for=condition=Progressing", "--timeout=1s")
                .fails()
                .errors())
        .contains("timed out waiting for the condition");
  }

  @Test
  void diffShowsWhatApplyWouldChange() throws Exception {
    apply(DEPLOYMENT);
    Path changed = file(DEPLOYMENT.replace("replicas: 2", "replicas: 3"));
    Programs.Result result = run("diff", "-f", changed.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("-  replicas: 2", "+  replicas: 3");
    Path same = file(DEPLOYMENT);
    assertThat(run("diff", "-f", same.toString()).succeeds().output()).isEmpty();
  }

  @Test
  void explainPrintsFieldsAndTheirText() throws Exception {
    assertThat(ok("explain", "deployment"))
        .contains(
            "GROUP:      apps",
            "KIND:       Deployment",
            "VERSION:    v1",
            "spec\t<DeploymentSpec>");
    assertThat(ok("explain", "pod.spec.containers.imagePullPolicy"))
        .contains("FIELD: imagePullPolicy <string>", "DESCRIPTION:")
        .doesNotContain("<empty>");
    assertThat(ok("explain", "configmap", "--recursive"))
        .contains("binaryData\t<map[string]string>");
  }

  @Test
  void discoveryListsResourcesAndVersions() throws Exception {
    assertThat(kubectl.ok("api-resources"))
        .containsPattern("pods +po +v1 +true +Pod")
        .containsPattern("deployments +deploy +apps/v1 +true +Deployment")
        .containsPattern("namespaces +ns +v1 +false +Namespace");
    assertThat(kubectl.ok("api-resources", "--namespaced=false", "-o", "name")).contains("nodes");
    assertThat(kubectl.ok("api-versions").lines().toList())
        .contains("v1", "apps/v1", "batch/v1", "coordination.k8s.io/v1", "networking.k8s.io/v1");
  }

  @Test
  void clusterInfoVersionAndRawAnswers() throws Exception {
    assertThat(kubectl.ok("cluster-info")).contains("is running at", kubectl.serverUrl());
    assertThat(kubectl.ok("version")).contains("Server Version: v1.36");
    assertThat(kubectl.ok("get", "--raw", "/readyz")).isEqualTo("ok");
    assertThat(kubectl.ok("get", "--raw", "/api/v1/namespaces/default"))
        .contains("\"kind\":\"Namespace\"");
    assertThat(kubectl.ok("get", "--raw", "/metrics")).contains("apiserver_request_total{");
    assertThat(kubectl.run("get", "--raw", "/nowhere").fails().errors()).contains("NotFound");
  }

  @Test
  void authCanIAnswersForTheAdministrator() throws Exception {
    assertThat(ok("auth", "can-i", "create", "pods")).isEqualTo("yes");
    assertThat(ok("auth", "can-i", "*", "*")).isEqualTo("yes");
    assertThat(kubectl.ok("auth", "whoami")).contains("system:masters");
  }

  @Test
  void aServiceGetsAnAddressAndKeepsIt() throws Exception {
    ok("create", "service", "clusterip", "addressed", "--tcp=80");
    String address = ok("get", "service", "addressed", "-o", "jsonpath={.spec.clusterIP}");
    assertThat(address).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    assertThat(
            run("patch", "service", "addressed", "-p", "{\"spec\":{\"clusterIP\":\"10.0.0.250\"}}")
                .fails()
                .errors())
        .contains("spec.clusterIPs[0]: Invalid value", "may not change once set");
  }

  @Test
  void aNamespaceEmptiesAndGoesAway() throws Exception {
    kubectl.ok("create", "namespace", namespace + "-doomed");
    kubectl.ok("-n", namespace + "-doomed", "create", "configmap", "inside");
    kubectl.ok("delete", "namespace", namespace + "-doomed", "--timeout=20s");
    assertThat(kubectl.run("get", "namespace", namespace + "-doomed").fails().errors())
        .contains("NotFound");
    assertThat(kubectl.ok("get", "configmap", "-n", namespace + "-doomed", "-o", "name")).isEmpty();
  }
}
