package io.binnacle.manifests.type;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.convert.AutoscalerConversion;
import io.binnacle.manifests.convert.FieldRenames;
import io.binnacle.manifests.convert.VersionConversion;
import io.binnacle.manifests.printing.TableColumn;
import io.binnacle.manifests.schema.SchemaDefinitions;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.type.conditional.ConditionalDefaults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The types that are always served, from the resources that the build made of the definition files.
 */
public final class BuiltinTypes {
  private static final int FORMAT = 1;

  private BuiltinTypes() {}

  /**
   * Reads the catalogue; the schemas of a group and version are read when one of them is first
   * asked for.
   */
  public static TypeCatalogue load() {
    JsonNode catalogue = TypeResources.json("catalogue.json");
    if (catalogue.path("binnacleCatalogue").asInt(0) != FORMAT) {
      throw new IllegalStateException("the catalogue of built-in types has another format");
    }
    Map<GroupVersionKind, ResourceType> types = new LinkedHashMap<>();
    List<Runnable> sharing = new ArrayList<>();
    Map<GroupVersionKind, Supplier<StructuralSchema>> otherKinds = new LinkedHashMap<>();
    for (JsonNode groupVersion : catalogue.path("groupVersions")) {
      String group = groupVersion.path("group").asString();
      String version = groupVersion.path("version").asString();
      LazySchemas schemas =
          new LazySchemas(
              "schemas-" + groupVersion.path("schemas").asString() + ".json",
              groupVersion.path("names").asString());
      for (JsonNode resource : groupVersion.path("resources")) {
        ResourceType.Builder builder = type(group, version, resource, schemas);
        if (resource.has("stored")) {
          sharing.add(() -> add(builder.sharedStorage(shared(resource, types)).build(), types));
        } else {
          add(builder.build(), types);
        }
      }
      for (String kind : TypeResources.path(groupVersion.path("kinds"))) {
        otherKinds.put(new GroupVersionKind(group, version, kind), schemas.ofKind(kind));
      }
    }
    // Whose objects they share is known only now.
    sharing.forEach(Runnable::run);
    return TypeCatalogue.of(List.copyOf(types.values()), otherKinds);
  }

  private static void add(ResourceType type, Map<GroupVersionKind, ResourceType> types) {
    if (types.put(type.groupVersionKind(), type) != null) {
      throw new IllegalStateException("two resources of one kind: " + type);
    }
  }

  private static ResourceType.SharedStorage shared(
      JsonNode resource, Map<GroupVersionKind, ResourceType> types) {
    JsonNode how = resource.path("stored");
    String apiVersion = how.path("apiVersion").asString();
    ResourceType stored =
        types.get(GroupVersionKind.of(apiVersion, resource.path("kind").asString()));
    if (stored == null) {
      throw new IllegalStateException("objects are to be stored as an unknown type: " + how);
    }
    return new ResourceType.SharedStorage(stored, conversion(how, apiVersion));
  }

  private static VersionConversion conversion(JsonNode how, String storedApiVersion) {
    String name = how.path("conversion").asString();
    return switch (name) {
      case "renames" -> {
        Map<String, String> fields = new LinkedHashMap<>();
        how.path("fields")
            .properties()
            .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
        yield new FieldRenames(how.path("served").asString(), storedApiVersion, fields);
      }
      case "autoscaler" -> new AutoscalerConversion();
      default -> throw new IllegalStateException("there is no conversion " + name);
    };
  }

  private static ResourceType.Builder type(
      String group, String version, JsonNode resource, LazySchemas schemas) {
    String kind = resource.path("kind").asString();
    ResourceType.Builder builder =
        ResourceType.builder(
                new GroupVersionResource(group, version, resource.path("name").asString()), kind)
            .singular(resource.path("singular").asString())
            .scope(resource.path("namespaced").asBoolean() ? Scope.NAMESPACED : Scope.CLUSTER)
            .shortNames(texts(resource.path("shortNames")))
            .categories(texts(resource.path("categories")))
            .verbs(texts(resource.path("verbs")))
            .subresources(subresources(resource.path("subresources")))
            .storagePrefix(resource.path("key").asString())
            .columns(columns(resource.path("columns")))
            .rules(rules(resource))
            .lazySchema(schemas.ofKind(kind));
    return builder;
  }

  private static List<Subresource> subresources(JsonNode all) {
    List<Subresource> subresources = new ArrayList<>();
    for (JsonNode each : all) {
      subresources.add(
          new Subresource(
              each.path("name").asString(), kindOf(each), texts(each.path("verbs")), scale(each)));
    }
    return subresources;
  }

  private static GroupVersionKind kindOf(JsonNode node) {
    return GroupVersionKind.of(node.path("apiVersion").asString(), node.path("kind").asString());
  }

  private static Subresource.@Nullable ScalePaths scale(JsonNode subresource) {
    if (!subresource.has("specReplicas")) {
      return null;
    }
    return new Subresource.ScalePaths(
        texts(subresource.path("specReplicas")),
        texts(subresource.path("statusReplicas")),
        texts(subresource.path("selector")));
  }

  private static ResourceRules rules(JsonNode resource) {
    List<SelectableField> selectable = new ArrayList<>();
    for (JsonNode each : resource.path("selectable")) {
      selectable.add(
          new SelectableField(
              each.path("label").asString(),
              texts(each.path("path")),
              each.path("absent").asString()));
    }
    List<ImmutableField> immutable = new ArrayList<>();
    for (JsonNode each : resource.path("immutable")) {
      immutable.add(
          new ImmutableField(
              texts(each.path("path")),
              each.path("onceSet").asBoolean(),
              each.path("forbidden").asBoolean(),
              each.path("message").asString()));
    }
    return new ResourceRules(
        selectable,
        immutable,
        resource.path("generation").asBoolean(),
        List.of(),
        conditional(resource.path("conditional")),
        resource.path("createOnUpdate").asBoolean(),
        resource.path("unconditionalUpdate").asBoolean(true));
  }

  private static ConditionalDefaults conditional(JsonNode all) {
    return ConditionalDefaults.of(all.valueStream().map(rule -> (ObjectNode) rule).toList());
  }

  private static List<TableColumn> columns(JsonNode all) {
    List<TableColumn> columns = new ArrayList<>();
    for (JsonNode each : all) {
      columns.add(
          new TableColumn(
              each.path("name").asString(),
              each.path("type").asString(),
              each.path("format").asString(),
              each.path("description").asString(),
              each.path("priority").asInt(),
              each.path("cell").asString()));
    }
    return columns;
  }

  private static List<String> texts(JsonNode array) {
    return List.of(TypeResources.path(array));
  }

  /**
   * The schemas of one group and version, read when one of them is first asked for. Two threads
   * that ask at once may both read them; what they get is immutable and the same, so no lock is
   * needed.
   */
  private static final class LazySchemas {
    private final String resource;
    private final String namePrefix;
    private @Nullable SchemaDefinitions loaded;

    LazySchemas(String resource, String namePrefix) {
      this.resource = resource;
      this.namePrefix = namePrefix;
    }

    Supplier<StructuralSchema> ofKind(String kind) {
      return () -> find(namePrefix + "." + kind);
    }

    private StructuralSchema find(String name) {
      SchemaDefinitions definitions = loaded;
      if (definitions == null) {
        definitions = SchemaDefinitions.load(TypeResources.bytes(resource));
        loaded = definitions;
      }
      StructuralSchema schema = definitions.find(name);
      if (schema == null) {
        throw new IllegalStateException(resource + " has no schema called " + name);
      }
      return schema;
    }
  }
}
