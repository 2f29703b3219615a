package io.binnacle.manifests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.OpenApiDocuments;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.tidy.SharedInputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares every kind that is served with the official document of the Kubernetes release that is
 * the contract: field by field, with types, required fields, and how lists and maps merge. The
 * official document is not part of this repository; without it the test says so and is skipped.
 */
class OpenApiOracleTest {
  private static final List<String> MERGE_WORDS =
      List.of(
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-patch-merge-key",
          "x-kubernetes-patch-strategy");

  /** OAPI-06, OAPI-07, OAPI-10 */
  @Test
  void everyServedKindIsWhatTheOfficialDocumentSays() throws IOException {
    Optional<Path> oracle = SharedInputs.officialDocument();
    assumeTrue(oracle.isPresent(), SharedInputs.MISSING);
    JsonNode official =
        JsonMapper.shared().readTree(Files.readAllBytes(oracle.orElseThrow())).path("definitions");

    List<String> differences = new ArrayList<>();
    Map<String, JsonNode> ours = ourSchemas();
    ours.forEach((name, schema) -> compare(name, schema, official.path(name), differences));

    assertThat(ours).hasSizeGreaterThan(400);
    assertThat(differences).containsExactlyInAnyOrderElementsOf(knownDifferences());
  }

  /** What has issues of its own, each with the reason that nothing would follow from serving it. */
  private static final List<String> NOT_SERVED =
      List.of(
          // No type would be served for a definition.
          "apiextensions.k8s.io/v1/customresourcedefinitions",
          // Nothing would be proxied.
          "apiregistration.k8s.io/v1/apiservices");

  private static final Pattern RESOURCE_PATH =
      Pattern.compile(
          "/(?:api|apis/([^/]+))/(v[0-9]+)/(namespaces/\\{namespace\\}/)?([a-z]+)(/\\{name\\})?");

  /** RES-01: versions that are not final are off by default. */
  @Test
  void everyResourceOfAFinalVersionIsServedWithItsKindScopeAndVerbs() throws IOException {
    Optional<Path> oracle = SharedInputs.officialDocument();
    assumeTrue(oracle.isPresent(), SharedInputs.MISSING);
    Map<String, Set<String>> official = new TreeMap<>();
    JsonMapper.shared()
        .readTree(Files.readAllBytes(oracle.orElseThrow()))
        .path("paths")
        .properties()
        .forEach(path -> addOfficial(path.getKey(), path.getValue(), official));
    NOT_SERVED.forEach(official::remove);
    // The document does not say which lists can be watched; this is the one that cannot.
    official.getOrDefault("/v1/componentstatuses", new TreeSet<>()).remove("watch");
    Map<String, Set<String>> ours = new TreeMap<>();
    for (ResourceType type : BuiltinTypes.load().all()) {
      Set<String> facts = new TreeSet<>(type.verbs());
      facts.add(type.kind());
      facts.add(type.namespaced() ? "namespaced" : "of the cluster");
      ours.put(type.group() + "/" + type.version() + "/" + type.plural(), facts);
    }
    assertThat(ours).isEqualTo(official);
  }

  private static void addOfficial(String path, JsonNode item, Map<String, Set<String>> official) {
    Matcher matcher = RESOURCE_PATH.matcher(path);
    if (!matcher.matches()) {
      return;
    }
    String group = matcher.group(1) == null ? "" : matcher.group(1);
    String resource = group + "/" + matcher.group(2) + "/" + matcher.group(4);
    for (JsonNode operation : item) {
      String action = operation.path("x-kubernetes-action").asString("");
      if (action.isEmpty()) {
        continue;
      }
      Set<String> facts = official.computeIfAbsent(resource, _ -> new TreeSet<>());
      facts.add(operation.path("x-kubernetes-group-version-kind").path("kind").asString());
      switch (action) {
        case "post" -> facts.add("create");
        case "put" -> facts.add("update");
        case "list" -> facts.addAll(List.of("list", "watch"));
        default -> facts.add(action);
      }
      if (matcher.group(3) != null) {
        facts.add("namespaced");
        facts.remove("of the cluster");
      } else if (!facts.contains("namespaced")) {
        facts.add("of the cluster");
      }
    }
  }

  private static Map<String, JsonNode> ourSchemas() {
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (OpenApiDocuments.Entry entry : OpenApiDocuments.index()) {
      JsonNode document = JsonMapper.shared().readTree(OpenApiDocuments.document(entry.path()));
      document
          .path("components")
          .path("schemas")
          .properties()
          .forEach(schema -> schemas.put(schema.getKey(), schema.getValue()));
    }
    return schemas;
  }

  private static List<String> knownDifferences() throws IOException {
    try (InputStream list =
        OpenApiOracleTest.class.getResourceAsStream("/conformance/openapi-differences.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  private static void compare(
      String name, JsonNode ours, JsonNode official, List<String> differences) {
    if (official.isMissingNode()) {
      differences.add(name + " is not official");
      return;
    }
    JsonNode ourFields = ours.path("properties");
    JsonNode officialFields = official.path("properties");
    Set<String> fields = new TreeSet<>(ourFields.propertyNames());
    fields.addAll(officialFields.propertyNames());
    for (String field : fields) {
      String where = name + "." + field;
      if (!ourFields.has(field) || !officialFields.has(field)) {
        differences.add(where + (ourFields.has(field) ? " is not official" : " is missing"));
        continue;
      }
      String ourShape = shape(ourFields.path(field));
      String officialShape = shape(officialFields.path(field));
      if (!ourShape.equals(officialShape)) {
        differences.add(where + " is " + ourShape + ", not " + officialShape);
      }
      compareWords(where, ourFields.path(field), officialFields.path(field), differences);
    }
    compareWords(name, ours, official, differences);
    if (!textSet(ours.path("required")).equals(textSet(official.path("required")))) {
      differences.add(name + " requires other fields");
    }
    List<JsonNode> officialKinds =
        official.path("x-kubernetes-group-version-kind").valueStream().toList();
    if (!ours.path("x-kubernetes-group-version-kind")
        .valueStream()
        .allMatch(officialKinds::contains)) {
      differences.add(name + " has another kind");
    }
  }

  private static void compareWords(
      String where, JsonNode ours, JsonNode official, List<String> differences) {
    for (String word : MERGE_WORDS) {
      if (!ours.path(word).equals(official.path(word))) {
        differences.add(where + " has another " + word);
      }
    }
  }

  private static Set<String> textSet(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(element -> texts.add(element.asString()));
    return texts;
  }

  /** A type in one line: references by their name, lists and maps by what is in them. */
  private static String shape(JsonNode schema) {
    if (schema.has("allOf")) {
      return shape(schema.path("allOf").get(0));
    }
    String reference = schema.path("$ref").asString("");
    if (!reference.isEmpty()) {
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    if (schema.has("items")) {
      return "[" + shape(schema.path("items")) + "]";
    }
    if (schema.has("additionalProperties")) {
      return "{" + shape(schema.path("additionalProperties")) + "}";
    }
    return schema.path("type").asString("any") + " " + schema.path("format").asString("");
  }
}
