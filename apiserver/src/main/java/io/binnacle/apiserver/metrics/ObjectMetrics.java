package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.StoreView;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How many objects there are of each resource (MET-04). */
public final class ObjectMetrics {
  private ObjectMetrics() {}

  /** Both are asked at each scrape; counting a range costs a logarithm. */
  public static void register(
      PrometheusRegistry registry, Supplier<TypeCatalogue> catalogue, Supplier<StoreView> view) {
    GaugeWithCallback.builder()
        .name("apiserver_resource_objects")
        .help("Objects in the store by group and resource.")
        .labelNames("group", "resource")
        .callback(
            callback -> {
              StoreView now = view.get();
              for (ResourceType type : stored(catalogue.get())) {
                long count = now.count(StorageKey.collection(type, ""));
                callback.call((double) count, type.group(), type.plural());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("apiserver_watch_cache_resource_version")
        .help("Up to which revision watches on this replica can be served.")
        .labelNames("group", "resource")
        .callback(
            callback -> {
              long revision = view.get().revision().number();
              for (ResourceType type : stored(catalogue.get())) {
                callback.call((double) revision, type.group(), type.plural());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("apiserver_storage_objects")
        .help("Objects in the store by resource and group in one word.")
        .labelNames("resource")
        .callback(
            callback -> {
              StoreView now = view.get();
              for (ResourceType type : stored(catalogue.get())) {
                long count = now.count(StorageKey.collection(type, ""));
                callback.call((double) count, type.resource().groupResource().toString());
              }
            })
        .register(registry);
  }

  /** A resource that is served in several versions is stored, and counted, once. */
  private static Collection<ResourceType> stored(TypeCatalogue catalogue) {
    Map<GroupResource, ResourceType> distinct = new LinkedHashMap<>();
    for (ResourceType type : catalogue.all()) {
      if (type.stored()) {
        distinct.putIfAbsent(type.resource().groupResource(), type);
      }
    }
    return distinct.values();
  }
}
