package io.binnacle.manifests.type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The resources that the build made beside this class: the only thing in this module that is read
 * from outside.
 */
final class TypeResources {
  private TypeResources() {}

  static byte[] bytes(String name) {
    try (InputStream content = TypeResources.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IllegalStateException("the build did not make the resource " + name);
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String name) {
    return JsonMapper.shared().readTree(bytes(name));
  }

  static String[] path(JsonNode names) {
    return names.valueStream().map(JsonNode::asString).toArray(String[]::new);
  }
}
