package io.binnacle.apiserver.cli.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ChartTest {
  private static final Path CHART = Path.of("..", "helm");

  private record Said(int exitCode, String text) {}

  private static Said helm(String... arguments) throws Exception {
    String program = System.getenv("BINNACLE_HELM");
    boolean present = program != null && Files.isExecutable(Path.of(program));
    if (!present && Boolean.parseBoolean(System.getenv("BINNACLE_REQUIRE_TOOLS"))) {
      throw new AssertionError("BINNACLE_HELM names no helm, and BINNACLE_REQUIRE_TOOLS is set");
    }
    assumeTrue(present, "BINNACLE_HELM names no helm");
    List<String> command = new ArrayList<>(List.of(String.valueOf(program)));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static List<Path> valuesFiles() throws Exception {
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void lintFindsNothingWithAnyValues() throws Exception {
    List<Path> files = valuesFiles();
    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    for (Path each : files) {
      Said said = helm("lint", "--strict", CHART.toString(), "-f", each.toString());
      assertThat(said.exitCode()).as(said.text()).isZero();
      assertThat(said.text()).contains("0 chart(s) failed").doesNotContain("[WARNING]", "[ERROR]");
    }
  }

  @Test
  void membersKnowEachOtherByStableNamesBeforeTheyAreReady() throws Exception {
    Said said = helm("template", "log", CHART.toString(), "--namespace", "cp");
    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text())
        .contains("podManagementPolicy: Parallel", "publishNotReadyAddresses: true")
        .contains(
            "--initial-cluster=log-binnacle-0=log-binnacle-0.log-binnacle-members.cp.svc.cluster.local:2380,"
                + "log-binnacle-1=log-binnacle-1.log-binnacle-members.cp.svc.cluster.local:2380,"
                + "log-binnacle-2=log-binnacle-2.log-binnacle-members.cp.svc.cluster.local:2380");
  }

  @Test
  void aSecretFromElsewhereMeansNoHook() throws Exception {
    Path hardened = CHART.resolve("ci").resolve("hardened-values.yaml");
    Said said = helm("template", "log", CHART.toString(), "-f", hardened.toString());
    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text())
        .contains("secretName: control-plane-certificates", "kind: NetworkPolicy")
        .doesNotContain("kind: Job", "certs-init");
  }

  @Test
  void valuesThatTheFlagsWouldRefuseAreRefused() throws Exception {
    for (String wrong :
        List.of(
            "serve.tickMs=2",
            "serve.securePort=70000",
            "serve.requestTimeout=soon",
            "serve.unknownFlag=1",
            "replicaCount=2",
            "antiAffinity=maybe")) {
      Said said = helm("template", "log", CHART.toString(), "--set", wrong);
      assertThat(said.exitCode()).as(wrong).isNotZero();
      assertThat(said.text()).as(wrong).contains("don't meet the specifications of the schema");
    }
  }
}
