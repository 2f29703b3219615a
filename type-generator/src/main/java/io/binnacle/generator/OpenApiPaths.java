package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Verbs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The paths of one group and version: which URL takes which verb, parameters and bodies. */
final class OpenApiPaths {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");
  private static final List<String> LIST_PARAMETERS =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");
  private static final List<String> WRITE_PARAMETERS =
      List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> DELETE_PARAMETERS =
      List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");

  private final DefinitionFile file;
  private final Set<String> schemasUsed = new TreeSet<>();

  OpenApiPaths(DefinitionFile file) {
    this.file = file;
  }

  Set<String> schemasUsed() {
    return schemasUsed;
  }

  ObjectNode write() {
    ObjectNode paths = NODES.objectNode();
    String root = (file.group().isEmpty() ? "/api/" : "/apis/") + file.groupVersion();
    for (ObjectNode resource : file.resources()) {
      boolean namespaced = !resource.path("scope").asString("").equals("cluster");
      String name = resource.path("name").asString();
      String collection = root + (namespaced ? "/namespaces/{namespace}/" : "/") + name;
      Kind kind = new Kind(file.group(), file.version(), resource.path("kind").asString());
      Operations operations = new Operations(kind, namespaced, Verbs.of(resource));
      addIfAny(paths, collection, operations.onCollection());
      addIfAny(paths, collection + "/{name}", operations.onObject(""));
      if (namespaced && Verbs.of(resource).contains("list")) {
        addIfAny(paths, root + "/" + name, operations.acrossNamespaces());
      }
      addSubresources(paths, collection, namespaced, kind, resource);
    }
    return paths;
  }

  private void addSubresources(
      ObjectNode paths, String collection, boolean namespaced, Kind kind, ObjectNode resource) {
    for (JsonNode subresource : resource.path("subresources")) {
      String[] words = subresource.path("kind").asString().split(" ");
      addSubresource(
          paths,
          collection,
          subresource.path("name").asString(),
          new Operations(
              Kind.of(words[0], words[1]), namespaced, Verbs.ofSubresource(subresource)));
    }
    List<String> usual = Verbs.ofSubresource(NODES.objectNode());
    if (resource.has("scale")) {
      Kind scale = Kind.of("autoscaling/v1", "Scale");
      addSubresource(paths, collection, "scale", new Operations(scale, namespaced, usual));
    }
    if (resource.path("status").asBoolean(false)) {
      addSubresource(paths, collection, "status", new Operations(kind, namespaced, usual));
    }
  }

  private static void addSubresource(
      ObjectNode paths, String collection, String name, Operations operations) {
    // What is streamed has no schema worth writing down.
    if (!operations.kind.name().endsWith("Options") && !name.equals("log")) {
      addIfAny(paths, collection + "/{name}/" + name, operations.onObject(name));
    }
  }

  private static void addIfAny(ObjectNode paths, String path, ObjectNode item) {
    boolean operationsThere =
        item.propertyNames().stream().anyMatch(name -> !name.equals("parameters"));
    if (operationsThere) {
      paths.set(path, item);
    }
  }

  /** A kind with its group and version. */
  private record Kind(String group, String version, String name) {
    static Kind of(String groupVersion, String name) {
      int slash = groupVersion.indexOf('/');
      return slash < 0
          ? new Kind("", groupVersion, name)
          : new Kind(groupVersion.substring(0, slash), groupVersion.substring(slash + 1), name);
    }

    String schemaName() {
      String packageName =
          group.isEmpty()
              ? "core"
              : group.contains(".") ? group.substring(0, group.indexOf('.')) : group;
      return "io.k8s.api." + packageName + "." + version + "." + name;
    }
  }

  /** The operations on one kind. */
  private final class Operations {
    private final Kind kind;
    private final boolean namespaced;
    private final List<String> verbs;

    Operations(Kind kind, boolean namespaced, List<String> verbs) {
      this.kind = kind;
      this.namespaced = namespaced;
      this.verbs = verbs;
    }

    ObjectNode onCollection() {
      ObjectNode item = pathItem(false);
      if (verbs.contains("list")) {
        item.set("get", list("Namespaced"));
      }
      if (verbs.contains("create")) {
        item.set(
            "post", withBody(operation("create", "post", "", WRITE_PARAMETERS), kind.schemaName()));
      }
      if (verbs.contains("deletecollection")) {
        List<String> parameters = new ArrayList<>(LIST_PARAMETERS);
        parameters.addAll(DELETE_PARAMETERS);
        item.set("delete", operation("deleteCollection", "deletecollection", "", parameters));
      }
      return item;
    }

    ObjectNode acrossNamespaces() {
      ObjectNode item = NODES.objectNode();
      item.set("get", list("ForAllNamespaces"));
      return item;
    }

    ObjectNode onObject(String subresource) {
      ObjectNode item = pathItem(true);
      String suffix = capitalised(subresource);
      if (verbs.contains("get")) {
        item.set("get", operation("read", "get", suffix, List.of()));
      }
      if (!subresource.isEmpty() && verbs.contains("create")) {
        item.set(
            "post",
            withBody(operation("create", "post", suffix, WRITE_PARAMETERS), kind.schemaName()));
      }
      if (verbs.contains("update")) {
        item.set(
            "put",
            withBody(operation("replace", "put", suffix, WRITE_PARAMETERS), kind.schemaName()));
      }
      if (verbs.contains("patch")) {
        List<String> parameters = new ArrayList<>(WRITE_PARAMETERS);
        parameters.add("force");
        item.set("patch", withPatch(operation("patch", "patch", suffix, parameters)));
      }
      if (verbs.contains("delete")) {
        item.set(
            "delete",
            withBody(
                operation("delete", "delete", suffix, DELETE_PARAMETERS),
                FieldTypes.META + "DeleteOptions"));
      }
      return item;
    }

    private ObjectNode list(String where) {
      ObjectNode operation =
          operation("list", "list", where.equals("Namespaced") ? "" : where, LIST_PARAMETERS);
      operation.set("responses", responses(kind.schemaName() + "List"));
      return operation;
    }

    private ObjectNode pathItem(boolean named) {
      ObjectNode item = NODES.objectNode();
      ArrayNode parameters = NODES.arrayNode();
      if (named) {
        parameters.add(parameter("name", "path", "string"));
      }
      if (namespaced) {
        parameters.add(parameter("namespace", "path", "string"));
      }
      parameters.add(parameter("pretty", "query", "string"));
      item.set("parameters", parameters);
      return item;
    }

    private ObjectNode operation(
        String idVerb, String action, String suffix, List<String> parameters) {
      ObjectNode operation = NODES.objectNode();
      operation.put(
          "operationId",
          idVerb
              + capitalised(file.group().isEmpty() ? "core" : file.group().replaceAll("\\..*", ""))
              + capitalised(file.version())
              + (namespaced && !suffix.equals("ForAllNamespaces") ? "Namespaced" : "")
              + kind.name()
              + suffix);
      ArrayNode written = operation.putArray("parameters");
      parameters.forEach(name -> written.add(parameter(name, "query", typeOf(name))));
      operation.put("x-kubernetes-action", action);
      operation
          .putObject("x-kubernetes-group-version-kind")
          .put("group", kind.group())
          .put("version", kind.version())
          .put("kind", kind.name());
      operation.set("responses", responses(kind.schemaName()));
      return operation;
    }

    private ObjectNode responses(String schemaName) {
      ObjectNode responses = NODES.objectNode();
      ObjectNode answer = responses.putObject("200").put("description", "OK");
      answer.set(
          "content",
          content(List.of("application/json", "application/yaml"), reference(schemaName)));
      return responses;
    }

    private ObjectNode withBody(ObjectNode operation, String schemaName) {
      operation
          .putObject("requestBody")
          .set(
              "content",
              content(List.of("application/json", "application/yaml"), reference(schemaName)));
      return operation;
    }

    private ObjectNode withPatch(ObjectNode operation) {
      operation
          .putObject("requestBody")
          .set("content", content(PATCH_TYPES, NODES.objectNode().put("type", "object")));
      return operation;
    }
  }

  private ObjectNode reference(String schemaName) {
    schemasUsed.add(schemaName);
    return NODES.objectNode().put("$ref", "#/components/schemas/" + schemaName);
  }

  private static ObjectNode content(List<String> mediaTypes, ObjectNode schema) {
    ObjectNode content = NODES.objectNode();
    mediaTypes.forEach(mediaType -> content.putObject(mediaType).set("schema", schema));
    return content;
  }

  private static ObjectNode parameter(String name, String place, String type) {
    ObjectNode parameter = NODES.objectNode().put("name", name).put("in", place);
    if (place.equals("path")) {
      parameter.put("required", true);
    }
    parameter.putObject("schema").put("type", type).put("uniqueItems", true);
    return parameter;
  }

  private static String typeOf(String parameter) {
    return switch (parameter) {
      case "allowWatchBookmarks", "sendInitialEvents", "watch", "force", "orphanDependents" ->
          "boolean";
      case "limit", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
      default -> "string";
    };
  }

  private static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
