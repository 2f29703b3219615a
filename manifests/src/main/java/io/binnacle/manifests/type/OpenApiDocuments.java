package io.binnacle.manifests.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The OpenAPI v3 documents of the built-in groups and versions, made at build time. */
public final class OpenApiDocuments {
  private OpenApiDocuments() {}

  /**
   * One document of the index.
   *
   * @param path {@code api/v1}, {@code apis/apps/v1}, as the index of {@code /openapi/v3} names it
   * @param hash upper-case hexadecimal SHA-512 of the bytes
   */
  public record Entry(String path, String hash) {}

  /** What there is, by path. */
  public static List<Entry> index() {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode document : documents()) {
      entries.add(new Entry(document.path("path").asString(), document.path("hash").asString()));
    }
    return List.copyOf(entries);
  }

  /**
   * The JSON bytes of one document, a new array each time; null where there is none under this
   * path.
   */
  public static byte @Nullable [] document(String path) {
    for (JsonNode document : documents()) {
      if (document.path("path").asString().equals(path)) {
        return TypeResources.bytes(document.path("file").asString());
      }
    }
    return null;
  }

  private static JsonNode documents() {
    return TypeResources.json("openapi.json").path("documents");
  }
}
