package io.binnacle.manifests.yaml;

import tools.jackson.databind.JsonNode;

/** A tree to YAML in block style with sorted names (NEG-17). */
@SuppressWarnings("DoNotCallSuggester")
public final class YamlWriter {
  private YamlWriter() {}

  public static byte[] toBytes(JsonNode node) {
    throw new UnsupportedOperationException("YAML of " + node.getNodeType());
  }
}
