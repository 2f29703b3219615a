package io.binnacle.apiserver.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFileTest {
  @TempDir private Path folder;

  @Test
  void whatWasSavedIsLoaded() throws Exception {
    ClusterFile cluster =
        new ClusterFile(
            6443,
            List.of(
                new ReplicaSpec("binnacle-0", 6444, 6447),
                new ReplicaSpec("binnacle-1", 6445, 6448)));
    Path file = folder.resolve("cluster.json");
    cluster.save(file);
    assertThat(ClusterFile.load(file)).contains(cluster);
    assertThat(cluster.initialCluster())
        .isEqualTo("binnacle-0=127.0.0.1:6447,binnacle-1=127.0.0.1:6448");
  }

  @Test
  void whereThereIsNoFileThereIsNoCluster() {
    assertThat(ClusterFile.load(folder.resolve("absent.json"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"port\":6443}",
        "{\"port\":0,\"replicas\":[{\"name\":\"a\",\"securePort\":1,\"peerPort\":2}]}",
        "{\"port\":6443,\"replicas\":[{\"name\":\"\",\"securePort\":1,\"peerPort\":2}]}",
        "{\"port\":6443,\"replicas\":[{\"name\":\"a\",\"securePort\":70000,\"peerPort\":2}]}"
      })
  void aDamagedFileIsToldInOneLine(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("cluster.json"), text);
    assertThatThrownBy(() -> ClusterFile.load(file))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is damaged");
  }

  @Test
  void portsInUseAreSkipped() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      List<ReplicaSpec> chosen = Ports.choose(port - 1, 3);
      assertThat(chosen.stream().flatMap(each -> Stream.of(each.securePort(), each.peerPort())))
          .doesNotContain(port)
          .doesNotHaveDuplicates()
          .allMatch(each -> each > port - 1);
      assertThat(chosen)
          .extracting(ReplicaSpec::name)
          .containsExactly("binnacle-0", "binnacle-1", "binnacle-2");
    }
  }
}
