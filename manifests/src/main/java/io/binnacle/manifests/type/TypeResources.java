package io.binnacle.manifests.type;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;

/**
 * The resources that the build made beside this class: the only thing in this module that is read
 * from outside.
 */
final class TypeResources {
  private static final ReadLimits LIMITS = new ReadLimits(16 * 1024 * 1024, 64, 20, 0);

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
    // Not through a mapper: to set one up takes longer than all that is read here.
    byte[] content = bytes(name);
    try {
      return JsonTreeReader.read(content, LIMITS).root();
    } catch (MalformedTreeException e) {
      throw new IllegalStateException("the build made a broken resource " + name, e);
    }
  }

  static String[] path(JsonNode names) {
    return names.valueStream().map(JsonNode::asString).toArray(String[]::new);
  }
}
