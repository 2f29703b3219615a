package io.binnacle.apiserver.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor does about a replica that is down and has no data. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisedTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration A_WHILE = Duration.ofSeconds(11);

  @TempDir private Path root;

  /** Of the other replica: takes connections, and answers nothing unless a test does. */
  private ServerSocket other;

  private HealthWatch health;
  private Supervised supervised;
  private Duration now = Duration.ofNanos(System.nanoTime());

  @BeforeEach
  void prepare() throws IOException {
    other = new ServerSocket(0, 99, InetAddress.getLoopbackAddress());
    ReplicaSpec lost = new ReplicaSpec("lost", freePort(), freePort());
    ReplicaSpec there = new ReplicaSpec("there", other.getLocalPort(), freePort());
    ClusterFolder folder = new ClusterFolder(root);
    ClusterFile cluster = new ClusterFile(freePort(), List.of(lost, there));
    ClusterPki certificates = new ClusterPki(folder);
    certificates.prepareReplicas(cluster, Clock.systemUTC());
    certificates.prepareAdministrator(cluster, Clock.systemUTC());
    health = new HealthWatch(certificates.stranger(), lost, _ -> {});
    supervised =
        new Supervised(
            new ReplicaProcess(folder, cluster, lost, "64m"),
            health,
            new Readmission(folder, cluster));
  }

  @AfterEach
  void close() throws IOException {
    health.close();
    other.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Looks so many times; each look is a while after the one before, to the replica's clock. */
  private List<String> look(int times, int pauseMillis) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      supervised.look(true, false, now.toNanos()).ifPresent(lines::add);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      now = now.plus(A_WHILE);
      Thread.sleep(pauseMillis);
    }
    return lines;
  }

  /** One that hangs takes two seconds to be given up, in which others may have to be started. */
  @Test
  void anotherReplicaThatHangsHoldsNothingUp() throws Exception {
    List<String> lines = new ArrayList<>(look(1, 0));
    assertThat(lines).containsExactly("lost (pid 0) has ended");
    while (lines.size() < 2) {
      lines.addAll(look(1, 50));
    }
    assertThat(lines.getLast())
        .startsWith("lost stays down: its directory is empty, and no replica is ready to take it")
        .contains("member remove lost", "up --data-dir " + root);
    assertThat(look(10, 50)).isEmpty();
  }

  /** It asks again and again, but a reason that stays is told once. */
  @Test
  void aJoiningOneThatNobodyCanTakeInIsToldOnce() throws Exception {
    Files.createDirectories(root.resolve("lost"));
    Files.writeString(
        root.resolve("lost/join.json"),
        """
        {"formatVersion": 1, "clusterId": "b", "others": [], "settled": false,
         "self": {"memberId": "4d", "name": "lost", "host": "127.0.0.1", "port": 2380}}
        """);
    AtomicInteger asked = new AtomicInteger();
    Thread.ofVirtual().start(() -> closeEach(asked));
    List<String> lines = new ArrayList<>();
    while (asked.get() < 4) {
      lines.addAll(look(1, 50));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("lost (pid 0) has ended: starting it again in 0.25 s");
    assertThat(lines.getLast())
        .startsWith("lost stays down: its directory is empty, and no replica is ready to take it");
    // Who asks for it is told again.
    while (lines.size() < 3) {
      supervised.look(true, true, now.toNanos()).ifPresent(lines::add);
      lines.addAll(look(5, 50));
    }
    assertThat(lines.getLast()).isEqualTo(lines.get(1));
  }

  private void closeEach(AtomicInteger asked) {
    try {
      while (true) {
        other.accept().close();
        asked.incrementAndGet();
      }
    } catch (IOException _) {
      // The test is over.
    }
  }
}
