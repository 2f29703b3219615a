package io.binnacle.apiserver.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Property files where Spring Boot looks for them: {@code application.properties} or {@code
 * application.yaml} in the working directory and its folder {@code config}, and what {@code
 * spring.config.additional-location} and its like name, with profiles and placeholders (design
 * D12).
 *
 * <p>Spring is asked only where there is something for it to find: else a start costs nothing.
 */
public final class PropertyFiles {
  private static final List<String> FILES =
      List.of("application.properties", "application.yaml", "application.yml");
  private static final List<String> FOLDERS = List.of("", "config");

  /** What names other places; as a variable of the environment in capitals with underscores. */
  private static final List<String> PLACES =
      List.of(
          "spring.config.additional-location",
          "spring.config.location",
          "spring.config.import",
          "spring.config.name");

  private PropertyFiles() {}

  /** A file is there that cannot be read. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param property what comes before the files: system properties
   * @param environment variables of the process, before the files as well
   * @return the values by name, null where none is given
   * @throws UnreadableException with a message of one line
   */
  public static Function<String, @Nullable String> find(
      Path workingDirectory,
      Function<String, @Nullable String> property,
      Function<String, @Nullable String> environment) {
    if (!anyIn(workingDirectory) && !anyNamed(property, environment)) {
      return _ -> null;
    }
    StandardEnvironment values = new StandardEnvironment();
    for (String place : PLACES) {
      String named = property.apply(place);
      if (named != null) {
        // A test has its own properties, which the process has not.
        values
            .getPropertySources()
            .addFirst(new MapPropertySource("given " + place, Map.of(place, named)));
      }
    }
    try {
      ConfigDataEnvironmentPostProcessor.applyTo(values);
      // Names are found in Spring's other spellings too, such as securePort.
      ConfigurationPropertySources.attach(values);
    } catch (RuntimeException failure) {
      throw new UnreadableException(
          "a file with properties cannot be read: " + firstLine(failure), failure);
    }
    return values::getProperty;
  }

  private static boolean anyIn(Path workingDirectory) {
    for (String folder : FOLDERS) {
      Path place = workingDirectory.resolve(folder);
      if (FILES.stream().anyMatch(file -> Files.exists(place.resolve(file)))) {
        return true;
      }
    }
    return hasFolders(workingDirectory.resolve("config"));
  }

  /** Spring looks one folder deeper as well. */
  private static boolean hasFolders(Path config) {
    if (!Files.isDirectory(config)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(config)) {
      return entries.anyMatch(Files::isDirectory);
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean anyNamed(
      Function<String, @Nullable String> property, Function<String, @Nullable String> environment) {
    for (String place : PLACES) {
      String variable = place.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
      String spelled = place.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
      if (property.apply(place) != null
          || environment.apply(variable) != null
          || environment.apply(spelled) != null) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }
}
