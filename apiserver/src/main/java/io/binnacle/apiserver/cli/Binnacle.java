package io.binnacle.apiserver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: finds the command, runs it, turns its end into an exit code. */
@Command(
    name = "binnacle",
    description = "A Kubernetes API server that carries its own consensus store.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VersionCommand.class, HelpCommand.class},
    footerHeading = "%nStart here:%n",
    footer = {
      "  ./binnacle up",
      "  kubectl --kubeconfig .binnacle/kubeconfig get namespaces",
      "",
      "'binnacle help COMMAND' explains a command and all its options."
    })
public final class Binnacle implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            arguments));
  }

  /** Runs one command line in this JVM; returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Binnacle());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setExecutionExceptionHandler(Binnacle::complain);
    return commandLine.execute(arguments);
  }

  private static int complain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    if (failure instanceof CommandFailure) {
      command.getErr().println("binnacle: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
