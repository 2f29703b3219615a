package io.binnacle.manifests.printing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TablePrinterTest {
  private static final TypeCatalogue CATALOGUE = BuiltinTypes.load();
  private static final long NOW = Timestamp.epochSecond("2026-11-24T12:00:00Z");

  private static Manifest yaml(String text) throws Exception {
    return Manifest.parseYaml(text.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  private static JsonNode table(Manifest object, IncludeObject includeObject) {
    ResourceType type =
        CATALOGUE.findByKind(GroupVersionKind.of(object.apiVersion(), object.kind()));
    return JsonMapper.shared()
        .readTree(
            TablePrinter.of(type.columns(), "meta.k8s.io/v1", includeObject)
                .table(List.of(object), new ListMetadata("7", "", null), true, NOW));
  }

  /** NEG-21, NEG-22 */
  @Test
  void aTableCarriesTheListMetadataAndAsMuchOfEachObjectAsWasAskedFor() throws Exception {
    Manifest object =
        yaml(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a, namespace: b, resourceVersion: "5", creationTimestamp: "2026-11-24T11:59:00Z"}
            data: {x: "1"}
            """);

    JsonNode withMetadata = table(object, IncludeObject.METADATA);
    assertThat(withMetadata.path("kind").asString()).isEqualTo("Table");
    assertThat(withMetadata.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1");
    assertThat(withMetadata.path("metadata").path("resourceVersion").asString()).isEqualTo("7");
    JsonNode partial = withMetadata.path("rows").get(0).path("object");
    assertThat(partial.path("kind").asString()).isEqualTo("PartialObjectMetadata");
    assertThat(partial.path("metadata").path("namespace").asString()).isEqualTo("b");
    assertThat(partial.has("data")).isFalse();

    assertThat(table(object, IncludeObject.OBJECT).path("rows").get(0).path("object").has("data"))
        .isTrue();
    assertThat(table(object, IncludeObject.NONE).path("rows").get(0).path("object").isNull())
        .isTrue();
  }

  /** NEG-22 */
  @Test
  void anEmptyCollectionIsATableWithoutRows() {
    TablePrinter printer = TablePrinter.of(List.of(), "meta.k8s.io/v1", IncludeObject.METADATA);

    JsonNode table =
        JsonMapper.shared()
            .readTree(printer.table(List.of(), new ListMetadata("9", "token", 3L), true, NOW));

    assertThat(table.path("rows").isArray()).isTrue();
    assertThat(table.path("rows")).isEmpty();
    assertThat(table.path("metadata").path("continue").asString()).isEqualTo("token");
    assertThat(table.path("metadata").path("remainingItemCount").asLong()).isEqualTo(3);
    assertThat(table.path("columnDefinitions").get(0).path("format").asString()).isEqualTo("name");
  }

  /** PRINT-05 */
  @Test
  void aKindWithoutColumnsOfItsOwnShowsNameAndCreation() throws Exception {
    TablePrinter printer = TablePrinter.of(List.of(), "meta.k8s.io/v1", IncludeObject.NONE);

    JsonNode row =
        JsonMapper.shared()
            .readTree(
                printer.row(
                    yaml("metadata: {name: a, creationTimestamp: '2026-01-01T00:00:00Z'}"), NOW));

    assertThat(row.path("cells").toString()).isEqualTo("[\"a\",\"2026-01-01T00:00:00Z\"]");
  }

  /** NEG-23 */
  @Test
  void aPodThatHasRunToItsEndSaysSo() throws Exception {
    JsonNode row =
        table(
                yaml(
                    "{apiVersion: v1, kind: Pod, metadata: {name: a}, status: {phase: Succeeded}}"),
                IncludeObject.NONE)
            .path("rows")
            .get(0);

    assertThat(row.path("conditions").get(0).path("type").asString()).isEqualTo("Completed");
    assertThat(row.path("conditions").get(0).path("reason").asString()).isEqualTo("Succeeded");
  }

  @Test
  void everyColumnOfEveryTypeCanBeComputedForAnEmptyObject() {
    for (ResourceType type : CATALOGUE.all()) {
      byte[] row =
          TablePrinter.of(type.columns(), "meta.k8s.io/v1", IncludeObject.METADATA)
              .row(Manifest.empty(), NOW);
      assertThat(JsonMapper.shared().readTree(row).path("cells")).as(type.toString()).isNotEmpty();
    }
  }
}
