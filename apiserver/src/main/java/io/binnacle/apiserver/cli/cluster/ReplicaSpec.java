package io.binnacle.apiserver.cli.cluster;

/**
 * One replica of a local cluster.
 *
 * @param securePort where clients and the load balancer reach it on 127.0.0.1
 * @param peerPort where the other members reach it on 127.0.0.1
 */
public record ReplicaSpec(String name, int securePort, int peerPort) {
  public String url() {
    return "https://127.0.0.1:" + securePort;
  }
}
