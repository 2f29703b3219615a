package io.binnacle.manifests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.schema.Pruning;
import io.binnacle.manifests.schema.SchemaValidation;
import io.binnacle.manifests.schema.TypeCheck;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.tidy.SharedInputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Real manifests that others publish: known down to the last field, complete after defaults, and
 * valid.
 */
class ExampleManifestsTest {
  private static final TypeCatalogue CATALOGUE = BuiltinTypes.load();

  /** VAL-01, DEF-01 */
  @Test
  void everyExampleIsKnownAndValid() throws Exception {
    Optional<Path> examples = SharedInputs.manifests();
    assumeTrue(examples.isPresent(), SharedInputs.MISSING);
    int documents = 0;
    for (Path file : yamlFiles(examples.orElseThrow())) {
      for (String document : Files.readString(file).split("(?m)^---.*$")) {
        if (document.lines().anyMatch(line -> line.startsWith("kind:"))) {
          check(file, document);
          documents++;
        }
      }
    }
    assertThat(documents).isGreaterThan(20);
  }

  private static List<Path> yamlFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static void check(Path file, String document) throws Exception {
    Manifest manifest =
        Manifest.parseYaml(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    ResourceType type = CATALOGUE.findByKind(manifest.groupVersionKind());
    assertThat(type).as(file + " " + manifest.groupVersionKind()).isNotNull();
    assertThat(TypeCheck.check(type.schema(), manifest)).as(file.toString()).isEmpty();
    assertThat(Pruning.prune(type.schema(), manifest).unknownFieldPaths())
        .as(file.toString())
        .isEmpty();
    Manifest once = complete(type, manifest);
    assertThat(complete(type, once)).as(file.toString()).isEqualTo(once);
    assertThat(SchemaValidation.validate(type.schema(), once)).as(file.toString()).isEmpty();
  }

  private static Manifest complete(ResourceType type, Manifest manifest) {
    return type.rules().conditionalDefaults().apply(Defaulting.apply(type.schema(), manifest));
  }
}
