package io.binnacle.apiserver.cli.cluster;

import io.binnacle.apiserver.certificates.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a local cluster is made of, kept in {@code cluster.json}, so that a second start finds the
 * same members on the same ports.
 *
 * @param port where the load balancer listens
 */
public record ClusterFile(int port, List<ReplicaSpec> replicas) {
  /** A local cluster is for trying things on one machine; more members help nobody there. */
  public static final int REPLICAS_MAX = 9;

  public ClusterFile {
    replicas = List.copyOf(replicas);
  }

  public ClusterFile withPort(int changed) {
    return new ClusterFile(changed, replicas);
  }

  /** The value of {@code --initial-cluster}. */
  public String initialCluster() {
    List<String> members = new ArrayList<>();
    for (ReplicaSpec each : replicas) {
      members.add(each.name() + "=127.0.0.1:" + each.peerPort());
    }
    return String.join(",", members);
  }

  /** Reads the file; empty where there is none. */
  public static Optional<ClusterFile> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JsonMapper.shared().readTree(Files.readString(file));
      List<ReplicaSpec> replicas = new ArrayList<>();
      for (JsonNode each : tree.path("replicas")) {
        replicas.add(
            new ReplicaSpec(
                each.path("name").asString(""),
                each.path("securePort").asInt(0),
                each.path("peerPort").asInt(0)));
      }
      ClusterFile cluster = new ClusterFile(tree.path("port").asInt(0), replicas);
      if (!cluster.isSound()) {
        throw new ClusterException(file + " is damaged: it names no port or no replicas");
      }
      return Optional.of(cluster);
    } catch (IOException e) {
      throw new ClusterException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new ClusterException(file + " is damaged: it is not JSON", e);
    }
  }

  public void save(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ReplicaSpec each : replicas) {
      lines.add(
          "    {\"name\": \"%s\", \"securePort\": %d, \"peerPort\": %d}"
              .formatted(each.name(), each.securePort(), each.peerPort()));
    }
    PrivateFiles.write(
        file,
        "{\n  \"port\": %d,\n  \"replicas\": [\n%s\n  ]\n}\n"
            .formatted(port, String.join(",\n", lines)));
  }

  private boolean isSound() {
    return isPort(port)
        && !replicas.isEmpty()
        && replicas.stream()
            .allMatch(
                each ->
                    !each.name().isEmpty() && isPort(each.securePort()) && isPort(each.peerPort()));
  }

  private static boolean isPort(int number) {
    return number > 0 && number <= 65_535;
  }
}
