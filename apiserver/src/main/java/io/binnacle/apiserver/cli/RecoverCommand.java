package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.JavaCommand;
import io.binnacle.apiserver.joining.ForcedNewGroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binnacle recover}. */
@Command(
    name = "recover",
    description = {
      "Go on with what one replica has, after the majority of its group is lost for good.",
      "The data directory becomes a new group of one; what it held before is kept beside it. What the"
          + " lost members alone had acknowledged is lost. Take the replica with the highest applied"
          + " index, make sure that no other one of the old group comes back, and let new members"
          + " join with empty disks."
    })
final class RecoverCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 4;

  /** Ports and address, then certificate, key and authority towards clients and members alike. */
  private static final String LISTENERS =
      " --secure-port %1$d --peer-port %2$d --advertise-address %3$s --tls-cert-file %4$s"
          + " --tls-private-key-file %5$s --client-ca-file %6$s --peer-cert-file %4$s"
          + " --peer-key-file %5$s --peer-trusted-ca-file %6$s";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--force-new-cluster",
      description = "Says that this is meant. Nothing is done without it.")
  private boolean forced;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The replica's, as given to 'serve'; 'up' keeps them as DIR/NAME.")
  private Path dataDirectory = Path.of("default.binnacle");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The member's name in the new group. Default: ${DEFAULT-VALUE}.")
  private String name = "default";

  @Option(
      names = "--initial-cluster-token",
      paramLabel = "TOKEN",
      description = "Of the new group, another one than before. Default: one by chance, printed.")
  private @Nullable String token;

  @Override
  public Integer call() {
    refuseFolderOfUp();
    if (!forced) {
      throw new ParameterException(
          spec.commandLine(),
          "this gives up what only the other members have: add --force-new-cluster");
    }
    String chosen = token == null ? "recovered-" + byChance() : token;
    try {
      ForcedNewGroup.Made made = ForcedNewGroup.in(dataDirectory, name, chosen);
      PrintWriter out = spec.commandLine().getOut();
      out.println("A group of one, with the log up to " + made.lastIndex());
      out.println("Before: " + made.keptIn());
      out.println("Next:");
      out.println("  " + JavaCommand.commandName() + " serve " + flags(chosen));
      out.println(
          "Others can join it at --peer-port of --advertise-address: empty directories and");
      out.println("'" + JavaCommand.commandName() + " serve --join' (docs/membership.md).");
      return 0;
    } catch (IOException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Its replicas lie below: there is one to choose, and each has its own name. */
  private void refuseFolderOfUp() {
    ClusterFolder folder = new ClusterFolder(dataDirectory);
    List<String> replicas =
        ClusterFile.load(folder.clusterFile()).stream()
            .flatMap(cluster -> cluster.replicas().stream())
            .map(ReplicaSpec::name)
            .toList();
    if (replicas.isEmpty() || ForcedNewGroup.holdsMember(dataDirectory)) {
      return;
    }
    List<String> choices =
        replicas.stream()
            .filter(each -> ForcedNewGroup.holdsMember(folder.replica(each)))
            .map(each -> "--data-dir %s --name %s".formatted(dataDirectory.resolve(each), each))
            .toList();
    throw new ClusterException(
        choices.isEmpty()
            ? "%s holds no member, and none of its replicas (%s) has data"
                .formatted(dataDirectory, String.join(", ", replicas))
            : "%s is the directory of 'up' and holds no member itself. Take one of its replicas: %s"
                .formatted(dataDirectory, String.join(", or ", choices)));
  }

  /** As they were where 'up' has made the directory; else with what only its owner knows left. */
  private String flags(String chosen) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    ClusterFolder folder = new ClusterFolder(directory.resolve(".."));
    Optional<ReplicaSpec> ofUp =
        ClusterFile.load(folder.clusterFile()).stream()
            .flatMap(cluster -> cluster.replicas().stream())
            .filter(each -> folder.replica(each.name()).equals(directory))
            .findFirst();
    String common =
        "--data-dir %s --name %s --initial-cluster-token %s".formatted(dataDirectory, name, chosen);
    return common
        + ofUp.map(
                replica ->
                    LISTENERS.formatted(
                        replica.securePort(),
                        replica.peerPort(),
                        "127.0.0.1",
                        folder.certificate(replica.name()),
                        folder.key(replica.name()),
                        folder.authorityCertificate()))
            .orElseGet(
                () ->
                    LISTENERS.formatted(
                        6_443, 2_380, "HOST", name + ".crt", name + ".key", "ca.crt"));
  }

  private static String byChance() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
