package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerOptionsTest {
  private static final ServerOptions.Stopping AT_ONCE =
      new ServerOptions.Stopping(Duration.ZERO, Duration.ZERO);
  private static final Path DIR = Path.of("data");

  @Test
  void theClusterIsReadWithNamesHostsAndPorts() {
    assertThat(InitialMember.parseList("a=127.0.0.1:2380, b=[::1]:2381,c=https://c.example:2382"))
        .containsExactly(
            new InitialMember("a", "127.0.0.1", 2380),
            new InitialMember("b", "::1", 2381),
            new InitialMember("c", "c.example", 2382));
    assertThat(new InitialMember("b", "::1", 2381)).hasToString("b=[::1]:2381");
  }

  @Test
  void aMemberAloneIsItsOwnCluster() {
    assertThat(ServerOptions.alone(DIR).member().initialCluster())
        .containsExactly(new InitialMember("default", "localhost", 0));
  }

  /** D11. */
  @Test
  void severalMembersDoNotStartWithoutCertificates() {
    List<InitialMember> three = InitialMember.parseList("a=h:1,b=h:2,c=h:3");
    ServerOptions alone = ServerOptions.alone(DIR);
    assertThatThrownBy(
            () ->
                new ServerOptions(
                    new ServerOptions.Member("a", DIR, three),
                    alone.serving(),
                    alone.peering(),
                    alone.access(),
                    alone.requests(),
                    alone.data()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("--tls-cert-file is required with several members");
  }

  static Stream<Arguments> wrongOptions() {
    return Stream.of(
        wrong("name=host:port", () -> InitialMember.parseList("a")),
        wrong("no port number", () -> InitialMember.parseList("a=h:x")),
        wrong("port 99999", () -> InitialMember.parseList("a=h:99999")),
        wrong(
            "names a twice",
            () -> new ServerOptions.Member("a", DIR, InitialMember.parseList("a=h:1,a=h:2"))),
        wrong(
            "--name x is not in --initial-cluster (a)",
            () -> new ServerOptions.Member("x", DIR, InitialMember.parseList("a=h:1"))),
        wrong("must be 1 to 63", () -> new ServerOptions.Member("No Name", DIR, List.of())),
        wrong("--secure-port is 70000", () -> ServerOptions.Serving.on("127.0.0.1", 70_000)),
        wrong(
            "belong together",
            () -> new ServerOptions.Serving("::", 1, null, Path.of("c"), null, List.of())),
        wrong("address/bits", () -> new ServerOptions.Access(null, null, true, "ten")),
        wrong("has no room", () -> new ServerOptions.Access(null, null, true, "10.0.0.0/32")),
        wrong(
            "--max-request-bytes is 1",
            () -> new ServerOptions.Requests(1, Duration.ofSeconds(1), 0, AT_ONCE, 0, 0)),
        wrong(
            "--goaway-chance is 0.5",
            () -> new ServerOptions.Requests(1_024, Duration.ofSeconds(1), 0, AT_ONCE, 0.5, 0)),
        wrong("--election-timeout", () -> new ServerOptions.Timing(25, 100, 200)),
        wrong(
            "--election-timeout (ms) is 50001, allowed is 300 to 50000",
            () -> new ServerOptions.Timing(25, 100, 50_001)),
        wrong(
            "--read-lease-max-clock-drift is 0.6",
            () -> new ServerOptions.Replication(true, 0.6, 0, 0, 0)),
        wrong(
            "--read-lease-max-clock-drift is NaN",
            () -> new ServerOptions.Replication(true, Double.NaN, 0, 0, 0)),
        wrong("--snapshot-send-rate", () -> new ServerOptions.Replication(false, 0.01, 100, 0, 0)),
        wrong("--scrub-rate", () -> new ServerOptions.Replication(false, 0.01, 0, -1, 0)),
        wrong("--state-check-interval", () -> new ServerOptions.Replication(false, 0.01, 0, 0, -1)),
        wrong(
            "--state-check-interval", () -> new ServerOptions.Replication(false, 0.01, 0, 0, 999)),
        wrong("--heartbeat-interval", () -> new ServerOptions.Timing(25, 10, 1_000)));
  }

  /** RAFT-03: the bound itself is allowed. */
  @Test
  void anElectionTimeoutMayBeFiftySeconds() {
    assertThat(new ServerOptions.Timing(25, 100, 50_000).electionMillis()).isEqualTo(50_000);
  }

  private static Arguments wrong(String message, Supplier<?> making) {
    return Arguments.of(message, making);
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void whatCannotWorkIsSaidInOneLine(String message, Supplier<?> making) {
    assertThatThrownBy(making::get)
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
