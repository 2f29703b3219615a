package io.binnacle.apiserver.discovery;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.type.ApiGroup;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.Subresource;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Discovery in two documents, one for {@code /api} and one for {@code /apis} (DISC-07 to 10). */
final class AggregatedDocuments {
  private AggregatedDocuments() {}

  /**
   * @param core whether the document is that of {@code /api}
   */
  static ObjectNode groupDiscoveryList(List<ApiGroup> groups, boolean core) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIGroupDiscoveryList");
    document.put("apiVersion", "apidiscovery.k8s.io/v2");
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    for (ApiGroup group : groups) {
      if (group.name().isEmpty() == core) {
        putGroup(items.addObject(), group);
      }
    }
    return document;
  }

  private static void putGroup(ObjectNode target, ApiGroup group) {
    ObjectNode metadata = target.putObject("metadata");
    if (!group.name().isEmpty()) {
      metadata.put("name", group.name());
    }
    metadata.putNull("creationTimestamp");
    ArrayNode versions = target.putArray("versions");
    for (ApiGroup.ApiVersion version : group.versions()) {
      ObjectNode node = versions.addObject();
      node.put("version", version.version());
      ArrayNode resources = node.putArray("resources");
      version.types().forEach(type -> putResource(resources.addObject(), type));
      node.put("freshness", "Current");
    }
  }

  private static void putResource(ObjectNode target, ResourceType type) {
    target.put("resource", type.plural());
    putKind(target.putObject("responseKind"), type.groupVersionKind());
    target.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    target.put("singularResource", type.singular());
    LegacyDocuments.putTexts(target.putArray("verbs"), type.verbs());
    if (!type.shortNames().isEmpty()) {
      LegacyDocuments.putTexts(target.putArray("shortNames"), type.shortNames());
    }
    if (!type.categories().isEmpty()) {
      LegacyDocuments.putTexts(target.putArray("categories"), type.categories());
    }
    if (!type.subresources().isEmpty()) {
      ArrayNode subresources = target.putArray("subresources");
      for (Subresource sub : type.subresources()) {
        ObjectNode node = subresources.addObject();
        node.put("subresource", sub.name());
        putKind(node.putObject("responseKind"), sub.kind());
        LegacyDocuments.putTexts(node.putArray("verbs"), sub.verbs());
      }
    }
  }

  private static void putKind(ObjectNode target, GroupVersionKind kind) {
    target.put("group", kind.group());
    target.put("version", kind.version());
    target.put("kind", kind.kind());
  }
}
