package io.binnacle.apiserver.cli.serve;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where the value of a flag comes from when the command line does not give it: the system property
 * {@code binnacle.secure-port}, then the environment variable {@code BINNACLE_SECURE_PORT}, then
 * the flag's own default.
 */
final class FlagSources implements IDefaultValueProvider {
  private final Function<String, @Nullable String> property;
  private final Function<String, @Nullable String> environment;

  /** Used by picocli. */
  @SuppressWarnings("UnusedMethod")
  FlagSources() {
    this(System::getProperty, System::getenv);
  }

  FlagSources(
      Function<String, @Nullable String> property, Function<String, @Nullable String> environment) {
    this.property = property;
    this.environment = environment;
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
    return environment.apply("BINNACLE_" + flag.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
