package io.binnacle.apiserver.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A helm binary that talks to the cluster of a kubectl and shares its home. */
record Helm(Path binary, Kubectl kubectl) {
  static Helm of(Kubectl kubectl) {
    return new Helm(Programs.require("BINNACLE_HELM", "helm"), kubectl);
  }

  Programs.Result run(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(binary.toString()));
    line.addAll(List.of(arguments));
    Map<String, String> home =
        Map.of("HOME", kubectl.home().toString(), "KUBECONFIG", kubectl.kubeconfig().toString());
    return Programs.run(line, home, "");
  }
}
