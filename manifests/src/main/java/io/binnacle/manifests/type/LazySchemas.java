package io.binnacle.manifests.type;

import io.binnacle.manifests.schema.SchemaDefinitions;
import io.binnacle.manifests.schema.StructuralSchema;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of one group and version, read when one of them is first asked for. Two threads that
 * ask at once may both read them; what they get is immutable and the same, so no lock is needed.
 */
final class LazySchemas {
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
