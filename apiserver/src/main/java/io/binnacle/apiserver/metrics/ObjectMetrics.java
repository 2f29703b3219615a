package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.storage.StorageKey;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.StoreView;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
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
              for (ResourceType type : catalogue.get().all()) {
                if (type.stored()) {
                  long count = now.count(StorageKey.collection(type, ""));
                  callback.call((double) count, type.group(), type.plural());
                }
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
              for (ResourceType type : catalogue.get().all()) {
                if (type.stored()) {
                  long count = now.count(StorageKey.collection(type, ""));
                  callback.call((double) count, type.resource().groupResource().toString());
                }
              }
            })
        .register(registry);
  }
}
