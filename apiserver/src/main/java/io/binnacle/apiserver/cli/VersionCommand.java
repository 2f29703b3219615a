package io.binnacle.apiserver.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code binnacle version}. */
@Command(
    name = "version",
    description = "Print the version of Binnacle and of the Java it runs on.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(text());
    return 0;
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  private static String text() {
    String version = Binnacle.class.getPackage().getImplementationVersion();
    return "binnacle %s, Java %s"
        .formatted(Objects.requireNonNullElse(version, "(not packaged)"), Runtime.version());
  }
}
