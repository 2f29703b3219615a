package io.binnacle.apiserver.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Chooses ports for replicas: those right behind the load balancer's, skipping what is in use. */
public final class Ports {
  /** How far to look: beyond that a machine has a different problem than a port. */
  private static final int TRIED_MAX = 500;

  private Ports() {}

  /** Names and free ports for a new cluster. */
  public static List<ReplicaSpec> choose(int loadBalancerPort, int replicaCount) {
    List<Integer> free = new ArrayList<>();
    for (int tried = 1; tried <= TRIED_MAX && free.size() < 2 * replicaCount; tried++) {
      int port = loadBalancerPort + tried;
      if (port <= 65_535 && isFree(port)) {
        free.add(port);
      }
    }
    if (free.size() < 2 * replicaCount) {
      throw new ClusterException(
          "there are not %d free ports behind port %d: choose another --port"
              .formatted(2 * replicaCount, loadBalancerPort));
    }
    List<ReplicaSpec> replicas = new ArrayList<>();
    for (int i = 0; i < replicaCount; i++) {
      replicas.add(new ReplicaSpec("binnacle-" + i, free.get(i), free.get(replicaCount + i)));
    }
    return List.copyOf(replicas);
  }

  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
