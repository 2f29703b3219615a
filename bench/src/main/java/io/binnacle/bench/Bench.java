package io.binnacle.bench;

import io.binnacle.bench.apply.ApplyCommand;
import io.binnacle.bench.commits.CommitsCommand;
import io.binnacle.bench.commits.group.MemberCommand;
import io.binnacle.bench.consensus.SimulateCommand;
import io.binnacle.bench.proof.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The load generator's command line. */
@Command(
    name = "bench",
    description = "Measure a Kubernetes API server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LoadCommand.class,
      WatchCommand.class,
      FailoverCommand.class,
      MemoryCommand.class,
      ApplyCommand.class,
      CommitsCommand.class,
      MemberCommand.class,
      SimulateCommand.class,
      TortureCommand.class,
      HelpCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    // Some of the commands are those of another program, whose launcher starts this one for them.
    System.exit(commandLine(System.getProperty("binnacle.command", "bench")).execute(arguments));
  }

  /** A wrong option is answered with one line and exit code 2. */
  static CommandLine commandLine(String name) {
    CommandLine line = new CommandLine(new Bench());
    line.setCommandName(name);
    line.setParameterExceptionHandler(
        (wrong, _) -> {
          wrong.getCommandLine().getErr().println(name + ": " + wrong.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    return line;
  }
}
