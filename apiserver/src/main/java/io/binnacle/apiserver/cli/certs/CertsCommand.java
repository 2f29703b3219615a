package io.binnacle.apiserver.cli.certs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binnacle certs}. */
@Command(
    name = "certs",
    description = "Make certificates for members that run on machines of their own.",
    subcommands = CertsInitCommand.class)
public final class CertsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "certs needs a command: init");
  }
}
