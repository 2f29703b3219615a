package io.binnacle.manifests.convert;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two versions that differ only in what they call some of their topmost fields. */
public final class FieldRenames implements VersionConversion {
  private final String servedApiVersion;
  private final String storedApiVersion;
  private final Map<String, String> toStored;
  private final Map<String, String> fromStored = new LinkedHashMap<>();

  /**
   * @param fields what the served version calls a field, and what the stored one calls it
   */
  public FieldRenames(
      String servedApiVersion, String storedApiVersion, Map<String, String> fields) {
    this.servedApiVersion = servedApiVersion;
    this.storedApiVersion = storedApiVersion;
    this.toStored = new LinkedHashMap<>(fields);
    fields.forEach((served, stored) -> fromStored.put(stored, served));
  }

  @Override
  public Manifest toStored(Manifest served) {
    return renamed(served, toStored, storedApiVersion);
  }

  @Override
  public Manifest fromStored(Manifest stored) {
    return renamed(stored, fromStored, servedApiVersion);
  }

  private static Manifest renamed(Manifest object, Map<String, String> names, String apiVersion) {
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : ManifestTree.of(object).properties()) {
      renamed.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue());
    }
    renamed.put("apiVersion", apiVersion);
    return ManifestTree.toManifest(renamed);
  }
}
