package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.authorization.AccessReviews;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.endpoint.ResourceEndpoints;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.strategy.Strategies;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoreBridge;
import io.binnacle.apiserver.stream.WatchStreams;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.KeyValueStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Objects of all types: storage, registry, streams and endpoints, wired together. */
final class ResourceParts implements AutoCloseable {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Scheduler scheduler;
  private final ResourceRegistry registry;
  private final ResourceEndpoints endpoints;

  ResourceParts(
      ServerOptions options,
      KeyValueStore store,
      TypeCatalogue catalogue,
      Authorizer authorizer,
      Clock clock) {
    this.scheduler = Schedulers.newParallel("resources-" + options.member().name(), THREADS, true);
    ObjectStorage storage = new ObjectStorage(store, new StoreBridge(scheduler));
    LongSupplier epochSeconds = () -> clock.instant().getEpochSecond();
    SecureRandom random = new SecureRandom();
    this.registry =
        new ResourceRegistry(() -> catalogue, storage, Strategies.none(), epochSeconds, random);
    this.endpoints =
        new ResourceEndpoints(
            new ResourceEndpoints.Setup(
                registry,
                new WatchStreams(
                    storage,
                    scheduler,
                    Duration.ofMillis(options.requests().watchCoalesceMillis())),
                new AccessReviews(authorizer).all(),
                DecodeLimits.standard().withBytesMax(options.requests().maxRequestBytes()),
                epochSeconds,
                random));
  }

  ResourceRegistry registry() {
    return registry;
  }

  ResourceEndpoints endpoints() {
    return endpoints;
  }

  @Override
  public void close() {
    scheduler.dispose();
  }
}
