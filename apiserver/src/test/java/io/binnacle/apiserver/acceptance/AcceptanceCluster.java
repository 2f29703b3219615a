package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.cli.Binnacle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Replicas and a load balancer as {@code binnacle up --detach} starts them, in a folder of their
 * own.
 */
final class AcceptanceCluster implements AutoCloseable {
  /** One line of {@code binnacle status -o json}. */
  record Member(String name, long pid, String role, long appliedIndex, long revision, String url) {
    boolean runs() {
      return pid > 0;
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Path dataDirectory;
  private final int replicas;

  /**
   * Below the ports that the system gives to outgoing connections: one of those may sit on the port
   * of a replica that is about to start.
   */
  private static final int PORT_MAX = 32_000;

  private static final int PORT_MIN = 12_000;
  private static final int ATTEMPTS_MAX = 1_000;

  private final int port;

  private AcceptanceCluster(Path folder, int replicas, int port) {
    this.folder = folder;
    this.dataDirectory = folder.resolve("data");
    this.replicas = replicas;
    this.port = port;
  }

  static AcceptanceCluster start(int replicas) throws IOException {
    AcceptanceCluster cluster =
        new AcceptanceCluster(Files.createTempDirectory("acceptance"), replicas, freePort());
    cluster.up();
    return cluster;
  }

  static int freePort() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port below " + PORT_MAX);
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Starts what does not run. Replicas that die stay dead until the next call. */
  void up() {
    Programs.Result result =
        binnacle(
            "up",
            "--detach",
            "--no-restart",
            "--replicas",
            Integer.toString(replicas),
            "--port",
            Integer.toString(port));
    result.succeeds();
  }

  /** In this JVM: to start another one for each question takes seconds. */
  private Programs.Result binnacle(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command, "--data-dir", dataDirectory.toString()));
    line.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Binnacle.run(
            new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    return new Programs.Result(code, out.toString(), err.toString());
  }

  List<Member> members() {
    String json = binnacle("status", "-o", "json").succeeds().output();
    List<Member> members = new ArrayList<>();
    for (JsonNode member : JSON.readTree(json).get("members")) {
      members.add(
          new Member(
              member.get("name").asString(),
              member.get("pid").isNull() ? 0 : member.get("pid").asLong(),
              member.get("role").asString(),
              member.path("appliedIndex").asLong(0),
              member.path("revision").asLong(0),
              member.path("url").asString("")));
    }
    return members;
  }

  Member leader() throws IOException, InterruptedException {
    return await(
            "a leader", () -> members().stream().filter(m -> m.role().equals("leader")).toList())
        .getFirst();
  }

  Member follower() throws IOException, InterruptedException {
    leader();
    return await(
            "a follower",
            () -> members().stream().filter(m -> m.role().equals("follower")).toList())
        .getFirst();
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill(Member member) throws InterruptedException {
    ProcessHandle process = ProcessHandle.of(member.pid()).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    for (int i = 0; i < 200 && process.isAlive(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(process.isAlive()).isFalse();
  }

  Path kubeconfig() {
    return dataDirectory.resolve("kubeconfig");
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  String balancerUrl() {
    return "https://127.0.0.1:" + port;
  }

  /** Asks until the list is not empty. */
  static <T> List<T> await(String what, Question<List<T>> question)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      List<T> answer = question.ask();
      if (!answer.isEmpty()) {
        return answer;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited 30 s for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** A question that may fail like a process does. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  @Override
  public void close() throws IOException {
    binnacle("down");
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
