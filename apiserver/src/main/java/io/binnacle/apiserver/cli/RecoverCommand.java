package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.joining.ForcedNewGroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
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
      out.println(
          "  binnacle serve --data-dir %s --name %s --initial-cluster-token %s ..."
              .formatted(dataDirectory, name, chosen));
      return 0;
    } catch (IOException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String byChance() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
