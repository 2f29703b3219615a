package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.acceptance.AcceptanceCluster.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A replica that runs the controllers is killed: another one runs them. */
@Tag("kubectl")
class ControllersHandoverTest {
  private static final String[] HOLDER = {
    "-n",
    "kube-system",
    "get",
    "lease",
    "binnacle-controllers",
    "-o",
    "jsonpath={.spec.holderIdentity}"
  };

  @Test
  void namespacesEmptyAndOwnersAreFollowedAfterKillMinusNine() throws Exception {
    Path binary = Programs.require("BINNACLE_KUBECTL_135", "");
    try (AcceptanceCluster cluster = AcceptanceCluster.start(3)) {
      for (int round = 0; round < 2; round++) {
        Member holder = holderOf(cluster, binary);
        Member other =
            cluster.members().stream()
                .filter(Member::runs)
                .filter(each -> !each.name().equals(holder.name()))
                .findFirst()
                .orElseThrow();
        Kubectl kubectl = kubectl(cluster, binary, other.url());
        String namespace = "handover-" + round;
        kubectl.ok("create", "namespace", namespace);
        kubectl.ok("-n", namespace, "create", "deployment", "owner", "--image=i");
        String uid =
            kubectl.ok(
                "-n", namespace, "get", "deployment", "owner", "-o", "jsonpath={.metadata.uid}");
        kubectl.apply(owned(namespace, uid));

        cluster.kill(holder);
        long killed = System.nanoTime();
        AcceptanceCluster.await(
            "another holder of the controllers' lease",
            () -> {
              Programs.Result result = kubectl.run(HOLDER);
              String name = result.output().strip();
              boolean another = result.exitCode() == 0 && !name.startsWith(holder.name() + "_");
              return another && !name.isEmpty() ? List.of(name) : List.of();
            });
        System.out.printf(
            "controllers handed over %d ms after kill -9%n",
            (System.nanoTime() - killed) / 1_000_000);
        kubectl.ok("-n", namespace, "delete", "deployment", "owner");
        AcceptanceCluster.await(
            "the owned object to be collected",
            () ->
                kubectl.run("-n", namespace, "get", "configmap", "owned").exitCode() != 0
                    ? List.of("gone")
                    : List.of());
        kubectl.ok("delete", "namespace", namespace, "--timeout=60s");
        cluster.up();
      }
    }
  }

  private static String owned(String namespace, String uid) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: owned
          namespace: %s
          ownerReferences:
            - {apiVersion: apps/v1, kind: Deployment, name: owner, uid: %s}
        """
        .formatted(namespace, uid);
  }

  private static Member holderOf(AcceptanceCluster cluster, Path binary) throws Exception {
    Kubectl kubectl = kubectl(cluster, binary, cluster.balancerUrl());
    return AcceptanceCluster.await(
            "a holder of the controllers' lease",
            () -> {
              String name = kubectl.run(HOLDER).output().strip();
              return cluster.members().stream()
                  .filter(Member::runs)
                  .filter(each -> name.startsWith(each.name() + "_"))
                  .toList();
            })
        .getFirst();
  }

  private static Kubectl kubectl(AcceptanceCluster cluster, Path binary, String url)
      throws Exception {
    Kubectl kubectl =
        new Kubectl(binary, cluster.kubeconfig(), url, Files.createTempDirectory("home"));
    assertThat(kubectl.ok("get", "namespaces", "-o", "name")).contains("namespace/default");
    return kubectl;
  }
}
