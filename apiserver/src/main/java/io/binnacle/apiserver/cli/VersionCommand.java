package io.binnacle.apiserver.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code binnacle version}. */
@Command(
    name = "version",
    description = "Print the version of Binnacle and of the Java it runs on.")
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String version = Binnacle.class.getPackage().getImplementationVersion();
    spec.commandLine()
        .getOut()
        .println(
            "binnacle "
                + Objects.requireNonNullElse(version, "(not packaged)")
                + ", Java "
                + Runtime.version());
    return 0;
  }
}
