package io.binnacle.manifests.type;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.type.order.DiscoveryOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All served types. Immutable: adding or removing types makes a new catalogue that shares the rest.
 */
public final class TypeCatalogue {
  private final Map<GroupVersionResource, ResourceType> byResource;
  private final Map<GroupVersionKind, ResourceType> byKind;
  private final Map<GroupVersionKind, Supplier<StructuralSchema>> otherKinds;
  private final List<ApiGroup> groups;

  private TypeCatalogue(
      Map<GroupVersionResource, ResourceType> byResource,
      Map<GroupVersionKind, Supplier<StructuralSchema>> otherKinds) {
    this.byResource = byResource;
    this.otherKinds = otherKinds;
    this.byKind = new LinkedHashMap<>();
    byResource.values().forEach(type -> byKind.putIfAbsent(type.groupVersionKind(), type));
    this.groups = inDiscoveryOrder(byResource.values());
  }

  /**
   * @param types one for each resource in each version
   * @param otherKinds kinds that are only read or written through subresources, as Scale
   */
  public static TypeCatalogue of(
      List<ResourceType> types, Map<GroupVersionKind, Supplier<StructuralSchema>> otherKinds) {
    Map<GroupVersionResource, ResourceType> byResource = new LinkedHashMap<>();
    types.forEach(type -> byResource.put(type.resource(), type));
    return new TypeCatalogue(byResource, new LinkedHashMap<>(otherKinds));
  }

  public @Nullable ResourceType find(GroupVersionResource resource) {
    return byResource.get(resource);
  }

  public @Nullable ResourceType findByKind(GroupVersionKind kind) {
    return byKind.get(kind);
  }

  /** The schema of any known kind, be it a resource or only what a subresource takes and gives. */
  public @Nullable StructuralSchema schemaOf(GroupVersionKind kind) {
    ResourceType type = byKind.get(kind);
    if (type != null) {
      return type.schema();
    }
    Supplier<StructuralSchema> other = otherKinds.get(kind);
    return other == null ? null : other.get();
  }

  /** All types: groups and versions in discovery order, then by name. */
  public List<ResourceType> all() {
    List<ResourceType> all = new ArrayList<>();
    groups.forEach(group -> group.versions().forEach(version -> all.addAll(version.types())));
    return all;
  }

  /** Groups in discovery order: by priority, then name; the core group first. */
  public List<ApiGroup> groups() {
    return groups;
  }

  /**
   * A catalogue with these types added, each in place of one of the same resource if there is one.
   */
  public TypeCatalogue with(List<ResourceType> types) {
    Map<GroupVersionResource, ResourceType> changed = new LinkedHashMap<>(byResource);
    types.forEach(type -> changed.put(type.resource(), type));
    return new TypeCatalogue(changed, otherKinds);
  }

  public TypeCatalogue without(List<GroupVersionResource> resources) {
    Map<GroupVersionResource, ResourceType> changed = new LinkedHashMap<>(byResource);
    resources.forEach(changed::remove);
    return new TypeCatalogue(changed, otherKinds);
  }

  private static List<ApiGroup> inDiscoveryOrder(Iterable<ResourceType> types) {
    Map<String, Map<String, List<ResourceType>>> sorted = new TreeMap<>(DiscoveryOrder.GROUPS);
    for (ResourceType type : types) {
      sorted
          .computeIfAbsent(type.group(), _ -> new TreeMap<>(DiscoveryOrder.VERSIONS))
          .computeIfAbsent(type.version(), _ -> new ArrayList<>())
          .add(type);
    }
    List<ApiGroup> groups = new ArrayList<>();
    sorted.forEach(
        (group, versions) -> {
          List<ApiGroup.ApiVersion> ordered = new ArrayList<>();
          versions.forEach(
              (version, members) -> {
                members.sort(Comparator.comparing(ResourceType::plural));
                ordered.add(new ApiGroup.ApiVersion(group, version, members));
              });
          groups.add(new ApiGroup(group, ordered));
        });
    return List.copyOf(groups);
  }
}
