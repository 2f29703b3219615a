package io.binnacle.apiserver.cli.cluster;

import java.nio.file.Path;

/** Where everything of a local cluster lies under its data directory. */
public record ClusterFolder(Path root) {
  public ClusterFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path clusterFile() {
    return root.resolve("cluster.json");
  }

  public Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  public Path pki() {
    return root.resolve("pki");
  }

  public Path authorityCertificate() {
    return pki().resolve("ca.crt");
  }

  /** The certificate of the administrator or of a replica. */
  public Path certificate(String name) {
    return pki().resolve(name + ".crt");
  }

  public Path key(String name) {
    return pki().resolve(name + ".key");
  }

  public Path replica(String name) {
    return root.resolve(name);
  }

  public Path replicaLog(String name) {
    return root.resolve(name + ".log");
  }

  /** Written by whoever starts the replica, and by the replica itself. */
  public Path replicaPid(String name) {
    return pidFileIn(replica(name));
  }

  /** The pid file of a replica whose data directory this is. */
  public static Path pidFileIn(Path replicaDataDirectory) {
    return replicaDataDirectory.resolve("replica.pid");
  }

  public Path supervisorPid() {
    return root.resolve("supervisor.pid");
  }

  public Path supervisorLock() {
    return root.resolve("supervisor.lock");
  }

  /** Output of a supervisor that runs detached. */
  public Path supervisorLog() {
    return root.resolve("supervisor.log");
  }

  /**
   * Exists once a replica was ready: from then on members have acknowledged things, and one whose
   * directory is empty has forgotten them.
   */
  public Path formedMark() {
    return root.resolve("formed");
  }

  /** Exists while a supervisor is asked to start the replicas that are down. */
  public Path startMissingRequest() {
    return root.resolve("start-missing");
  }
}
