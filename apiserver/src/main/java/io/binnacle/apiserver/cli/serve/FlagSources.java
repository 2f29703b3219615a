package io.binnacle.apiserver.cli.serve;

import io.binnacle.apiserver.boot.InvalidOptionsException;
import io.binnacle.apiserver.configuration.PropertyFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where the value of a flag comes from when the command line does not give it: the system property
 * {@code binnacle.secure-port}, then the environment variable {@code BINNACLE_SECURE_PORT}, then
 * the same property in Spring's files, then the flag's own default.
 */
final class FlagSources implements IDefaultValueProvider {
  private final Function<String, @Nullable String> property;
  private final Function<String, @Nullable String> environment;
  private final Path workingDirectory;
  private @Nullable Function<String, @Nullable String> files;
  private @Nullable String complaint;

  /** Used by picocli. */
  @SuppressWarnings("UnusedMethod")
  FlagSources() {
    this(System::getProperty, System::getenv, Path.of(""));
  }

  FlagSources(
      Function<String, @Nullable String> property,
      Function<String, @Nullable String> environment,
      Path workingDirectory) {
    this.property = property;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  /**
   * Picocli takes a provider's fault for "no value", so it is asked for afterwards.
   *
   * @throws InvalidOptionsException where a file could not be read
   */
  void check() {
    if (complaint != null) {
      throw new InvalidOptionsException(complaint);
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !option.longestName().startsWith("--")) {
      return null;
    }
    String flag = option.longestName().substring(2);
    String given = property.apply("binnacle." + flag);
    if (given != null) {
      return given;
    }
    String variable =
        environment.apply("BINNACLE_" + flag.replace('-', '_').toUpperCase(Locale.ROOT));
    return variable != null ? variable : fromFiles("binnacle." + flag);
  }

  private @Nullable String fromFiles(String name) {
    Function<String, @Nullable String> found = files;
    if (found == null) {
      found = read();
      files = found;
    }
    return found.apply(name);
  }

  private Function<String, @Nullable String> read() {
    try {
      return PropertyFiles.find(workingDirectory, property, environment);
    } catch (PropertyFiles.UnreadableException unreadable) {
      complaint = unreadable.getMessage();
      return _ -> null;
    }
  }
}
