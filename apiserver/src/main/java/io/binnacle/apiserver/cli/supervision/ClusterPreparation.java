package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.certificates.PrivateFiles;
import io.binnacle.apiserver.cli.balancer.LoadBalancer;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.Ports;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that has to be there before the first replica starts: the lock on the data directory,
 * room on the disk, the load balancer's port, certificates. What was made is taken back when a
 * later step fails, so that a failed start leaves nothing behind.
 */
final class ClusterPreparation implements AutoCloseable {
  private static final int DEFAULT_PORT = 6_443;
  private static final int DEFAULT_REPLICAS = 3;

  /** A first log segment, the reserve file and a checkpoint. */
  private static final long NEW_REPLICA_BYTES = 192L << 20;

  /** The next log segment. */
  private static final long KNOWN_REPLICA_BYTES = 64L << 20;

  private final ClusterFolder folder;
  private final ClusterFile cluster;
  private final LoadBalancer balancer;
  private final FileChannel lock;
  private final boolean isNew;

  private ClusterPreparation(
      ClusterFolder folder,
      ClusterFile cluster,
      LoadBalancer balancer,
      FileChannel lock,
      boolean isNew) {
    this.folder = folder;
    this.cluster = cluster;
    this.balancer = balancer;
    this.lock = lock;
    this.isNew = isNew;
  }

  ClusterFolder folder() {
    return folder;
  }

  ClusterFile cluster() {
    return cluster;
  }

  LoadBalancer balancer() {
    return balancer;
  }

  boolean isNew() {
    return isNew;
  }

  /** Empty when another supervisor holds the data directory. */
  static Optional<ClusterPreparation> of(ClusterPlan plan, Clock clock) {
    ClusterFolder folder = new ClusterFolder(plan.dataDirectory());
    boolean isNew = !Files.exists(folder.clusterFile());
    FileChannel lock = null;
    LoadBalancer balancer = null;
    boolean done = false;
    try {
      PrivateFiles.createDirectory(folder.root());
      refuseForeignFolder(folder, isNew);
      lock = lock(folder);
      if (lock == null) {
        done = true;
        return Optional.empty();
      }
      ClusterFile cluster = cluster(folder, plan);
      requireRoom(folder, cluster, isNew);
      balancer = balancer(cluster);
      new ClusterPki(folder).prepareReplicas(cluster, clock);
      cluster.save(folder.clusterFile());
      done = true;
      return Optional.of(new ClusterPreparation(folder, cluster, balancer, lock, isNew));
    } catch (IOException e) {
      throw new ClusterException("cannot prepare " + folder.root() + ": " + reason(e), e);
    } finally {
      if (!done) {
        closeQuietly(balancer);
        closeQuietly(lock);
        if (isNew && lock != null) {
          remove(folder);
        }
      }
    }
  }

  /** Takes back what this start has made; called when the replicas did not come up. */
  void undo() {
    close();
    if (isNew) {
      remove(folder);
    }
  }

  @Override
  public void close() {
    closeQuietly(balancer);
    closeQuietly(lock);
  }

  /** Settles on members and ports: those of the data directory, or new ones. */
  private static ClusterFile cluster(ClusterFolder folder, ClusterPlan plan) {
    Integer wantedReplicas = plan.replicas();
    Integer wantedPort = plan.port();
    Optional<ClusterFile> known = ClusterFile.load(folder.clusterFile());
    if (known.isEmpty()) {
      int port = wantedPort == null ? DEFAULT_PORT : wantedPort;
      int replicas = wantedReplicas == null ? DEFAULT_REPLICAS : wantedReplicas;
      return new ClusterFile(port, Ports.choose(port, replicas));
    }
    ClusterFile cluster = known.get();
    refuseOtherReplicas(folder, cluster, wantedReplicas);
    return wantedPort == null ? cluster : cluster.withPort(wantedPort);
  }

  static void refuseOtherReplicas(
      ClusterFolder folder, ClusterFile cluster, @Nullable Integer wanted) {
    if (wanted != null && wanted != cluster.replicas().size()) {
      throw new ClusterException(
          "%s holds a cluster of %d: leave --replicas away, or choose another --data-dir"
              .formatted(folder.root(), cluster.replicas().size()));
    }
  }

  /** A directory with other things in it is somebody's, and a failed start would clean it up. */
  private static void refuseForeignFolder(ClusterFolder folder, boolean isNew) throws IOException {
    if (!isNew) {
      return;
    }
    List<Path> ours = List.of(folder.supervisorLog(), folder.supervisorLock());
    try (Stream<Path> entries = Files.list(folder.root())) {
      Optional<Path> foreign = entries.filter(entry -> !ours.contains(entry)).findFirst();
      if (foreign.isPresent()) {
        throw new ClusterException(
            "%s is in use: it holds %s, which no cluster of 'up' has made"
                .formatted(folder.root(), foreign.get().getFileName()));
      }
    }
  }

  private static @Nullable FileChannel lock(ClusterFolder folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.supervisorLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // Held by another supervisor in this JVM.
    }
    channel.close();
    return null;
  }

  private static void requireRoom(ClusterFolder folder, ClusterFile cluster, boolean isNew)
      throws IOException {
    long needed = cluster.replicas().size() * (isNew ? NEW_REPLICA_BYTES : KNOWN_REPLICA_BYTES);
    long usable = Files.getFileStore(folder.root()).getUsableSpace();
    if (usable < needed) {
      throw new ClusterException(
          "the disk is full: %s has %d MiB left, %d replicas need %d MiB"
              .formatted(folder.root(), usable >> 20, cluster.replicas().size(), needed >> 20));
    }
  }

  private static LoadBalancer balancer(ClusterFile cluster) throws IOException {
    InetAddress local = InetAddress.ofLiteral("127.0.0.1");
    Map<String, InetSocketAddress> targets = new LinkedHashMap<>();
    for (ReplicaSpec each : cluster.replicas()) {
      targets.put(each.name(), new InetSocketAddress(local, each.securePort()));
    }
    try {
      return new LoadBalancer(new InetSocketAddress(local, cluster.port()), targets);
    } catch (BindException e) {
      throw new ClusterException(
          "port %d is in use by another program: choose another one with --port"
              .formatted(cluster.port()),
          e);
    }
  }

  /** Everything but the log of a detached supervisor, which its starter still reads. */
  private static void remove(ClusterFolder folder) {
    try (Stream<Path> tree = Files.walk(folder.root())) {
      for (Path each : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
        boolean isLog = each.equals(folder.supervisorLog());
        boolean holdsLog = each.equals(folder.root()) && Files.exists(folder.supervisorLog());
        if (!isLog && !holdsLog) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new ClusterException(
          "cannot take back what was made in %s: %s".formatted(folder.root(), reason(e)), e);
    }
  }

  /** Exceptions of files often have a path for their whole message. */
  static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case FileAlreadyExistsException _ -> message + " is no folder";
      case NoSuchFileException _ -> message + " cannot be made there";
      case AccessDeniedException _ -> message + " may not be accessed";
      default -> message;
    };
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    if (resource == null) {
      return;
    }
    try {
      resource.close();
    } catch (Exception _) {
      // Closing gives back what the end of the process would give back anyway.
    }
  }
}
