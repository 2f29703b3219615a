package io.binnacle.apiserver.acceptance;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an informer of a client library told its handler, and what its cache holds. */
final class InformerRecorder implements AutoCloseable {
  private final List<Change> changes = new ArrayList<>();
  private final Supplier<Map<String, Long>> cache;
  private final Runnable stop;
  private final AtomicInteger lists = new AtomicInteger();

  private InformerRecorder(Supplier<Map<String, Long>> cache, Runnable stop) {
    this.cache = cache;
    this.stop = stop;
  }

  synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /**
   * Whether it has read the whole list again. The official library does so whenever a watch ends
   * with an error, as it does where the replica it was connected to is killed; events in between
   * are then folded into the list, whichever server answers.
   */
  boolean hasListedAgain() {
    return lists.get() > 1;
  }

  /** Names with their resourceVersions. */
  Map<String, Long> cache() {
    return cache.get();
  }

  @Override
  public void close() {
    stop.run();
  }

  private synchronized void record(String type, String name, String resourceVersion) {
    changes.add(new Change(type, name, Long.parseLong(resourceVersion)));
  }

  static InformerRecorder fabric8(KubernetesClient client, String namespace) {
    SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace(namespace).runnableInformer(0);
    InformerRecorder recorder =
        new InformerRecorder(
            () -> {
              Map<String, Long> all = new TreeMap<>();
              for (ConfigMap each : informer.getStore().list()) {
                all.put(each.getMetadata().getName(), version(each));
              }
              return all;
            },
            informer::stop);
    informer.addEventHandler(
        new io.fabric8.kubernetes.client.informers.ResourceEventHandler<>() {
          @Override
          public void onAdd(ConfigMap added) {
            recorder.record("ADDED", added.getMetadata().getName(), versionText(added));
          }

          @Override
          public void onUpdate(ConfigMap before, ConfigMap after) {
            recorder.record("MODIFIED", after.getMetadata().getName(), versionText(after));
          }

          @Override
          public void onDelete(ConfigMap gone, boolean finalStateUnknown) {
            recorder.record("DELETED", gone.getMetadata().getName(), versionText(gone));
          }
        });
    informer.run();
    return recorder;
  }

  private static String versionText(ConfigMap map) {
    return map.getMetadata().getResourceVersion();
  }

  private static long version(ConfigMap map) {
    return Long.parseLong(versionText(map));
  }

  static InformerRecorder official(ApiClient client, String namespace) {
    SharedInformerFactory factory = new SharedInformerFactory(client);
    CoreV1Api api = new CoreV1Api(client);
    Map<String, Long> cache = new ConcurrentHashMap<>();
    InformerRecorder recorder =
        new InformerRecorder(() -> new TreeMap<>(cache), factory::stopAllRegisteredInformers);
    var informer =
        factory.sharedIndexInformerFor(
            parameters -> {
              if (!Boolean.TRUE.equals(parameters.watch)) {
                recorder.lists.incrementAndGet();
              }
              return api.listNamespacedConfigMap(namespace)
                  .resourceVersion(parameters.resourceVersion)
                  .timeoutSeconds(parameters.timeoutSeconds)
                  .watch(parameters.watch)
                  .buildCall(null);
            },
            V1ConfigMap.class,
            V1ConfigMapList.class);
    informer.addEventHandler(
        new io.kubernetes.client.informer.ResourceEventHandler<>() {
          @Override
          public void onAdd(V1ConfigMap added) {
            note("ADDED", added);
          }

          @Override
          public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
            note("MODIFIED", after);
          }

          @Override
          public void onDelete(V1ConfigMap gone, boolean finalStateUnknown) {
            note("DELETED", gone);
          }

          private void note(String type, @Nullable V1ConfigMap map) {
            var metadata = map.getMetadata();
            long version = Long.parseLong(metadata.getResourceVersion());
            recorder.record(type, metadata.getName(), metadata.getResourceVersion());
            if (type.equals("DELETED")) {
              cache.remove(metadata.getName());
            } else {
              cache.put(metadata.getName(), version);
            }
          }
        });
    factory.startAllRegisteredInformers();
    return recorder;
  }
}
