package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.BearerToken;
import io.binnacle.apiserver.authorization.AccessReviews;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.Decision;
import io.binnacle.apiserver.health.ComponentStatuses;
import io.binnacle.apiserver.health.HealthCheck;
import io.binnacle.apiserver.metrics.StorageMetrics;
import io.binnacle.apiserver.metrics.WatchMetrics;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.builtin.BuiltinStrategies;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.apiserver.registry.service.AddressRange;
import io.binnacle.apiserver.registry.service.ServiceStrategy;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfoParser;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.apiserver.serviceaccount.ServiceAccountAuthenticator;
import io.binnacle.apiserver.serviceaccount.SigningKeys;
import io.binnacle.apiserver.serviceaccount.TokenIssuer;
import io.binnacle.apiserver.serviceaccount.TokenReviews;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.apiserver.storage.StoreBridge;
import io.binnacle.apiserver.stream.WatchStreams;
import io.binnacle.apiserver.subresource.NodeConnections;
import io.binnacle.apiserver.subresource.PodBinding;
import io.binnacle.apiserver.subresource.PodEviction;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import io.binnacle.store.replicated.ReplicatedStore;
import io.binnacle.store.replicated.StoreConfig;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A whole API without HTTP: requests in, replies out. */
public final class ApiFixture implements AutoCloseable {
  private static final TypeCatalogue TYPES = BuiltinTypes.load();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final AtomicLong clock = new AtomicLong(1_764_000_000L);
  final ReplicatedStore store;
  private final PrometheusRegistry metrics = new PrometheusRegistry();
  final ResourceRegistry registry;
  final ResourceEndpoints endpoints;

  /** Whether whoever updates may create too. */
  volatile boolean mayCreate = true;

  private final Authorizer permissions =
      attributes ->
          mayCreate || !attributes.verb().equals("create")
              ? new Decision.Allowed("")
              : new Decision.Denied("");
  private SigningKeys tokenKeys;

  /** A reply with its whole body. */
  record Answer(int code, ApiReply reply, String body) {
    Manifest json() {
      return parse(body);
    }

    String message() {
      return json().textOrEmpty("message");
    }

    String reason() {
      return json().textOrEmpty("reason");
    }
  }

  public ApiFixture() {
    try {
      store = ReplicatedStore.create(LocalMember::new, StoreConfig.defaults());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectStorage storage =
        new ObjectStorage(
            store,
            new StoreBridge(Schedulers.parallel()),
            new StorageMetrics(metrics, System::nanoTime));
    Random random = new Random(7);
    registry =
        new ResourceRegistry(
            () -> TYPES,
            storage,
            BuiltinStrategies.of(
                storage,
                AddressRange.parse("10.96.0.0/24"),
                new ServiceStrategy.PortRange(30_000, 30_010),
                random),
            clock::get,
            random);
    endpoints =
        new ResourceEndpoints(
            new ResourceEndpoints.Setup(
                registry,
                new WatchStreams(
                    storage,
                    Schedulers.parallel(),
                    Duration.ofMillis(50),
                    new WatchMetrics(metrics)::meterOf),
                answers(),
                DecodeLimits.standard(),
                clock::get,
                random),
            permissions);
    createNamespace("default");
  }

  private ResourceEndpoints.Answers answers() {
    tokenKeys = new SigningKeys(registry, new SecureRandom());
    PodBinding binding = new PodBinding(registry, clock::get);
    Map<GroupVersionResource, VirtualResource> virtual =
        new LinkedHashMap<>(
            new AccessReviews(_ -> new Decision.Allowed("tests may do anything")).all());
    virtual.put(
        new GroupVersionResource("authentication.k8s.io", "v1", "tokenreviews"),
        new TokenReviews(
            authenticator(),
            request ->
                BearerToken.of(request).equals("file-token")
                    ? new AuthenticationOutcome.Authenticated(
                        new UserInfo("filed", List.of("staff")))
                    : new AuthenticationOutcome.Rejected("unknown")));
    virtual.put(
        new GroupVersionResource("", "v1", "bindings"),
        (_, namespace, sent) -> binding.bindNamed(namespace, sent));
    return new ResourceEndpoints.Answers(
        virtual,
        Map.of(
            "pods/binding",
            binding,
            "pods/eviction",
            new PodEviction(registry, clock::get),
            "serviceaccounts/token",
            new TokenIssuer(registry, tokenKeys, clock::get, new Random(9))),
        new NodeConnections(registry).all(),
        Map.of(
            new GroupVersionResource("", "v1", "componentstatuses"),
            new ComponentStatuses(
                List.of(
                    HealthCheck.ofReadiness("etcd", () -> null),
                    HealthCheck.ofReadiness("etcd-readiness", () -> "no leader is known"),
                    HealthCheck.ofReadiness(
                        "poststarthook/start-binnacle-controllers", () -> null)))));
  }

  /** What was counted so far, as Prometheus reads it. */
  String metricsText() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, metrics.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Knows the tokens that this API has made. */
  ServiceAccountAuthenticator authenticator() {
    return new ServiceAccountAuthenticator(registry, tokenKeys, clock::get);
  }

  public ResourceRegistry registry() {
    return registry;
  }

  public static ResourceType type(String group, String version, String resource) {
    return Objects.requireNonNull(
        TYPES.find(new GroupVersionResource(group, version, resource)), resource);
  }

  public void createNamespace(String name) {
    Manifest namespace =
        Manifest.empty()
            .edit(
                editor ->
                    editor
                        .setText("v1", "apiVersion")
                        .setText("Namespace", "kind")
                        .setText(name, "metadata", "name"));
    registry
        .create(type("", "v1", "namespaces"), "", namespace, WriteOptions.PLAIN)
        .block(PATIENCE);
  }

  static Manifest parse(String json) {
    try {
      return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new AssertionError(json, e);
    }
  }

  Answer get(String url) {
    return send(request("GET", url));
  }

  Answer getAs(String accept, String url) {
    return send(request("GET", url).withHeader("Accept", accept));
  }

  Answer post(String url, String json) {
    return send("POST", url, "application/json", json);
  }

  Answer put(String url, String json) {
    return send("PUT", url, "application/json", json);
  }

  Answer mergePatch(String url, String json) {
    return send("PATCH", url, "application/merge-patch+json", json);
  }

  Answer delete(String url, @Nullable String options) {
    return options == null
        ? send(request("DELETE", url))
        : send("DELETE", url, "application/json", options);
  }

  Answer send(String method, String url, String contentType, String body) {
    return send(request(method, url).withBody(contentType, body.getBytes(StandardCharsets.UTF_8)));
  }

  static ApiRequest request(String method, String url) {
    int question = url.indexOf('?');
    return question < 0
        ? ApiRequest.of(method, url, null)
        : ApiRequest.of(method, url.substring(0, question), url.substring(question + 1));
  }

  ApiReply reply(ApiRequest request) {
    UserInfo user = new UserInfo("tester", List.of("system:masters"));
    ApiReply reply =
        endpoints.handle(request, RequestInfoParser.parse(request), user).block(PATIENCE);
    return Objects.requireNonNull(reply);
  }

  Answer send(ApiRequest request) {
    ApiReply reply = reply(request);
    return switch (reply) {
      case ApiReply.Whole whole -> new Answer(reply.statusCode(), reply, whole.body().toUtf8());
      case ApiReply.Streamed streamed -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Bytes chunk : streamed.chunks().toIterable(1)) {
          all.writeBytes(chunk.toArray());
        }
        yield new Answer(reply.statusCode(), reply, all.toString(StandardCharsets.UTF_8));
      }
    };
  }

  /** The events of a watch, one JSON object each. */
  Flux<Manifest> watch(String url) {
    return watchAs("application/json", url);
  }

  Flux<Manifest> watchAs(String accept, String url) {
    ApiReply reply = reply(request("GET", url).withHeader("Accept", accept));
    if (!(reply instanceof ApiReply.Streamed streamed)) {
      throw new AssertionError(reply);
    }
    return streamed
        .chunks()
        .concatMapIterable(chunk -> chunk.toUtf8().lines().toList())
        .map(ApiFixture::parse);
  }

  @Override
  public void close() {
    store.close();
  }
}
