package io.binnacle.apiserver.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.boot.InvalidOptionsException;
import io.binnacle.apiserver.cli.process.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/** D12: each flag of {@code serve} is a variable and a property too, whatever else is given. */
class FlagSourcesTest {
  /** One of each group, which is fine without any other flag. */
  private static final List<String> ONE_OF_EACH_GROUP =
      List.of(
          "--data-dir=d",
          "--secure-port=0",
          "--peer-bind-address=127.0.0.1",
          "--token-auth-file=t",
          "--watch-coalesce-ms=11",
          "--tick-ms=26");

  /** Of each flag a value that is not its default and no value of {@link #ONE_OF_EACH_GROUP}. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("--name", "b"),
          Map.entry("--data-dir", "elsewhere"),
          Map.entry("--initial-cluster", "default=127.0.0.1:2380"),
          Map.entry("--initial-cluster-token", "other"),
          Map.entry("--join", "https://127.0.0.1:1"),
          Map.entry("--join-kubeconfig", "kubeconfig"),
          Map.entry("--member-id", "5"),
          Map.entry("--bind-address", "127.0.0.1"),
          Map.entry("--secure-port", "7443"),
          Map.entry("--advertise-address", "here"),
          Map.entry("--tls-cert-file", "s.crt"),
          Map.entry("--tls-private-key-file", "s.key"),
          Map.entry("--tls-subject-names", "one,two"),
          Map.entry("--peer-bind-address", "127.0.0.2"),
          Map.entry("--peer-port", "2380"),
          Map.entry("--peer-cert-file", "p.crt"),
          Map.entry("--peer-key-file", "p.key"),
          Map.entry("--peer-trusted-ca-file", "ca.crt"),
          Map.entry("--client-ca-file", "ca.crt"),
          Map.entry("--token-auth-file", "tokens"),
          Map.entry("--anonymous-auth", "false"),
          Map.entry("--service-cluster-ip-range", "10.97.0.0/16"),
          Map.entry("--max-request-bytes", "4Mi"),
          Map.entry("--request-timeout", "30s"),
          Map.entry("--watch-coalesce-ms", "12"),
          Map.entry("--shutdown-delay-duration", "1s"),
          Map.entry("--shutdown-grace-duration", "1s"),
          Map.entry("--goaway-chance", "0.01"),
          Map.entry("--gzip-min-bytes", "1Ki"),
          Map.entry("--history-ms", "5"),
          Map.entry("--history-bytes-max", "1Mi"),
          Map.entry("--state-bytes-max", "1Mi"),
          Map.entry("--snapshot-log-bytes", "2Mi"),
          Map.entry("--tick-ms", "30"),
          Map.entry("--heartbeat-interval", "110"),
          Map.entry("--election-timeout", "1100"),
          Map.entry("--read-lease", "true"),
          Map.entry("--read-lease-max-clock-drift", "0.02"),
          Map.entry("--snapshot-send-rate", "1Mi"),
          Map.entry("--scrub-rate", "1Mi"),
          Map.entry("--state-check-interval", "7s"));

  @TempDir private Path folder;

  /** The options, or the words in which they are refused. */
  private static Object outcome(
      Map<String, String> properties, Map<String, String> environment, List<String> arguments) {
    ServeCommand command = new ServeCommand();
    CommandLine line = new CommandLine(command);
    line.setDefaultValueProvider(
        new FlagSources(properties::get, environment::get, Path.of("nowhere")));
    line.parseArgs(arguments.toArray(String[]::new));
    try {
      return command.options();
    } catch (InvalidOptionsException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static String variable(String flag) {
    return "BINNACLE_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String groupOf(String flag) {
    OptionSpec option = new CommandLine(new ServeCommand()).getCommandSpec().findOption(flag);
    ArgGroupSpec group = option.group();
    assertThat(group).as(flag).isNotNull();
    return String.valueOf(group.heading());
  }

  private static List<String> and(List<String> arguments, String flag) {
    List<String> all = new ArrayList<>(arguments);
    all.add(flag + "=" + VALUES.get(flag));
    return all;
  }

  static List<String> flags() {
    return new CommandLine(new ServeCommand())
        .getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
  }

  @Test
  void oneFlagOfEachGroupIsInOneGroupEach() {
    List<String> groups =
        ONE_OF_EACH_GROUP.stream().map(each -> groupOf(each.replaceFirst("=.*", ""))).toList();
    assertThat(groups).doesNotHaveDuplicates();
    assertThat(flags().stream().map(FlagSourcesTest::groupOf).distinct())
        .containsExactlyInAnyOrderElementsOf(groups);
    assertThat(VALUES.keySet()).containsExactlyInAnyOrderElementsOf(flags());
  }

  /** With nothing else, with a flag of one other group, and with flags of all other groups. */
  @ParameterizedTest
  @MethodSource("flags")
  void aFlagIsTakenFromVariableAndPropertyWithNoFlagOfItsGroupOnTheLine(String flag) {
    List<List<String>> lines = new ArrayList<>(List.of(List.of()));
    List<String> ofOtherGroups =
        ONE_OF_EACH_GROUP.stream()
            .filter(each -> !groupOf(each.replaceFirst("=.*", "")).equals(groupOf(flag)))
            .toList();
    ofOtherGroups.forEach(each -> lines.add(List.of(each)));
    lines.add(ofOtherGroups);
    assertTaken(flag, lines);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aFlagIsTakenFromVariableAndPropertyWithFlagsOfAllGroupsOnTheLine(String flag) {
    assertTaken(
        flag,
        List.of(ONE_OF_EACH_GROUP.stream().filter(each -> !each.startsWith(flag + "=")).toList()));
  }

  private static void assertTaken(String flag, List<List<String>> lines) {
    // Without --join this one has no effect that could be seen.
    Map<String, String> around =
        flag.equals("--join-kubeconfig") ? Map.of("BINNACLE_JOIN", "https://h:1") : Map.of();
    Map<String, String> environment = new HashMap<>(around);
    environment.put(variable(flag), VALUES.get(flag));
    Map<String, String> properties = Map.of("binnacle." + flag.substring(2), VALUES.get(flag));
    for (List<String> line : lines) {
      Object wanted = outcome(Map.of(), around, and(line, flag));
      assertThat(wanted).as("with %s", line).isNotEqualTo(outcome(Map.of(), around, line));
      assertThat(outcome(Map.of(), environment, line)).as("variable, %s", line).isEqualTo(wanted);
      assertThat(outcome(properties, around, line)).as("property, %s", line).isEqualTo(wanted);
    }
  }

  /** As a user has it: the process that ./binnacle becomes. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aVariableAndAPropertyReachTheProgram() throws Exception {
    Path data = folder.resolve("data");
    List<String> command =
        JavaCommand.small(List.of("serve", "--data-dir=" + data, "--secure-port=0"));
    ProcessBuilder withVariable = new ProcessBuilder(command);
    withVariable.environment().put("BINNACLE_HISTORY_MS", "5");
    assertThat(refusal(withVariable)).startsWith("binnacle: --history-ms is 5, allowed is 1000 to");

    ProcessBuilder withProperty = new ProcessBuilder(command);
    withProperty.command().add(1, "-Dbinnacle.tick-ms=2");
    assertThat(refusal(withProperty)).startsWith("binnacle: --tick-ms is 2, allowed is 5 to 1000");

    Path working = Files.createDirectory(folder.resolve("working"));
    Files.writeString(working.resolve("application.properties"), "binnacle.watch-coalesce-ms=-1");
    ProcessBuilder withFile = new ProcessBuilder(command).directory(working.toFile());
    assertThat(refusal(withFile)).startsWith("binnacle: --watch-coalesce-ms is -1, allowed is 0");
    assertThat(data).doesNotExist();
  }

  private String refusal(ProcessBuilder builder) throws Exception {
    Path output = folder.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      // One that takes its options goes on serving.
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as(said).isEqualTo(CommandLine.ExitCode.USAGE);
      return said;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
