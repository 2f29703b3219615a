package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.certificates.PrivateFiles;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.Ports;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.JavaCommand;
import io.binnacle.apiserver.cli.process.ProcessRecord;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The process of one replica: started by this supervisor, or found running and adopted. */
final class ReplicaProcess {
  /** Which group a replica is of, and whether it joins it, is what this program decides. */
  private static final List<String> VARIABLES_OF_GROUP =
      List.of(
          "BINNACLE_INITIAL_CLUSTER",
          "BINNACLE_INITIAL_CLUSTER_TOKEN",
          "BINNACLE_JOIN",
          "BINNACLE_JOIN_KUBECONFIG",
          "BINNACLE_MEMBER_ID");

  /** Beyond this a log is set aside at the next start; two are kept. */
  private static final long LOG_BYTES_MAX = 16L << 20;

  /** How much of the end of a log is looked through for the reason of a failure. */
  private static final int LOG_TAIL_BYTES = 8_192;

  private final ClusterFolder folder;
  private final ClusterFile cluster;
  private final ReplicaSpec spec;
  private final String heap;
  private @Nullable ProcessHandle process;
  private @Nullable Path newCache;

  /** What stands in the log before this is of earlier processes. */
  private long logBegins;

  ReplicaProcess(ClusterFolder folder, ClusterFile cluster, ReplicaSpec spec, String heap) {
    this.folder = folder;
    this.cluster = cluster;
    this.spec = spec;
    this.heap = heap;
  }

  /** For a rehearsal: the process writes an AOT cache of what it loaded when it ends. */
  void writesCacheTo(Path cache) {
    newCache = cache;
  }

  ReplicaSpec spec() {
    return spec;
  }

  Optional<ProcessHandle> running() {
    return Optional.ofNullable(process).filter(ProcessHandle::isAlive);
  }

  long pid() {
    ProcessHandle known = process;
    return known == null ? 0 : known.pid();
  }

  /** Takes over a process that an earlier supervisor, or a person, has started. */
  boolean adopt() {
    Optional<ProcessHandle> found = ProcessRecord.find(folder.replicaPid(spec.name()));
    found.ifPresent(
        handle -> {
          process = handle;
          logBegins = logSize();
        });
    return found.isPresent();
  }

  /** What its directory says. */
  DirectoryCondition condition() {
    return DirectoryCondition.of(folder.replica(spec.name()));
  }

  /** Whether it has begun to join the group as a new member. */
  boolean isJoining() {
    return DirectoryCondition.isJoining(folder.replica(spec.name()));
  }

  /** Whether it has ended because of its directory, so that starting it again is of no use. */
  boolean isLostForGood() {
    String words = lastWords();
    return condition() == DirectoryCondition.DAMAGED
        || words.contains("join as a new member")
        || words.contains("from another data directory than before");
  }

  /** Starts the process, which has not opened its ports yet when this returns. */
  void start() {
    start(null);
  }

  /**
   * The same.
   *
   * @param join a replica of the group that this one joins as a new member; null where it is one
   */
  void start(@Nullable URI join) {
    for (int port : List.of(spec.securePort(), spec.peerPort())) {
      if (!Ports.isFree(port)) {
        throw new ClusterException(
            "port %d of %s is in use by another program".formatted(port, spec.name()));
      }
    }
    try {
      PrivateFiles.createDirectory(folder.replica(spec.name()));
      setAsideLargeLog();
      logBegins = logSize();
      Path trained = newCache;
      List<String> command =
          trained == null
              ? JavaCommand.server(heap, arguments(join))
              : JavaCommand.trainedServer(heap, trained, arguments(join));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeAll(VARIABLES_OF_GROUP);
      builder.redirectInput(new File("/dev/null"));
      builder.redirectErrorStream(true);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(folder.replicaLog(spec.name()).toFile()));
      ProcessHandle started = builder.start().toHandle();
      process = started;
      ProcessRecord.write(folder.replicaPid(spec.name()), started);
    } catch (IOException e) {
      throw new ClusterException("cannot start %s: %s".formatted(spec.name(), e.getMessage()), e);
    }
  }

  /** The last line that it has logged and that says something. */
  String lastWords() {
    try (RandomAccessFile log =
        new RandomAccessFile(folder.replicaLog(spec.name()).toFile(), "r")) {
      long from = Math.max(Math.min(logBegins, log.length()), log.length() - LOG_TAIL_BYTES);
      log.seek(from);
      byte[] tail = new byte[(int) (log.length() - from)];
      log.readFully(tail);
      List<String> lines =
          new String(tail, java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
              .toList();
      // What the command itself complains in one line says more than what its logger said last.
      return lines.reversed().stream()
          .filter(line -> line.startsWith("binnacle: "))
          .findFirst()
          .map(line -> line.substring("binnacle: ".length()))
          .orElseGet(() -> lines.isEmpty() ? "it said nothing" : lines.getLast());
    } catch (IOException _) {
      return "it left no log";
    }
  }

  private long logSize() {
    try {
      return Files.size(folder.replicaLog(spec.name()));
    } catch (IOException _) {
      return 0;
    }
  }

  private List<String> arguments(@Nullable URI join) {
    List<String> all = new ArrayList<>(commonArguments());
    if (join == null) {
      all.add("--initial-cluster=" + cluster.initialCluster());
    } else {
      all.add("--join=" + join);
      all.add("--join-kubeconfig=" + folder.kubeconfig());
    }
    return all;
  }

  private List<String> commonArguments() {
    String name = spec.name();
    return List.of(
        "serve",
        "--name=" + name,
        "--data-dir=" + folder.replica(name),
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + spec.securePort(),
        "--tls-cert-file=" + folder.certificate(name),
        "--tls-private-key-file=" + folder.key(name),
        "--client-ca-file=" + folder.authorityCertificate(),
        "--peer-bind-address=127.0.0.1",
        "--peer-port=" + spec.peerPort(),
        "--peer-cert-file=" + folder.certificate(name),
        "--peer-key-file=" + folder.key(name),
        "--peer-trusted-ca-file=" + folder.authorityCertificate());
  }

  private void setAsideLargeLog() throws IOException {
    Path log = folder.replicaLog(spec.name());
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
