package io.binnacle.generator.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people wrote about one group and version: its resources, and what the model classes do not
 * say about fields.
 *
 * @param fileName for messages
 * @param root the file as it stands
 */
public record DefinitionFile(String fileName, ObjectNode root) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> FILE_WORDS =
      List.of(
          "library",
          "group",
          "version",
          "classes",
          "names",
          "only",
          "rename",
          "wire",
          "resources",
          "kinds",
          "schemas");
  private static final List<String> RESOURCE_WORDS =
      List.of(
          "name",
          "kind",
          "singular",
          "short",
          "categories",
          "scope",
          "verbs",
          "key",
          "stored",
          "status",
          "scale",
          "subresources",
          "selectable",
          "immutable",
          "conditional",
          "generation",
          "createOnUpdate",
          "unconditionalUpdate",
          "nameCell",
          "columns");
  private static final List<String> KIND_WORDS =
      List.of(
          "atomic",
          "required",
          "unchecked",
          "omit",
          "add",
          "types",
          "lists",
          "maps",
          "strategies",
          "defaults",
          "enums",
          "keepEmpty",
          "values",
          "pointers",
          "limits",
          "rules");

  public static DefinitionFile read(Path file) throws IOException {
    // Read by the YAML library itself, because a tree of Jackson's does not resolve anchors.
    Object content =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    JsonNode root = JSON.valueToTree(content);
    if (!(root instanceof ObjectNode object)) {
      throw new IllegalArgumentException(file + ": a definition file is an object");
    }
    DefinitionFile definitions = new DefinitionFile(String.valueOf(file.getFileName()), object);
    definitions.checkWords();
    return definitions;
  }

  /** A misspelt word would otherwise be silently without effect. */
  private void checkWords() {
    checkWords(root, FILE_WORDS);
    resources().forEach(resource -> checkWords(resource, RESOURCE_WORDS));
    root.path("schemas").forEach(kind -> checkWords(kind, KIND_WORDS));
  }

  private void checkWords(JsonNode node, List<String> known) {
    for (String word : node.propertyNames()) {
      if (!known.contains(word)) {
        throw new IllegalArgumentException(fileName + ": the word " + word + " is not known");
      }
    }
  }

  public String group() {
    return root.path("group").asString();
  }

  public String version() {
    return root.path("version").asString();
  }

  public String groupVersion() {
    return group().isEmpty() ? version() : group() + "/" + version();
  }

  /** The group and version in the names of generated files. */
  public String fileKey() {
    return (group().isEmpty() ? "core" : group()) + "-" + version();
  }

  /** The Java package of the model classes. */
  public String classesPackage() {
    return required("classes");
  }

  /** What OpenAPI names begin with. */
  public String namePrefix() {
    return required("names");
  }

  /** The class with the protobuf descriptors; empty where the kinds have no such form. */
  public String wireClass() {
    return root.path("wire").asString("");
  }

  /** True for shared material that is no group of its own, as object metadata. */
  public boolean library() {
    return root.path("library").asBoolean(false);
  }

  /** The classes of a package that belong here; empty means all that no other file claims. */
  public List<String> onlyClasses() {
    return texts(root.path("only"));
  }

  /** The kind's name for a class that is called otherwise. */
  public String kindOfClass(String simpleName) {
    return root.path("rename").path(simpleName).asString(simpleName);
  }

  /** The class of a kind. */
  public String classOfKind(String kind) {
    for (var entry : root.path("rename").properties()) {
      if (entry.getValue().asString().equals(kind)) {
        return entry.getKey();
      }
    }
    return kind;
  }

  public List<ObjectNode> resources() {
    List<ObjectNode> resources = new ArrayList<>();
    for (JsonNode resource : root.path("resources")) {
      resources.add((ObjectNode) resource);
    }
    return resources;
  }

  /** Whether the kind is a resource whose status is written through a subresource. */
  public boolean hasStatus(String kind) {
    return resources().stream()
        .anyMatch(
            resource ->
                resource.path("kind").asString().equals(kind)
                    && resource.path("status").asBoolean(false));
  }

  /** Kinds that are no resource of their own but are read and written through subresources. */
  public List<String> otherKinds() {
    return texts(root.path("kinds"));
  }

  /** What is said about the fields of a kind; an empty object where nothing is. */
  public JsonNode about(String kind) {
    return root.path("schemas").path(kind);
  }

  public List<String> kindsWrittenAbout() {
    return root.path("schemas").propertyNames().stream().toList();
  }

  public static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      texts.add(element.asString());
    }
    return texts;
  }

  private String required(String name) {
    return Optional.ofNullable(root.get(name))
        .map(JsonNode::asString)
        .orElseThrow(() -> new IllegalArgumentException(fileName + ": " + name + " is missing"));
  }
}
