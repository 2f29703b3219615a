package io.binnacle.apiserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinnacleTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Binnacle.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "serve", "status", "down", "certs", "version"})
  void helpExplainsEachCommand(String command) {
    assertThat(run("help", command)).isZero();
    assertThat(out.toString()).contains("Usage: binnacle " + command);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"member list", "member add", "member transfer-leader", "certs init"})
  void helpExplainsCommandsOfCommands(String command) {
    assertThat(run(("help " + command).split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: binnacle " + command);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "serve", "member", "member add", "certs init", "help"})
  void eachCommandTakesHelpAsAFlag(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: binnacle " + command);
    assertThat(run("-h")).isZero();
    assertThat(out.toString()).contains("Start here:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theVersionIsACommandAndAFlag() {
    assertThat(run("version")).isZero();
    String told = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).isEqualTo(told).contains("Java ");
  }

  @Test
  void noLineOfHelpEndsInTheMiddleOfAName() {
    for (String command : new String[] {"up", "status", "down"}) {
      assertThat(run("help", command)).isZero();
    }
    assertThat(out.toString().lines().filter(each -> each.strip().equals("Default: .binnacle.")))
        .hasSize(3);
  }

  /** Its certificates and kubeconfig would be replaced by those of one more replica. */
  @Test
  void serveLeavesTheFolderOfAClusterAlone() throws Exception {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "the cluster's");
    Files.writeString(
        folder.resolve("cluster.json"),
        """
        {"port": 6443, "replicas": [{"name": "a", "securePort": 6444, "peerPort": 6445}]}
        """);
    assertThat(run("serve", "--data-dir", folder.toString(), "--secure-port", "0")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: %s is in use: it holds a cluster that 'up' has made; give serve a --data-dir"
                    .formatted(folder)
                + " of its own");
    assertThat(kubeconfig).hasContent("the cluster's");
    assertThat(folder.resolve("member")).doesNotExist();
  }

  @Test
  void aPortInUseEndsServeBeforeItMakesAnything() throws Exception {
    Path data = folder.resolve("data");
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("0.0.0.0"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("serve", "--data-dir", data.toString(), "--secure-port", port)).isEqualTo(1);
      assertThat(err.toString()).startsWith("binnacle: ").contains(port);
      assertThat(err.toString().lines().count()).isEqualTo(1);
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void aFileWhereTheDataDirectoryShouldBeIsToldInWords() throws Exception {
    Path file = Files.writeString(folder.resolve("notes"), "mine");
    assertThat(run("up", "--detach", "--data-dir", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: cannot start a cluster in %1$s: %1$s is no folder".formatted(file));
    assertThat(file).hasContent("mine");
  }

  @Test
  void helpNamesTheCommandsAndWhereToStart() {
    assertThat(run("help")).isZero();
    assertThat(out.toString())
        .contains("up ", "serve ", "status ", "down ", "certs ", "./binnacle up")
        .doesNotContain("rehearse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sail",
        "help sail",
        "help member sail",
        "up --replicas 0",
        "up --replicas ten",
        "up --port 99999",
        "up --heap big",
        "status -o yaml",
        "serve --request-timeout soon",
        "serve --tick-ms 1",
        "serve --peer-port 2380",
        "serve --join https://h:1 --join-kubeconfig k",
        "serve --name a --initial-cluster b=127.0.0.1:2380",
        "serve --name a --initial-cluster a=h:1,b=h:2",
        "certs",
        "certs init",
        "certs init --members Upper"
      })
  void wrongUsageIsToldInALineAndEndsWithTwo(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("binnacle: ").doesNotContain("Exception", "\tat ");
    assertThat(err.toString().lines().count()).isLessThanOrEqualTo(2);
  }

  @Test
  void joiningNamesAllThatIsMissingAtOnce() {
    assertThat(run("serve", "--join", "https://h:1", "--peer-port", "1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: --join needs --join-kubeconfig, --tls-cert-file, --tls-private-key-file,"
                + " --client-ca-file, --peer-cert-file, --peer-key-file, --peer-trusted-ca-file;"
                + " the certificates are of the group's authority, for --name default");
  }

  @Test
  void aMemberIdWithoutJoiningIsRefused() {
    assertThat(run("serve", "--member-id=5", "--data-dir", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: --member-id is of a member that joins: give --join too, or leave it out");
    assertThat(folder).isEmptyDirectory();
  }

  /** CLUS-06: who gives the directory of up is told which ones hold a member. */
  @Test
  void recoverNamesTheReplicasOfUp() throws Exception {
    Files.writeString(
        folder.resolve("cluster.json"),
        """
        {"port": 6443, "replicas": [{"name": "a", "securePort": 6444, "peerPort": 6445},
          {"name": "b", "securePort": 6446, "peerPort": 6447},
          {"name": "c", "securePort": 6448, "peerPort": 6449}]}
        """);
    String[] command = {"recover", "--force-new-cluster", "--data-dir", folder.toString()};
    assertThat(run(command)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "binnacle: %s holds no member, and none of its replicas (a, b, c) has data"
                .formatted(folder));
    err.getBuffer().setLength(0);
    Files.createDirectories(folder.resolve("a/member"));
    Files.createDirectories(folder.resolve("b"));
    Files.createDirectories(folder.resolve("c/member"));
    String told =
        "binnacle: %1$s is the directory of 'up' and holds no member itself. Take one of its replicas:"
                .formatted(folder)
            + " --data-dir %1$s/a --name a, or --data-dir %1$s/c --name c".formatted(folder);
    assertThat(run(command)).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines(told);
    err.getBuffer().setLength(0);
    assertThat(run("recover", "--data-dir", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "down"})
  void whereNoClusterIsThereIsOneLineAndOne(String command) {
    assertThat(run(command, "--data-dir", folder.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("binnacle: there is no cluster in " + folder.toAbsolutePath());
  }

  @Test
  void aDataDirectoryWithForeignThingsInItIsLeftAlone() throws Exception {
    Path mine = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertThat(run("up", "--data-dir", folder.toString(), "--port", "23990")).isEqualTo(1);
    assertThat(err.toString()).contains("is in use", "thesis.txt");
    assertThat(mine).hasContent("years of work");
    assertThat(folder).isDirectoryContaining(each -> each.equals(mine));
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(mine);
    }
  }

  @Test
  void aPortInUseIsOneLineAndLeavesNothing() throws Exception {
    Path data = folder.resolve("data");
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(run("up", "--data-dir", data.toString(), "--port", Integer.toString(port)))
          .isEqualTo(1);
      assertThat(err.toString())
          .isEqualToIgnoringNewLines(
              "binnacle: port %d is in use by another program: choose another one with --port"
                  .formatted(port));
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void certificatesAreMadeOnceAndKept() throws Exception {
    Path pki = folder.resolve("pki");
    assertThat(run("certs", "init", "--members", "a,b", "--output-dir", pki.toString())).isZero();
    String authority = Files.readString(pki.resolve("ca.crt"));
    String member = Files.readString(pki.resolve("a.crt"));
    assertThat(pki.resolve("kubeconfig")).content().contains("server: https://127.0.0.1:6443");
    assertThat(Files.getPosixFilePermissions(pki.resolve("ca.key"))).hasSize(2);

    assertThat(run("certs", "init", "--members", "a,b,c", "--output-dir", pki.toString())).isZero();
    assertThat(pki.resolve("ca.crt")).hasContent(authority);
    assertThat(pki.resolve("a.crt")).hasContent(member);
    assertThat(pki.resolve("c.key")).exists();
  }
}
