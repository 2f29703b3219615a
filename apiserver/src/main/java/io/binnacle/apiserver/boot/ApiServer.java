package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authentication.AuthenticatorChain;
import io.binnacle.apiserver.authentication.ClientCertificateAuthenticator;
import io.binnacle.apiserver.authentication.TokenFile;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.BootstrapAuthorizer;
import io.binnacle.apiserver.bootstrap.Bootstrap;
import io.binnacle.apiserver.bootstrap.ClusterObjects;
import io.binnacle.apiserver.bootstrap.ServiceAddress;
import io.binnacle.apiserver.discovery.DiscoveryEndpoints;
import io.binnacle.apiserver.encoding.ReplyEncoding;
import io.binnacle.apiserver.group.GroupEndpoints;
import io.binnacle.apiserver.health.ComponentStatuses;
import io.binnacle.apiserver.health.HealthCheck;
import io.binnacle.apiserver.health.HealthEndpoints;
import io.binnacle.apiserver.health.KubernetesVersion;
import io.binnacle.apiserver.health.LogCheck;
import io.binnacle.apiserver.health.Readiness;
import io.binnacle.apiserver.health.Readiness.Milestone;
import io.binnacle.apiserver.health.ServerDocuments;
import io.binnacle.apiserver.health.ServerStatus;
import io.binnacle.apiserver.health.StatusReport;
import io.binnacle.apiserver.http.ConnectionRenewal;
import io.binnacle.apiserver.http.HttpAdapter;
import io.binnacle.apiserver.http.ServerTls;
import io.binnacle.apiserver.joining.SelfPromotion;
import io.binnacle.apiserver.metrics.AccessMetrics;
import io.binnacle.apiserver.metrics.ConsensusMeters;
import io.binnacle.apiserver.metrics.HealthMetrics;
import io.binnacle.apiserver.metrics.MetricsEndpoint;
import io.binnacle.apiserver.metrics.ObjectMetrics;
import io.binnacle.apiserver.metrics.ProcessMetrics;
import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.metrics.StorageMetrics;
import io.binnacle.apiserver.metrics.StoreMetrics;
import io.binnacle.apiserver.metrics.WatchMetrics;
import io.binnacle.apiserver.metrics.WorkqueueMetrics;
import io.binnacle.apiserver.openapi.OpenApiEndpoints;
import io.binnacle.apiserver.pipeline.Dispatcher;
import io.binnacle.apiserver.pipeline.RequestPipeline;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.serviceaccount.IssuerDocuments;
import io.binnacle.consensus.GroupAdministration;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.KeyValueStore;
import io.netty.handler.ssl.SslContext;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Puts one server together, from the store up to the listener. Any number of them may run in one
 * JVM.
 */
public final class ApiServer {
  private final ServerOptions options;
  private final Clock clock;
  private final KeyValueStore store;
  private final GroupAdministration group;
  private final TypeCatalogue catalogue = BuiltinTypes.load();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusRegistry healthRegistry = new PrometheusRegistry();
  private final OpenApiEndpoints openApi;
  private final Authorizer authorizer = new BootstrapAuthorizer();
  private final AccessMetrics access = new AccessMetrics(registry, System::nanoTime);
  private final TokenFile tokens;
  private final ResourceParts resources;
  private final Readiness readiness;
  private final List<HealthCheck> checks;
  private final AtomicReference<String> url = new AtomicReference<>("");
  private final @Nullable SelfPromotion promotion;
  private final AtomicBoolean refusesRequests = new AtomicBoolean();
  private final Sinks.Empty<Void> watchesEnd = Sinks.empty();

  private ApiServer(ServerOptions options, Clock clock, ConsensusStore opened) {
    this.options = options;
    this.clock = clock;
    this.store = opened.store();
    this.group = opened.group();
    this.tokens = tokens(options);
    this.promotion = opened.promoteItself(options.member().dataDir());
    this.resources =
        new ResourceParts(
            options,
            store,
            catalogue,
            new ResourceParts.Access(authorizer, tokens),
            new ResourceParts.Meters(
                new WatchMetrics(registry)::meterOf,
                new StorageMetrics(registry, System::nanoTime),
                new WorkqueueMetrics(registry, System::nanoTime)::meterOf),
            clock);
    StoreMetrics.register(registry, store::status);
    StoreMetrics.registerCommitAge(registry, store, System::nanoTime);
    ConsensusMeters.register(registry, opened.metrics());
    ConsensusMeters.registerComparisons(registry, opened.comparisons());
    ConsensusMeters.registerPeers(registry, opened.memberId(), group::view);
    ObjectMetrics.register(registry, () -> catalogue, store::localView);
    ProcessMetrics.register(registry);
    this.openApi =
        new OpenApiEndpoints(clock, KubernetesVersion.gitVersion(), ResourceParts.patient());
    this.readiness = new Readiness(store);
    this.checks =
        readiness.checks(
            new LogCheck(ApiServer::flushLog, ResourceParts::aside, System::nanoTime),
            new Readiness.Loops(resources::controllersLoop, resources::presenceLoop));
    resources.showComponents(new ComponentStatuses(checks));
    HealthMetrics.registerChecks(registry, checks);
    HealthMetrics.registerChecks(healthRegistry, checks);
    HealthMetrics.registerBuild(registry, KubernetesVersion.MINOR, KubernetesVersion.gitVersion());
  }

  /**
   * Starts one replica and returns as soon as its listener is open; {@link
   * RunningServer#awaitReady} waits for the group.
   *
   * @throws StartFailedException with a message of one line; nothing is left running then
   */
  public static RunningServer start(ServerOptions options) {
    HttpListener.requireFreePort(options);
    ConsensusStore opened = openStore(options);
    ApiServer server = new ApiServer(options, Clock.systemUTC(), opened);
    try {
      return server.start();
    } catch (RuntimeException e) {
      server.resources.close();
      opened.store().close();
      throw e;
    }
  }

  /** The logger writes to one of them; a stream in which a writer is stuck cannot be flushed. */
  private static void flushLog() {
    System.out.flush();
    System.err.flush();
  }

  private static ConsensusStore openStore(ServerOptions options) {
    try {
      return ConsensusStore.open(options);
    } catch (IOException e) {
      String message = e.getMessage();
      throw new StartFailedException(message == null ? e.toString() : message, e);
    }
  }

  private RunningServer start() {
    ServingIdentity identity = ServingIdentity.of(options, clock);
    HealthEndpoints health = new HealthEndpoints(checks);
    Supplier<ServerStatus> status =
        new StatusReport(options.member().name(), store, health::isReady, url::get);
    HttpAdapter adapter =
        new HttpAdapter(
            pipeline(identity, health, status),
            options.requests().maxRequestBytes(),
            options.requests().requestTimeout(),
            watchesEnd.asMono(),
            new ReplyEncoding(options.requests().gzipMinBytes()),
            new ConnectionRenewal(
                options.requests().goawayChance(), () -> ThreadLocalRandom.current().nextDouble()));
    HttpListener listener =
        HttpListener.open(options, tls(identity), adapter, access::handshakeFailed);
    try {
      String host = ServingIdentity.advertisedHost(options);
      url.set("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.port());
      Path kubeconfig = identity.writeKubeconfig(options.member().dataDir(), url.get());
      Bootstrap bootstrap =
          Bootstrap.start(store, clusterObjects(listener.port(), identity.clientAuthoritiesPem()));
      StoppableServer.Parts parts =
          new StoppableServer.Parts(
              store, resources, listener, readiness, bootstrap, this::turnAway);
      resources.announce(host, listener.port(), health::isReady, clock);
      return StoppableServer.run(
          options,
          parts,
          new StoppableServer.Facts(url.get(), kubeconfig, status, health::isReady));
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void turnAway() {
    if (promotion != null) {
      promotion.close();
    }
    refusesRequests.set(true);
    watchesEnd.tryEmitEmpty();
  }

  private Mono<Void> clusterObjects(int port, List<String> clientAuthorities) {
    String address = ServiceAddress.firstOf(options.access().serviceClusterIpRange());
    ClusterObjects objects = new ClusterObjects(resources.registry(), address, port);
    return reached(Milestone.CAUGHT_UP)
        .then(objects.makeNamespaces())
        .then(reached(Milestone.NAMESPACES))
        .then(objects.makeService())
        .then(reached(Milestone.SERVICE))
        .then(resources.repairClaims())
        .then(reached(Milestone.CLAIMS))
        .then(objects.makeStanding(clientAuthorities))
        .doOnSuccess(
            _ ->
                ResourceParts.later(
                    openApi.prepared().then(Mono.defer(this::rulesCompiled)),
                    refusesRequests::get));
  }

  /** Else the first who writes an object of a type would wait for it. */
  private Mono<Void> rulesCompiled() {
    return Flux.fromIterable(catalogue.all())
        .takeUntil(_ -> refusesRequests.get())
        .doOnNext(ResourceType::ruleSet)
        .then();
  }

  private Mono<Void> reached(Milestone milestone) {
    return Mono.fromRunnable(() -> readiness.reached(milestone));
  }

  private RequestPipeline pipeline(
      ServingIdentity identity, HealthEndpoints health, Supplier<ServerStatus> status) {
    RequestMetrics metrics = new RequestMetrics(registry, System::nanoTime, this::isServed);
    DiscoveryEndpoints discovery = new DiscoveryEndpoints(() -> catalogue, this::serverAddress);
    Dispatcher.Documents documents =
        new Dispatcher.Documents(
            discovery,
            openApi,
            resources.issuer(url::get)::handle,
            health,
            new MetricsEndpoint(registry, healthRegistry),
            new GroupEndpoints(() -> group),
            new ServerDocuments(
                KubernetesVersion.document(),
                () -> DiscoveryEndpoints.pathList(allPaths(discovery)),
                status));
    return RequestPipeline.of(
        new RequestPipeline.Parts(
            access.measuredAuthenticator(authenticators(identity)),
            access.measuredAuthorizer(authorizer),
            metrics,
            RequestPipeline.Limits.of(options.requests().requestTimeout()),
            refusesRequests::get),
        new Dispatcher(documents, resources.endpoints()::handle));
  }

  private Authenticator authenticators(ServingIdentity identity) {
    return new AuthenticatorChain(
        List.of(
            new ClientCertificateAuthenticator(identity.clientAuthorities(), clock),
            tokens,
            resources.serviceAccounts(() -> clock.instant().getEpochSecond())),
        options.access().anonymousAuth());
  }

  private boolean isServed(RequestInfo info) {
    return catalogue.find(new GroupVersionResource(info.group(), info.version(), info.resource()))
        != null;
  }

  private String serverAddress() {
    return url.get().replaceFirst("^https://", "");
  }

  private static List<String> allPaths(DiscoveryEndpoints discovery) {
    List<String> paths = new ArrayList<>(discovery.paths());
    paths.addAll(
        List.of(
            IssuerDocuments.CONFIGURATION_PATH,
            IssuerDocuments.KEYS_PATH,
            ServerDocuments.STATUS_PATH,
            "/healthz",
            "/livez",
            "/metrics",
            "/metrics/slis",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version"));
    return paths;
  }

  private static TokenFile tokens(ServerOptions options) {
    Path file = options.access().tokenAuthFile();
    try {
      return file == null ? TokenFile.empty() : TokenFile.load(file);
    } catch (IOException e) {
      throw new StartFailedException("--token-auth-file: " + e.getMessage(), e);
    }
  }

  private static SslContext tls(ServingIdentity identity) {
    try {
      return ServerTls.context(
          identity.server().privateKey(), identity.server().chain(), identity.clientAuthorities());
    } catch (SSLException e) {
      throw new StartFailedException(
          "the server's certificate and key do not work: " + e.getMessage(), e);
    }
  }
}
