package io.binnacle.apiserver.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binnacle help}: unlike picocli's own, it finds commands of commands. */
@Command(name = "help", description = "Explain a command and all its options.")
final class HelpCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "As it is typed: 'help member add'. Left out: what commands there are.")
  private List<String> names = List.of();

  @Override
  public void run() {
    CommandLine explained = spec.commandLine().getParent();
    for (String name : names) {
      CommandLine next = explained.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            spec.parent().commandLine(), "there is no command '" + String.join(" ", names) + "'");
      }
      explained = next;
    }
    explained.usage(spec.commandLine().getOut());
  }
}
