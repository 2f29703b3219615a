package io.binnacle.manifests.printing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What users of kubectl see of each kind (PRINT-01). A file of {@code printing/GROUP-VERSION} is
 * named after its kind and holds the items it shows, some objects, and the tables that kubectl
 * would print of them at 12:00 on 24 November 2026: with {@code -o wide}, and without where that is
 * less. {@code -Drewrite=true} writes the tables as they are printed now; the difference is
 * reviewed against the checklist.
 */
class PrintedKindsTest {
  private static final Path FILES = Path.of("src/test/resources/printing");
  private static final TypeCatalogue CATALOGUE = BuiltinTypes.load();
  private static final long NOW = Timestamp.epochSecond("2026-11-24T12:00:00Z");
  private static final String GET = "---- kubectl get\n";
  private static final String WIDE = "---- kubectl get -o wide\n";

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .map(FILES::relativize)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aKindIsPrintedAsUsersOfKubectlKnowIt(Path name) throws Exception {
    Path file = FILES.resolve(name);
    String expected = Files.readString(file);
    String objects = expected.substring(0, expected.indexOf("---- "));
    String actual = objects + tables(typeOf(name), objects);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(file, actual);
      return;
    }
    assertThat(actual).as("%s; -Drewrite=true accepts it", file).isEqualTo(expected);
  }

  /** Nothing that can be listed is left out, and no file stays behind. */
  @Test
  void everyKindThatCanBeListedHasAFile() throws IOException {
    List<String> listed =
        CATALOGUE.all().stream()
            .filter(type -> type.supports("list"))
            .map(type -> type.apiVersion().replace('/', '-') + "/" + type.kind() + ".txt")
            .sorted()
            .toList();
    assertThat(files().stream().map(Path::toString)).containsExactlyElementsOf(listed);
  }

  private static ResourceType typeOf(Path name) {
    String folder = String.valueOf(name.getParent());
    int dash = folder.lastIndexOf('-');
    String apiVersion =
        dash < 0 ? folder : folder.substring(0, dash) + "/" + folder.substring(dash + 1);
    String kind = String.valueOf(name.getFileName()).replace(".txt", "");
    return CATALOGUE.findByKind(GroupVersionKind.of(apiVersion, kind));
  }

  private static String tables(ResourceType type, String objects) throws Exception {
    JsonNode table = JsonMapper.shared().readTree(table(type, objects));
    List<Integer> always = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    JsonNode columns = table.path("columnDefinitions");
    for (int position = 0; position < columns.size(); position++) {
      all.add(position);
      if (columns.get(position).path("priority").asInt() == 0) {
        always.add(position);
      }
    }
    return (always.equals(all) ? "" : GET + shown(table, always)) + WIDE + shown(table, all);
  }

  private static byte[] table(ResourceType type, String objects) throws Exception {
    List<Manifest> rows = new ArrayList<>();
    for (String each : objects.split("(?m)^---\n")) {
      Manifest object =
          Manifest.parseYaml(each.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
      assertThat(object.kind()).isEqualTo(type.kind());
      assertThat(object.apiVersion()).isEqualTo(type.apiVersion());
      rows.add(object);
    }
    TablePrinter printer = TablePrinter.of(type.columns(), "meta.k8s.io/v1", IncludeObject.NONE);
    ResourceType.SharedStorage shared = type.sharedStorage();
    return (shared == null ? printer : printer.lookingAt(shared.conversion()::toStored))
        .table(rows, new ListMetadata("7", "", null), true, NOW);
  }

  /** As kubectl aligns a table: columns as wide as their longest cell, three blanks between. */
  private static String shown(JsonNode table, List<Integer> positions) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        positions.stream()
            .map(position -> table.path("columnDefinitions").get(position).path("name"))
            .map(name -> name.asString().toUpperCase(Locale.ROOT))
            .toList());
    for (JsonNode row : table.path("rows")) {
      lines.add(
          positions.stream()
              .map(position -> row.path("cells").get(position))
              .map(cell -> cell.isString() ? cell.asString() : cell.toString())
              .toList());
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder aligned = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        aligned.append(line.get(column)).repeat(' ', padding(lines, line, column));
      }
      text.append(aligned.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int padding(List<List<String>> lines, List<String> line, int column) {
    int widest = lines.stream().mapToInt(each -> each.get(column).length()).max().orElseThrow();
    return widest + 3 - line.get(column).length();
  }
}
