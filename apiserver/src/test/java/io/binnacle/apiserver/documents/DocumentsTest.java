package io.binnacle.apiserver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authorization.BootstrapAuthorizer;
import io.binnacle.apiserver.cli.Binnacle;
import io.binnacle.apiserver.discovery.DiscoveryEndpoints;
import io.binnacle.apiserver.group.GroupEndpoints;
import io.binnacle.apiserver.health.HealthEndpoints;
import io.binnacle.apiserver.health.ServerDocuments;
import io.binnacle.apiserver.metrics.MetricsEndpoint;
import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.openapi.OpenApiEndpoints;
import io.binnacle.apiserver.pipeline.Dispatcher;
import io.binnacle.apiserver.pipeline.RequestPipeline;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.type.BuiltinTypes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the documents say of the code is true: drawings drift. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");

  /** Directories of modules, with the package that each package name in the tables begins below. */
  private static final List<String> MODULES =
      List.of("consensus", "store", "type-generator", "manifests", "apiserver", "bench");

  private static final Pattern PACKAGE_ROW =
      Pattern.compile("^\\| `([a-z.]+)`(?: `\\*`)? \\| .+ \\|$");

  private static final Pattern COMMAND = Pattern.compile("\\./binnacle ([a-z][a-z ]*)");

  @Test
  void everyPackageOfEveryModuleIsNamedOnce() throws IOException {
    List<String> named = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("ARCHITECTURE.md"))) {
      PACKAGE_ROW.matcher(line).results().forEach(row -> named.add(row.group(1)));
    }
    List<String> packages = new ArrayList<>();
    for (String module : MODULES) {
      packages.addAll(packagesOf(module));
    }
    assertThat(packages).hasSizeGreaterThan(50);
    assertThat(named).containsExactlyInAnyOrderElementsOf(packages);
  }

  private static List<String> packagesOf(String module) throws IOException {
    Path sources = ROOT.resolve(module).resolve("src/main/java/io/binnacle");
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> sources.relativize(file).getParent())
          .distinct()
          .map(room -> room.toString().replace('\\', '/').replace('/', '.'))
          .toList();
    }
  }

  @Test
  void theStagesOfThePipelineAreListedInTheirOrder() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("ARCHITECTURE.md"));
    List<String> listed =
        lines.subList(lines.indexOf("<!-- stages -->") + 1, lines.size()).stream()
            .takeWhile(line -> line.startsWith("   - "))
            .map(line -> line.substring("   - ".length()))
            .toList();
    List<String> expected = pipeline().describe();
    assertThat(listed)
        .as("below <!-- stages --> must stand:%n   - %s", String.join("\n   - ", expected))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void everyCommandOfTheReadmeExists() throws IOException {
    Map<String, String> unknown = new TreeMap<>();
    List<String> found =
        COMMAND
            .matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map(match -> match.group(1).strip())
            .toList();
    for (String words : found) {
      String missing = firstUnknown(words);
      if (!missing.isEmpty()) {
        unknown.put(words, missing);
      }
    }
    assertThat(found).contains("up", "status", "down");
    assertThat(unknown).isEmpty();
  }

  /** The first word that is no command; words behind a command without commands are its own. */
  private static String firstUnknown(String words) {
    CommandLine command = new CommandLine(new Binnacle());
    for (String word : words.split(" ")) {
      Map<String, CommandLine> subcommands = command.getSubcommands();
      if (subcommands.isEmpty()) {
        return "";
      }
      CommandLine next = subcommands.get(word);
      if (next == null) {
        return word;
      }
      command = next;
    }
    return "";
  }

  private static RequestPipeline pipeline() {
    PrometheusRegistry registry = new PrometheusRegistry();
    Dispatcher dispatcher =
        new Dispatcher(
            new Dispatcher.Documents(
                new DiscoveryEndpoints(BuiltinTypes::load, () -> "localhost:1"),
                new OpenApiEndpoints(Clock.systemUTC(), "v1.36.0", Schedulers.immediate()),
                _ -> Mono.empty(),
                new HealthEndpoints(List.of()),
                new MetricsEndpoint(registry, new PrometheusRegistry()),
                new GroupEndpoints(
                    () -> {
                      throw new IllegalStateException("nobody asks for the group here");
                    }),
                new ServerDocuments(
                    Bytes.empty(),
                    Bytes::empty,
                    () -> {
                      throw new IllegalStateException("nobody asks for the status here");
                    })),
            (_, _, _) -> Mono.empty());
    return RequestPipeline.of(
        new RequestPipeline.Parts(
            _ -> new AuthenticationOutcome.Authenticated(new UserInfo("nobody", List.of())),
            new BootstrapAuthorizer(),
            new RequestMetrics(registry, System::nanoTime, _ -> true),
            RequestPipeline.Limits.of(Duration.ofSeconds(1)),
            () -> false),
        dispatcher);
  }
}
