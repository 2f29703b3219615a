package io.binnacle.apiserver.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A kubectl binary pointed at one server, with a home of its own so that caches do not leak between
 * tests.
 */
record Kubectl(Path binary, Path kubeconfig, String serverUrl, Path home) {
  /** The reference binary, and another one where the machine has one. */
  static Stream<Path> binaries() {
    return Stream.concat(
            Stream.of(Programs.require("BINNACLE_KUBECTL_135", "")),
            Programs.find("BINNACLE_KUBECTL_132", "kubectl").stream())
        .distinct();
  }

  /** The reference binary, pointed at the load balancer of a cluster. */
  static Kubectl of(AcceptanceCluster cluster) throws IOException {
    return new Kubectl(
        Programs.require("BINNACLE_KUBECTL_135", ""),
        cluster.kubeconfig(),
        cluster.balancerUrl(),
        Files.createTempDirectory("home"));
  }

  Programs.Result run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  Programs.Result runWith(String input, String... arguments)
      throws IOException, InterruptedException {
    return runWith(Map.of(), input, arguments);
  }

  Programs.Result runWith(Map<String, String> environment, String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(binary.toString());
    line.add("--kubeconfig=" + kubeconfig);
    line.add("--server=" + serverUrl);
    line.addAll(List.of(arguments));
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("HOME", home.toString());
    all.put("KUBECACHEDIR", home.resolve("cache").toString());
    return Programs.run(line, all, input);
  }

  /** What the command prints when it succeeds. */
  String ok(String... arguments) throws IOException, InterruptedException {
    return run(arguments).succeeds().output().strip();
  }

  /** Applies a manifest given as text. */
  String apply(String manifest) throws IOException, InterruptedException {
    return runWith(manifest, "apply", "-f", "-").succeeds().output().strip();
  }
}
