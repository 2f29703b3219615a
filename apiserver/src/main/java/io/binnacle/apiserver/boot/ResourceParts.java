package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authorization.AccessReviews;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.controller.Controllers;
import io.binnacle.apiserver.controller.PresenceLoop;
import io.binnacle.apiserver.controller.presence.ReplicaPresence;
import io.binnacle.apiserver.controller.queue.QueueMeter;
import io.binnacle.apiserver.endpoint.ResourceEndpoints;
import io.binnacle.apiserver.health.HealthCheck;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.builtin.BuiltinStrategies;
import io.binnacle.apiserver.registry.service.AddressRange;
import io.binnacle.apiserver.registry.service.ClaimRepair;
import io.binnacle.apiserver.registry.service.ServiceStrategy;
import io.binnacle.apiserver.registry.strategy.Strategies;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.serviceaccount.IssuerDocuments;
import io.binnacle.apiserver.serviceaccount.ServiceAccountAuthenticator;
import io.binnacle.apiserver.serviceaccount.SigningKeys;
import io.binnacle.apiserver.serviceaccount.TokenIssuer;
import io.binnacle.apiserver.serviceaccount.TokenReviews;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoreBridge;
import io.binnacle.apiserver.storage.meter.StorageMeter;
import io.binnacle.apiserver.stream.WatchMeter;
import io.binnacle.apiserver.stream.WatchStreams;
import io.binnacle.apiserver.subresource.NodeConnections;
import io.binnacle.apiserver.subresource.PodBinding;
import io.binnacle.apiserver.subresource.PodEviction;
import io.binnacle.apiserver.subresource.PostedSubresource;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.KeyValueStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Objects of all types: storage, registry, streams and endpoints, wired together. */
final class ResourceParts implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ResourceParts.class);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** The range that Kubernetes uses where nobody says otherwise. */
  private static final ServiceStrategy.PortRange NODE_PORTS =
      new ServiceStrategy.PortRange(30_000, 32_767);

  private final Scheduler scheduler;
  private final ResourceRegistry registry;
  private final ResourceEndpoints endpoints;
  private final SigningKeys tokenKeys;
  private final Controllers controllers;
  private final AtomicReference<Supplier<List<Manifest>>> components =
      new AtomicReference<>(List::of);
  private final AtomicReference<@Nullable PresenceLoop> presence = new AtomicReference<>();

  /** Who counts what goes on here. */
  record Meters(
      Function<ResourceType, WatchMeter> watches,
      StorageMeter storage,
      Function<String, QueueMeter> queues) {}

  /** Who may do what, and whose tokens are no service account's. */
  record Access(Authorizer authorizer, Authenticator tokens) {}

  ResourceParts(
      ServerOptions options,
      KeyValueStore store,
      TypeCatalogue catalogue,
      Access access,
      Meters meters,
      Clock clock) {
    this.scheduler = Schedulers.newParallel("resources-" + options.member().name(), THREADS, true);
    ObjectStorage storage = new ObjectStorage(store, new StoreBridge(scheduler), meters.storage());
    LongSupplier epochSeconds = () -> clock.instant().getEpochSecond();
    SecureRandom random = new SecureRandom();
    Strategies strategies =
        BuiltinStrategies.of(
            storage,
            AddressRange.parse(options.access().serviceClusterIpRange()),
            NODE_PORTS,
            random);
    this.registry =
        new ResourceRegistry(() -> catalogue, storage, strategies, epochSeconds, random);
    this.tokenKeys = new SigningKeys(registry, random);
    // A restarted replica is another holder: what its former self held runs out by itself.
    String identity = options.member().name() + "_" + Long.toHexString(random.nextLong());
    this.controllers =
        Controllers.start(
            registry, identity, holder -> isGone(store, identity, holder), meters.queues(), clock);
    this.endpoints =
        new ResourceEndpoints(
            new ResourceEndpoints.Setup(
                registry,
                new WatchStreams(
                    storage,
                    scheduler,
                    Duration.ofMillis(options.requests().watchCoalesceMillis()),
                    meters.watches()),
                answers(access, epochSeconds),
                DecodeLimits.standard().withBytesMax(options.requests().maxRequestBytes()),
                epochSeconds,
                random),
            access.authorizer());
  }

  private ResourceEndpoints.Answers answers(Access access, LongSupplier epochSeconds) {
    PodBinding binding = new PodBinding(registry, epochSeconds);
    Map<GroupVersionResource, VirtualResource> virtual =
        new LinkedHashMap<>(new AccessReviews(access.authorizer()).all());
    virtual.put(
        new GroupVersionResource("authentication.k8s.io", "v1", "tokenreviews"),
        new TokenReviews(serviceAccounts(epochSeconds), access.tokens()));
    virtual.put(
        new GroupVersionResource("", "v1", "bindings"),
        (_, namespace, sent) -> binding.bindNamed(namespace, sent));
    Map<String, PostedSubresource> posted = new LinkedHashMap<>();
    posted.put("pods/binding", binding);
    posted.put("pods/eviction", new PodEviction(registry, epochSeconds));
    posted.put(
        "serviceaccounts/token",
        new TokenIssuer(registry, tokenKeys, epochSeconds, new SecureRandom()));
    return new ResourceEndpoints.Answers(
        virtual,
        posted,
        new NodeConnections(registry).all(),
        Map.of(
            new GroupVersionResource("", "v1", "componentstatuses"), () -> components.get().get()));
  }

  /** Says who signs the tokens of service accounts. */
  IssuerDocuments issuer(Supplier<String> url) {
    return new IssuerDocuments(tokenKeys, url);
  }

  /** Knows service accounts by their tokens. */
  ServiceAccountAuthenticator serviceAccounts(LongSupplier epochSeconds) {
    return new ServiceAccountAuthenticator(registry, tokenKeys, epochSeconds);
  }

  /**
   * A replica is gone where it is a former self of this one, which has the data directory now; or
   * where the leader, whom every write must reach, has no connection to it.
   */
  private static boolean isGone(KeyValueStore store, String identity, String holder) {
    MemberStatus member = store.status().member();
    if (member == null || holder.equals(identity)) {
      return false;
    }
    if (belongsTo(member.name(), holder)) {
      return true;
    }
    return member.role() == MemberStatus.Role.LEADER
        && member.peers().stream()
            .anyMatch(peer -> belongsTo(peer.name(), holder) && !peer.connected());
  }

  private static boolean belongsTo(String memberName, String identity) {
    return identity.substring(0, Math.max(0, identity.lastIndexOf('_'))).equals(memberName);
  }

  ResourceRegistry registry() {
    return registry;
  }

  ResourceEndpoints endpoints() {
    return endpoints;
  }

  /** One look at the addresses and ports of Services; writes only where something is wrong. */
  Mono<Void> repairClaims() {
    ResourceType services =
        registry.catalogue().find(new GroupVersionResource("", "v1", "services"));
    return services == null
        ? Mono.error(() -> new IllegalStateException("there are no Services"))
        : Mono.defer(() -> new ClaimRepair(registry.storage(), services).pass());
  }

  /** Says what there is to say of the parts of the server. */
  void showComponents(Supplier<List<Manifest>> statuses) {
    components.set(statuses);
  }

  HealthCheck.Loop controllersLoop() {
    return controllers.hasDied() ? HealthCheck.Loop.DIED : HealthCheck.Loop.RUNS;
  }

  HealthCheck.Loop presenceLoop() {
    PresenceLoop announced = presence.get();
    if (announced == null) {
      return HealthCheck.Loop.NOT_STARTED;
    }
    return announced.hasDied() ? HealthCheck.Loop.DIED : HealthCheck.Loop.RUNS;
  }

  /** Threads that may be held up. */
  static Scheduler patient() {
    return Schedulers.boundedElastic();
  }

  /** Runs something on a thread that may be held up. */
  static void aside(Runnable task) {
    patient().schedule(task);
  }

  /**
   * Does what nobody waits for, when the start is over and other replicas of this machine are up.
   *
   * @param isOver whether the server has been told to stop meanwhile
   */
  static void later(Mono<Void> work, BooleanSupplier isOver) {
    Mono.delay(LATER, patient())
        .filter(_ -> !isOver.getAsBoolean())
        .flatMap(_ -> work)
        .subscribe(_ -> {}, failure -> LOGGER.warn("left for who asks first", failure));
  }

  /** Lets others know that this replica serves at an address, as long as it is ready. */
  void announce(String host, int port, BooleanSupplier isReady, Clock clock) {
    presence.set(PresenceLoop.start(new ReplicaPresence(registry, host, port), isReady, clock));
  }

  /** While the store still works, so that another replica takes over at once. */
  void stopControllers() {
    PresenceLoop announced = presence.get();
    if (announced != null) {
      announced.close();
    }
    controllers.close();
  }

  @Override
  public void close() {
    stopControllers();
    scheduler.dispose();
  }
}
