package io.binnacle.apiserver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.apiserver.boot.InvalidOptionsException;
import io.binnacle.apiserver.boot.StartFailedException;
import io.binnacle.apiserver.certificates.CertificateFileException;
import io.binnacle.apiserver.cli.certs.CertsCommand;
import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.member.MemberCommand;
import io.binnacle.apiserver.cli.rehearsal.RehearseCommand;
import io.binnacle.apiserver.cli.serve.ServeCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: finds the command, runs it, turns its end into an exit code. */
@Command(
    name = "binnacle",
    description = "A Kubernetes API server that carries its own consensus store.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VersionCommand.class,
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      ServeCommand.class,
      MemberCommand.class,
      RecoverCommand.class,
      CertsCommand.class,
      RehearseCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  ./binnacle up",
      "  kubectl --kubeconfig .binnacle/kubeconfig get namespaces",
      "",
      "From a clone, to look for broken promises:",
      "  ./binnacle simulate   clusters on a simulated clock, network and disk, seed by seed",
      "  ./binnacle torture    a real cluster that is killed, stopped and cut off under load",
      "",
      "'binnacle help COMMAND' or 'COMMAND --help' explains a command and all its options.",
      "Exit codes: 0 done, 1 failed with one line that says why, 2 wrong usage."
    })
public final class Binnacle implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What people try first on a program that they do not know; every command takes it. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      hidden = true)
  @SuppressWarnings("UnusedVariable")
  private boolean helpWanted;

  @Option(names = "--version", versionHelp = true, hidden = true)
  @SuppressWarnings("UnusedVariable")
  private boolean versionWanted;

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs one command line in this JVM; returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Binnacle());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setParameterExceptionHandler(Binnacle::complainOfUsage);
    commandLine.setExecutionExceptionHandler(
        (failure, command, _) -> complainOfFailure(failure, command));
    return commandLine.execute(arguments);
  }

  private static int complainOfUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ").replaceFirst("^binnacle ?", "");
    command.getErr().println("binnacle: " + wrong.getMessage());
    command.getErr().println(("Try 'binnacle help " + name).strip() + "'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int complainOfFailure(Exception failure, CommandLine command) throws Exception {
    return switch (failure) {
      case InvalidOptionsException wrong -> {
        command.getErr().println("binnacle: " + wrong.getMessage());
        yield CommandLine.ExitCode.USAGE;
      }
      case ClusterException _, StartFailedException _, CertificateFileException _ -> {
        command.getErr().println("binnacle: " + failure.getMessage());
        yield CommandLine.ExitCode.SOFTWARE;
      }
      default -> throw failure;
    };
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
