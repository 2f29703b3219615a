package io.binnacle.apiserver.controller.presence;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import io.binnacle.store.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints and EndpointSlices of the Service default/kubernetes (CTRL-02). A slice has one list of
 * ports, so replicas on different ports, as on one machine, have slices of their own. Used by one
 * thread.
 */
final class ServiceEndpoints {
  private static final GroupVersionResource ENDPOINTS =
      new GroupVersionResource("", "v1", "endpoints");
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  private static final String NAMESPACE = "default";
  private static final String NAME = "kubernetes";
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Freshness LOCAL = new Freshness.AtLeast(Revision.NONE);

  private final ResourceRegistry registry;

  ServiceEndpoints(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** Makes the objects say that these replicas serve, where they do not say so already. */
  void show(SortedSet<ReplicaAddress> replicas) {
    SortedMap<Integer, List<ReplicaAddress>> byPort = new TreeMap<>();
    replicas.forEach(each -> byPort.computeIfAbsent(each.port(), _ -> new ArrayList<>()).add(each));
    ensure(ENDPOINTS, endpoints(byPort), "subsets");
    Map<String, Manifest> slices = slices(byPort);
    slices.values().forEach(slice -> ensure(SLICES, slice, "endpoints", "ports"));
    removeOtherSlices(slices);
  }

  private static Manifest endpoints(SortedMap<Integer, List<ReplicaAddress>> byPort) {
    List<Manifest> subsets = new ArrayList<>();
    byPort.forEach(
        (port, replicas) -> {
          List<Manifest> addresses =
              replicas.stream()
                  .map(
                      each -> Manifest.empty().edit(editor -> editor.setText(each.address(), "ip")))
                  .toList();
          subsets.add(
              Manifest.empty()
                  .edit(
                      editor ->
                          editor
                              .setItems(addresses, "addresses")
                              .setItems(List.of(port(port)), "ports")));
        });
    return named("v1", "Endpoints", NAME, "endpointslice.kubernetes.io/skip-mirror", "true")
        .edit(editor -> editor.setItems(subsets, "subsets"));
  }

  private static Map<String, Manifest> slices(SortedMap<Integer, List<ReplicaAddress>> byPort) {
    Map<String, Manifest> slices = new LinkedHashMap<>();
    byPort.forEach(
        (port, replicas) -> {
          String name = slices.isEmpty() ? NAME : NAME + "-" + port;
          boolean ipv6 = replicas.getFirst().isIpv6();
          List<Manifest> endpoints =
              replicas.stream()
                  .filter(each -> each.isIpv6() == ipv6)
                  .map(ServiceEndpoints::sliceEndpoint)
                  .toList();
          slices.put(
              name,
              named("discovery.k8s.io/v1", "EndpointSlice", name, SERVICE_LABEL, NAME)
                  .edit(
                      editor ->
                          editor
                              .setText(ipv6 ? "IPv6" : "IPv4", "addressType")
                              .setItems(endpoints, "endpoints")
                              .setItems(List.of(port(port)), "ports")));
        });
    return slices;
  }

  private static Manifest sliceEndpoint(ReplicaAddress replica) {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setTexts(List.of(replica.address()), "addresses")
                    .setBoolean(true, "conditions", "ready"));
  }

  private static Manifest port(int port) {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText("https", "name")
                    .setInteger(port, "port")
                    .setText("TCP", "protocol"));
  }

  private static Manifest named(
      String apiVersion, String kind, String name, String label, String value) {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText(apiVersion, "apiVersion")
                    .setText(kind, "kind")
                    .setText(name, "metadata", "name")
                    .setText(value, "metadata", "labels", label));
  }

  private void ensure(GroupVersionResource resource, Manifest wanted, String... fields) {
    ResourceType type = registry.catalogue().find(resource);
    if (type == null) {
      return;
    }
    ObjectKey key = new ObjectKey(NAMESPACE, wanted.name());
    Manifest current = find(type, key);
    if (current == null) {
      registry.create(type, NAMESPACE, wanted, WriteOptions.PLAIN).block(PATIENCE);
    } else if (!List.of(fields).stream().allMatch(field -> current.sameAt(wanted, field))) {
      UpdateWish wish =
          UpdateWish.of(
              type,
              key,
              UpdateWish.Part.MAIN,
              old ->
                  old.edit(
                      editor -> {
                        for (String field : fields) {
                          editor.copyFrom(wanted, field);
                        }
                      }));
      registry.update(wish, WriteOptions.PLAIN).block(PATIENCE);
    }
  }

  private @Nullable Manifest find(ResourceType type, ObjectKey key) {
    try {
      StoredObject found = registry.get(type, key, LOCAL).block(PATIENCE);
      return found == null ? null : found.manifest();
    } catch (StatusException missing) {
      if (missing.status().reason() == StatusReason.NOT_FOUND) {
        return null;
      }
      throw missing;
    }
  }

  private void removeOtherSlices(Map<String, Manifest> wanted) {
    ResourceType type = registry.catalogue().find(SLICES);
    var page = type == null ? null : registry.list(type, ListQuery.all(NAMESPACE)).block(PATIENCE);
    if (type == null || page == null) {
      return;
    }
    for (StoredObject slice : page.objects()) {
      String name = slice.key().name();
      boolean ours = name.equals(NAME) || name.matches(NAME + "-[0-9]{1,5}");
      if (ours && !wanted.containsKey(name)) {
        registry.delete(type, slice.key(), DeleteOptions.BACKGROUND).block(PATIENCE);
      }
    }
  }
}
