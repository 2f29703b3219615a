package io.binnacle.apiserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.cli.process.JavaCommand;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole clusters of real processes, as a person starts and stops them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LocalClusterTest {
  private static final String PORT = "24610";

  /** In the first records of a log, which are acknowledged by the time a cluster is ready. */
  private static final int FLIPPED_BYTE = 560;

  @TempDir private Path folder;

  private record Said(int exitCode, String out, String err) {}

  private Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Binnacle.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Said(code, out.toString(), err.toString());
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Said up(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("up", "--detach", "--data-dir", data(), "--port", PORT, "--heap", "256m"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private List<JsonNode> members() {
    Said said = run("status", "--data-dir", data(), "-o", "json");
    assertThat(said.exitCode()).as(said.err()).isZero();
    List<JsonNode> members = new ArrayList<>();
    JsonMapper.shared().readTree(said.out()).path("members").forEach(members::add);
    return members;
  }

  private List<JsonNode> awaitMembers(Predicate<List<JsonNode>> wanted) throws Exception {
    List<JsonNode> members = members();
    while (!wanted.test(members)) {
      Thread.sleep(200);
      members = members();
    }
    return members;
  }

  private static boolean oneLeads(List<JsonNode> members) {
    return roles(members).stream().filter("leader"::equals).count() == 1
        && roles(members).stream()
            .allMatch(role -> role.equals("leader") || role.equals("follower"));
  }

  private static List<String> roles(List<JsonNode> members) {
    return members.stream().map(each -> each.path("role").asString()).toList();
  }

  private static JsonNode follower(List<JsonNode> members) {
    return members.stream()
        .filter(each -> each.path("role").asString().equals("follower"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode leader(List<JsonNode> members) {
    return members.stream()
        .filter(each -> each.path("role").asString().equals("leader"))
        .findFirst()
        .orElseThrow();
  }

  @AfterEach
  void stopWhatRuns() {
    if (Files.exists(Path.of(data(), "cluster.json"))) {
      run("down", "--data-dir", data());
    }
  }

  /**
   * D12: what `up` does not decide itself its replicas take from the variables of `serve`; which
   * group they are of it does.
   */
  @Test
  void aVariableReachesTheReplicasOfUp() throws Exception {
    List<String> arguments =
        List.of("up", "--data-dir", data(), "--port", PORT, "--replicas", "1", "--heap", "256m");
    ProcessBuilder builder = new ProcessBuilder(JavaCommand.small(arguments));
    builder.environment().put("BINNACLE_HISTORY_MS", "5");
    builder.environment().put("BINNACLE_JOIN", "https://127.0.0.1:1");
    builder.environment().put("BINNACLE_MEMBER_ID", "1f");
    Path output = folder.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(Files.readString(output)).isTrue();
    } finally {
      process.destroy();
      process.waitFor();
    }
    assertThat(output).content().contains("binnacle: binnacle-0 ended", "--history-ms is 5");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void aClusterOfThreeStartsIsWatchedOverAndStops() throws Exception {
    Said started = up();
    assertThat(started.exitCode()).as(started.out() + started.err()).isZero();
    assertThat(started.out()).contains("All ready behind https://127.0.0.1:" + PORT, "kubectl");
    Path kubeconfig = Path.of(data(), "kubeconfig");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");

    List<JsonNode> members = awaitMembers(LocalClusterTest::oneLeads);
    assertThat(members).hasSize(3);
    assertThat(members.getFirst().propertyNames())
        .containsExactly(
            "name", "pid", "role", "term", "commitIndex", "appliedIndex", "revision", "url");

    JsonNode killed = leader(members);
    ProcessHandle.of(killed.path("pid").asLong()).orElseThrow().destroyForcibly();
    List<JsonNode> healed =
        awaitMembers(
            now ->
                oneLeads(now)
                    && now.stream().noneMatch(each -> each.path("pid").equals(killed.path("pid"))));
    assertThat(leader(healed).path("term").asLong()).isGreaterThan(killed.path("term").asLong());

    String leads = leader(healed).path("name").asString();
    Said already = run("member", "transfer-leader", leads, "--data-dir", data());
    assertThat(already.exitCode()).as(already.err()).isZero();
    assertThat(already.out()).contains(leads + " leads already.");
    assertThat(run("member", "add", "x", "127.0.0.1:24699", "--data-dir", data()).exitCode())
        .isZero();
    Said learner = run("member", "transfer-leader", "x", "--data-dir", data());
    assertThat(learner.exitCode()).isEqualTo(1);
    assertThat(learner.err()).contains("x is a learner and cannot lead: promote it first");

    String lost = follower(healed).path("name").asString();
    lose(follower(healed));
    assertThat(awaitInSupervisorLog(" stays down: its directory is empty"))
        .contains("and the group has it as a member still\nWhile the others serve, this brings it")
        .contains("member remove " + lost + " --data-dir " + data(), "up --data-dir " + data());
    assertThat(run("member", "remove", lost, "--data-dir", data()).exitCode()).isZero();

    Said again = up();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("Running already", "All ready");
    assertThat(awaitInSupervisorLog("Started " + lost + ", which joins as a new member"))
        .containsOnlyOnce("its directory is empty");

    Said stopped = run("down", "--data-dir", data());
    assertThat(stopped.exitCode()).isZero();
    assertThat(roles(members())).containsOnly("down");
    assertThat(members()).allMatch(each -> each.path("pid").isNull());
    assertThat(run("down", "--data-dir", data()).out()).contains("Nothing was running");
  }

  /** RAFT-58: who was removed is not started again, and the others go on without it. */
  @Test
  void aRemovedMemberIsLeftOutFromThenOn() throws Exception {
    assertThat(up().exitCode()).isZero();
    awaitMembers(LocalClusterTest::oneLeads);
    Said removed = run("member", "remove", "binnacle-2", "--data-dir", data());
    assertThat(removed.exitCode()).as(removed.err()).isZero();
    assertThat(removed.out()).contains("binnacle-1").doesNotContain("binnacle-2");
    awaitMembers(LocalClusterTest::lastIsDown);

    Said again = up();
    assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("Running already", "Left out: binnacle-2", "All ready");
    assertThat(run("down", "--data-dir", data()).exitCode()).isZero();
    Said resumed = up();
    assertThat(resumed.exitCode()).as(resumed.out() + resumed.err()).isZero();
    assertThat(resumed.out()).contains("Left out: binnacle-2");
    awaitMembers(now -> oneLeads(now.subList(0, 2)) && lastIsDown(now));
  }

  /**
   * RAFT-58: one damaged replica does not keep the others from serving, and the commands that are
   * printed bring it back as a new member.
   */
  @Test
  void aDamagedMemberIsOutAndComesBackAsANewOne() throws Exception {
    assertThat(up().exitCode()).isZero();
    awaitMembers(LocalClusterTest::oneLeads);
    assertThat(run("down", "--data-dir", data()).exitCode()).isZero();
    damageTheLogOf("binnacle-1");

    Said resumed = up();
    assertThat(resumed.exitCode()).as(resumed.out() + resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("Out: binnacle-1: ", "is damaged", "2 of 3 ready, without binnacle-1")
        .contains("member remove binnacle-1 --data-dir " + data(), "rm -rf " + data() + "/binn")
        .doesNotContain("Stopping");
    awaitMembers(now -> roles(now).containsAll(List.of("leader", "follower", "down")));

    // In the wrong order: it must not come back under its old id, and is told so.
    empty(Path.of(data(), "binnacle-1"));
    Said tooEarly = up();
    assertThat(tooEarly.exitCode()).as(tooEarly.out() + tooEarly.err()).isZero();
    assertThat(tooEarly.out())
        .contains("Running already", "Ready: binnacle-0", "2 of 3 ready", "member remove")
        .contains("Out: binnacle-1: its directory is empty, and the group has it as a member");

    Said removed = run("member", "remove", "binnacle-1", "--data-dir", data());
    assertThat(removed.exitCode()).as(removed.err()).isZero();
    Said back = up();
    assertThat(back.exitCode()).as(back.out() + back.err()).isZero();
    assertThat(back.out()).contains("All ready");
    awaitMembers(LocalClusterTest::oneLeads);

    assertThat(run("down", "--data-dir", data()).exitCode()).isZero();
    assertThat(up().out()).contains("All ready");
    Said group = run("member", "list", "--data-dir", data());
    assertThat(group.out().lines().filter(line -> line.contains("voter"))).hasSize(3);
  }

  /** The same where no supervisor runs meanwhile, and where a majority is gone. */
  @Test
  void anEmptiedMemberJoinsAtTheNextStartAndAGroupWithoutMajorityStops() throws Exception {
    assertThat(up().exitCode()).isZero();
    awaitMembers(LocalClusterTest::oneLeads);
    assertThat(run("member", "remove", "binnacle-1", "--data-dir", data()).exitCode()).isZero();
    awaitMembers(now -> roles(now).get(1).equals("down"));
    assertThat(run("down", "--data-dir", data()).exitCode()).isZero();
    empty(Path.of(data(), "binnacle-1"));

    Said resumed = up();
    assertThat(resumed.exitCode()).as(resumed.out() + resumed.err()).isZero();
    assertThat(resumed.out()).contains("binnacle-1, which joins as a new member", "All ready");
    awaitMembers(LocalClusterTest::oneLeads);

    assertThat(run("down", "--data-dir", data()).exitCode()).isZero();
    damageTheLogOf("binnacle-0");
    damageTheLogOf("binnacle-2");
    Said lost = up();
    assertThat(lost.exitCode()).isEqualTo(1);
    assertThat(lost.err()).contains("no majority", "is damaged").containsPattern("binnacle-[02]");
    assertThat(roles(members())).containsOnly("down");

    String survivor = Path.of(data(), "binnacle-1").toString();
    Said recovered =
        run("recover", "--force-new-cluster", "--data-dir", survivor, "--name", "binnacle-1");
    assertThat(recovered.out())
        .contains("serve --data-dir " + survivor + " --name binnacle-1 --initial-cluster-token ")
        .contains("--peer-port 246", "--peer-cert-file " + data() + "/pki/binnacle-1.crt");
  }

  private void damageTheLogOf(String name) throws Exception {
    Path log = Path.of(data(), name, "member", "wal");
    Path segment;
    try (Stream<Path> files = Files.list(log)) {
      segment = files.filter(each -> each.toString().endsWith(".wal")).sorted().findFirst().get();
    }
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(FLIPPED_BYTE);
      int flipped = file.read() ^ 1;
      file.seek(FLIPPED_BYTE);
      file.write(flipped);
    }
  }

  private static void empty(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static boolean lastIsDown(List<JsonNode> members) {
    return roles(members).getLast().equals("down");
  }

  @Test
  void withoutRestartAKilledMemberStaysDownUntilTheNextUp() throws Exception {
    assertThat(up("--replicas", "1", "--no-restart").exitCode()).isZero();
    JsonNode only = awaitMembers(LocalClusterTest::oneLeads).getFirst();
    ProcessHandle.of(only.path("pid").asLong()).orElseThrow().destroyForcibly();
    awaitMembers(now -> roles(now).equals(List.of("down")));
    Thread.sleep(1_500);
    assertThat(roles(members())).containsExactly("down");

    assertThat(up().exitCode()).isZero();
    JsonNode resumed = awaitMembers(LocalClusterTest::oneLeads).getFirst();
    assertThat(resumed.path("pid")).isNotEqualTo(only.path("pid"));
    assertThat(resumed.path("revision").asLong())
        .isGreaterThanOrEqualTo(only.path("revision").asLong());

    lose(resumed);
    assertThat(awaitInSupervisorLog("stays down: its directory is empty\nNo other replica has"))
        .contains("This begins anew, with nothing:", "down --data-dir " + data())
        .doesNotContain("While the others serve");
    long began = System.nanoTime();
    Said hopeless = up();
    assertThat(hopeless.exitCode()).isEqualTo(1);
    assertThat(hopeless.err())
        .isEqualToIgnoringNewLines("binnacle: binnacle-0 is down: its directory is empty");
    assertThat(hopeless.out())
        .contains(
            "Running already", "This begins anew, with nothing:\n", "down --data-dir " + data());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void replicasOutliveAKilledSupervisorAreAdoptedAndStopWithoutOne() throws Exception {
    assertThat(up("--replicas", "1").exitCode()).isZero();
    JsonNode before = awaitMembers(LocalClusterTest::oneLeads).getFirst();
    killSupervisor();
    assertThat(members().getFirst().path("pid")).isEqualTo(before.path("pid"));

    Said again = up();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("Running already: binnacle-0");
    assertThat(members().getFirst().path("pid")).isEqualTo(before.path("pid"));

    killSupervisor();
    assertThat(run("down", "--data-dir", data()).out()).contains("Stopping 1 replica without");
    assertThat(ProcessHandle.of(before.path("pid").asLong())).isEmpty();
  }

  /** RAFT-58, WAL-23: its process is killed, and then its directory is emptied. */
  private void lose(JsonNode member) throws Exception {
    String name = member.path("name").asString();
    ProcessHandle process = ProcessHandle.of(member.path("pid").asLong()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
    empty(Path.of(data(), name));
  }

  private String awaitInSupervisorLog(String text) throws Exception {
    Path log = Path.of(data(), "supervisor.log");
    while (!Files.readString(log).contains(text)) {
      Thread.sleep(50);
    }
    return Files.readString(log);
  }

  private void killSupervisor() throws Exception {
    long pid = Long.parseLong(Files.readAllLines(Path.of(data(), "supervisor.pid")).getFirst());
    ProcessHandle supervisor = ProcessHandle.of(pid).orElseThrow();
    supervisor.destroyForcibly();
    supervisor.onExit().get(10, TimeUnit.SECONDS);
  }
}
