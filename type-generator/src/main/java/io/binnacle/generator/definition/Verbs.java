package io.binnacle.generator.definition;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Verbs of a resource, written in full or with the word for the usual set. */
public final class Verbs {
  private static final List<String> FULL =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> SUBRESOURCE = List.of("get", "patch", "update");

  private Verbs() {}

  public static List<String> of(JsonNode resource) {
    JsonNode verbs = resource.path("verbs");
    return verbs.isArray() ? DefinitionFile.texts(verbs) : FULL;
  }

  public static List<String> ofSubresource(JsonNode subresource) {
    JsonNode verbs = subresource.path("verbs");
    return verbs.isArray() ? DefinitionFile.texts(verbs) : SUBRESOURCE;
  }
}
