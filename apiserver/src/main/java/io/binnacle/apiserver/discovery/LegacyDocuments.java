package io.binnacle.apiserver.discovery;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.type.ApiGroup;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.Subresource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Discovery as it was from the beginning: one document for each level (DISC-01 to DISC-06). */
final class LegacyDocuments {
  private LegacyDocuments() {}

  /** {@code /api}. */
  static ObjectNode coreVersions(List<ApiGroup> groups, String serverAddress) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIVersions");
    ArrayNode versions = document.putArray("versions");
    for (ApiGroup group : groups) {
      if (group.name().isEmpty()) {
        group.versions().forEach(version -> versions.add(version.version()));
      }
    }
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  /** {@code /apis}. */
  static ObjectNode groupList(List<ApiGroup> groups) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIGroupList");
    document.put("apiVersion", "v1");
    ArrayNode list = document.putArray("groups");
    for (ApiGroup group : groups) {
      if (!group.name().isEmpty()) {
        putGroup(list.addObject(), group);
      }
    }
    return document;
  }

  /** {@code /apis/GROUP}. */
  static ObjectNode group(ApiGroup group) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIGroup");
    document.put("apiVersion", "v1");
    putGroup(document, group);
    return document;
  }

  private static void putGroup(ObjectNode target, ApiGroup group) {
    target.put("name", group.name());
    ArrayNode versions = target.putArray("versions");
    group.versions().forEach(version -> putVersion(versions.addObject(), version));
    putVersion(target.putObject("preferredVersion"), group.preferred());
  }

  private static void putVersion(ObjectNode target, ApiGroup.ApiVersion version) {
    target.put("groupVersion", version.groupVersion());
    target.put("version", version.version());
  }

  /** {@code /api/v1}, {@code /apis/GROUP/VERSION}. */
  static ObjectNode resourceList(ApiGroup.ApiVersion version) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIResourceList");
    document.put("apiVersion", "v1");
    document.put("groupVersion", version.groupVersion());
    ArrayNode resources = document.putArray("resources");
    for (ResourceType type : version.types()) {
      putResource(resources.addObject(), type);
      type.subresources().forEach(each -> putSubresource(resources.addObject(), type, each));
    }
    return document;
  }

  private static void putResource(ObjectNode target, ResourceType type) {
    target.put("name", type.plural());
    target.put("singularName", type.singular());
    target.put("namespaced", type.namespaced());
    target.put("kind", type.kind());
    putTexts(target.putArray("verbs"), type.verbs());
    if (!type.shortNames().isEmpty()) {
      putTexts(target.putArray("shortNames"), type.shortNames());
    }
    if (!type.categories().isEmpty()) {
      putTexts(target.putArray("categories"), type.categories());
    }
    if (type.stored()) {
      target.put("storageVersionHash", storageVersionHash(type.storageKind()));
    }
  }

  private static void putSubresource(ObjectNode target, ResourceType type, Subresource sub) {
    target.put("name", type.plural() + "/" + sub.name());
    target.put("singularName", "");
    target.put("namespaced", type.namespaced());
    GroupVersionKind kind = sub.kind();
    if (!kind.group().equals(type.group()) || !kind.version().equals(type.version())) {
      target.put("group", kind.group());
      target.put("version", kind.version());
    }
    target.put("kind", kind.kind());
    putTexts(target.putArray("verbs"), sub.verbs());
  }

  static void putTexts(ArrayNode target, List<String> texts) {
    texts.forEach(target::add);
  }

  /** DISC-06. */
  private static String storageVersionHash(GroupVersionKind kind) {
    String text = kind.group() + "/" + kind.version() + "/" + kind.kind();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
