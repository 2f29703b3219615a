package io.binnacle.apiserver.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apiserver.boot.InvalidOptionsException;
import io.binnacle.apiserver.boot.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServeFlagsTest {
  /** What the chart derives from its other values, or from where the pod is. */
  private static final Set<String> SET_BY_THE_CHART =
      Set.of(
          "--name",
          "--data-dir",
          "--initial-cluster",
          "--advertise-address",
          "--tls-cert-file",
          "--tls-private-key-file",
          "--client-ca-file",
          "--peer-cert-file",
          "--peer-key-file",
          "--peer-trusted-ca-file");

  /** In a pod all addresses are the pod's; names come with certificates.extraHosts. */
  private static final Set<String> NOT_FOR_PODS =
      Set.of(
          "--bind-address",
          "--peer-bind-address",
          "--tls-subject-names",
          // Pods of one set form their group by --initial-cluster.
          "--join",
          "--join-kubeconfig",
          "--member-id");

  private static ServerOptions parse(Map<String, String> environment, String... arguments) {
    ServeCommand command = new ServeCommand();
    CommandLine line = new CommandLine(command);
    line.setDefaultValueProvider(new FlagSources(_ -> null, environment::get, Path.of("nowhere")));
    line.parseArgs(arguments);
    return command.options();
  }

  @Test
  void withoutFlagsTheOptionsAreTheServersDefaults() {
    assertThat(parse(Map.of())).isEqualTo(ServerOptions.alone(Path.of("default.binnacle")));
  }

  /** D12. */
  @Test
  void aPropertyInAFileSetsAFlagThatNothingNearerSets(@TempDir Path folder) throws Exception {
    Path config = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(
        config.resolve("application.properties"),
        """
        binnacle.secure-port=7443
        binnacle.requestTimeout=17s
        binnacle.max-request-bytes=1Mi
        binnacle.name=${user.nothing:from-a-file}
        """);
    Map<String, String> properties =
        Map.of("spring.config.additional-location", config.toUri().toString());
    ServeCommand command = new ServeCommand();
    CommandLine line = new CommandLine(command);
    line.setDefaultValueProvider(
        new FlagSources(properties::get, Map.of("BINNACLE_MAX_REQUEST_BYTES", "2Mi")::get, folder));
    line.parseArgs("--secure-port=8443");
    ServerOptions options = command.options();
    assertThat(options.serving().securePort()).isEqualTo(8443);
    assertThat(options.requests().maxRequestBytes()).isEqualTo(2 << 20);
    assertThat(options.requests().requestTimeout()).isEqualTo(Duration.ofSeconds(17));
    assertThat(options.member().name()).isEqualTo("from-a-file");
  }

  @Test
  void aFileThatCannotBeReadIsOneLineAndNotSilence(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("application.yaml"), "binnacle: [unclosed");
    Map<String, String> properties =
        Map.of("spring.config.additional-location", folder.toUri().toString());
    FlagSources sources = new FlagSources(properties::get, _ -> null, folder);
    CommandLine line = new CommandLine(new ServeCommand());
    line.setDefaultValueProvider(sources);
    line.parseArgs();
    assertThatThrownBy(sources::check)
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageStartingWith("a file with properties cannot be read: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndTheEnvironmentOverTheDefault() {
    Map<String, String> environment =
        Map.of("BINNACLE_SECURE_PORT", "7001", "BINNACLE_REQUEST_TIMEOUT", "1m30s");
    ServerOptions fromEnvironment = parse(environment);
    assertThat(fromEnvironment.serving().securePort()).isEqualTo(7001);
    assertThat(fromEnvironment.requests().requestTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(parse(environment, "--secure-port=7002").serving().securePort()).isEqualTo(7002);
  }

  @Test
  void sizesAndDurationsAreReadAsKubernetesWritesThem() {
    ServerOptions options =
        parse(
            Map.of(),
            "--max-request-bytes=4Mi",
            "--state-bytes-max=1Gi",
            "--history-bytes-max=1024",
            "--shutdown-delay-duration=500ms",
            "--read-lease",
            "--read-lease-max-clock-drift=0.05",
            "--snapshot-send-rate=32Mi",
            "--scrub-rate=1Mi",
            "--state-check-interval=1m30s",
            "--goaway-chance=0.001",
            "--gzip-min-bytes=64Ki",
            "--request-timeout=2m3s");
    assertThat(options.data().replication())
        .isEqualTo(new ServerOptions.Replication(true, 0.05, 32 << 20, 1 << 20, 90_000));
    assertThat(options.requests().maxRequestBytes()).isEqualTo(4 << 20);
    assertThat(options.data().stateBytesMax()).isEqualTo(1L << 30);
    assertThat(options.data().historyBytesMax()).isEqualTo(1024);
    assertThat(options.requests().stopping().delay()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.requests().requestTimeout()).isEqualTo(Duration.ofSeconds(123));
    assertThat(options.requests().goawayChance()).isEqualTo(0.001);
    assertThat(options.requests().gzipMinBytes()).isEqualTo(64 << 10);
  }

  @Test
  void whatIsNoSizeOrDurationIsRefused() {
    for (String wrong :
        new String[] {
          "--request-timeout=10",
          "--request-timeout=-1s",
          "--request-timeout=s",
          "--max-request-bytes=3MB",
          "--state-bytes-max=99999999999999Gi"
        }) {
      assertThatThrownBy(() -> parse(Map.of(), wrong))
          .as(wrong)
          .isInstanceOf(CommandLine.ParameterException.class);
    }
  }

  @Test
  void severalMembersAreReadWithTheirAddresses() {
    ServerOptions options =
        parse(
            Map.of(),
            "--name=b",
            "--initial-cluster=a=10.0.0.1:2380,b=[fd00::2]:2380",
            "--tls-cert-file=s.crt",
            "--tls-private-key-file=s.key",
            "--client-ca-file=ca.crt",
            "--peer-cert-file=p.crt",
            "--peer-key-file=p.key",
            "--peer-trusted-ca-file=ca.crt");
    assertThat(options.member().initialCluster())
        .extracting(Object::toString)
        .containsExactly("a=10.0.0.1:2380", "b=[fd00::2]:2380");
  }

  /** The chart's values map one to one to the flags. */
  @Test
  void eachFlagIsAValueOfTheChartAndEachValueIsAFlag() throws Exception {
    Set<String> flags =
        new CommandLine(new ServeCommand())
            .getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
    JsonNode schema =
        JsonMapper.shared().readTree(Path.of("..", "helm", "values.schema.json").toFile());
    Set<String> values = new TreeSet<>();
    for (String key : schema.path("properties").path("serve").path("properties").propertyNames()) {
      values.add("--" + key.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT));
    }
    Set<String> expected = new TreeSet<>(flags);
    expected.removeAll(SET_BY_THE_CHART);
    expected.removeAll(NOT_FOR_PODS);
    assertThat(values).isEqualTo(expected);
    assertThat(flags).containsAll(SET_BY_THE_CHART);
  }
}
