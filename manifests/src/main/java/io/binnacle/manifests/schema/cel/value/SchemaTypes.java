package io.binnacle.manifests.schema.cel.value;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a schema are called and are in CEL (CEL-02, CEL-12). Nodes whose fields are not
 * known are not there at all: what was merely preserved cannot be named in a rule.
 *
 * <p>Filled while rules are compiled, by {@link #typeOf}; only read from then on.
 */
@SuppressWarnings("Immutable") // It is filled before anybody evaluates with it.
public final class SchemaTypes implements CelTypeProvider {
  private final IdentityHashMap<Object, Struct> structs = new IdentityHashMap<>();
  private final Map<String, CelType> byName = new LinkedHashMap<>();

  /** A field as the schema calls it, and what is there. */
  record Field(String name, @Nullable StructuralSchema schema, CelType type) {}

  private record Struct(StructType type, Map<String, Field> fields) {}

  /** The type of values at a node; null where expressions cannot see them. */
  public @Nullable CelType typeOf(StructuralSchema schema) {
    return switch (schema.type()) {
      case ANY -> null;
      case INT_OR_STRING -> SimpleType.DYN;
      case STRING -> textType(schema.format());
      case INTEGER -> SimpleType.INT;
      case NUMBER -> SimpleType.DOUBLE;
      case BOOLEAN -> SimpleType.BOOL;
      case ARRAY -> {
        CelType item = schema.items() == null ? null : typeOf(schema.items());
        yield item == null ? null : ListType.create(item);
      }
      case OBJECT -> objectType(schema);
    };
  }

  private static CelType textType(String format) {
    return switch (format) {
      case "byte" -> SimpleType.BYTES;
      case "date", "date-time" -> SimpleType.TIMESTAMP;
      case "duration" -> SimpleType.DURATION;
      default -> SimpleType.STRING;
    };
  }

  private @Nullable CelType objectType(StructuralSchema schema) {
    StructuralSchema values = schema.additionalProperties();
    if (values != null) {
      CelType value = typeOf(values);
      return value == null ? null : MapType.create(SimpleType.STRING, value);
    }
    return struct(schema, schema.attributes().embeddedResource()).type();
  }

  /** The type of a whole object, which has a kind and a name whatever its schema says (CEL-02). */
  public CelType rootType(StructuralSchema schema) {
    return struct(schema, true).type();
  }

  private Struct struct(StructuralSchema schema, boolean isResource) {
    Struct known = structs.get(schema.sharedChildren());
    if (known != null) {
      return known;
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    StructType type = newType(escapedNames(schema, isResource), fields);
    // Known before its fields are: they may lead back here.
    Struct made = new Struct(type, fields);
    structs.put(schema.sharedChildren(), made);
    schema
        .properties()
        .forEach(
            (name, field) -> {
              String escaped = FieldNames.escape(name);
              CelType fieldType = typeOf(field);
              if (escaped != null && fieldType != null) {
                fields.put(escaped, new Field(name, field, fieldType));
              }
            });
    if (isResource) {
      fields.putIfAbsent("apiVersion", new Field("apiVersion", null, SimpleType.STRING));
      fields.putIfAbsent("kind", new Field("kind", null, SimpleType.STRING));
      Field metadata = fields.get("metadata");
      if (metadata == null || metadata.schema() == null || !hasName(metadata.schema())) {
        fields.put("metadata", new Field("metadata", null, metadataType()));
      }
    }
    return made;
  }

  private static boolean hasName(StructuralSchema metadata) {
    return metadata.property("name") != null && metadata.property("generateName") != null;
  }

  private CelType metadataType() {
    CelType known = byName.get("metadata");
    if (known != null) {
      return known;
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    fields.put("name", new Field("name", null, SimpleType.STRING));
    fields.put("generateName", new Field("generateName", null, SimpleType.STRING));
    StructType type =
        StructType.create(
            "metadata", ImmutableSet.copyOf(fields.keySet()), name -> fieldType(fields, name));
    byName.put(type.name(), type);
    return type;
  }

  private static ImmutableSet<String> escapedNames(StructuralSchema schema, boolean isResource) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (String name : schema.properties().keySet()) {
      String escaped = FieldNames.escape(name);
      if (escaped != null) {
        names.add(escaped);
      }
    }
    return isResource ? names.add("apiVersion", "kind", "metadata").build() : names.build();
  }

  /** Nobody can rely on the name: it only has to differ from the others. */
  private StructType newType(ImmutableSet<String> names, Map<String, Field> fields) {
    String name = "object" + byName.size();
    StructType type = StructType.create(name, names, field -> fieldType(fields, field));
    byName.put(name, type);
    return type;
  }

  private static Optional<CelType> fieldType(Map<String, Field> fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(Field::type);
  }

  /** The fields under the names by which expressions call them; null for a node not seen. */
  @Nullable Map<String, Field> fieldsOf(StructuralSchema schema) {
    Struct struct = structs.get(schema.sharedChildren());
    return struct == null ? null : struct.fields();
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(byName.values());
  }

  @Override
  public Optional<CelType> findType(String typeName) {
    return Optional.ofNullable(byName.get(typeName));
  }
}
