package io.binnacle.apiserver.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.authentication.AuthenticationOutcome;
import io.binnacle.apiserver.authentication.Authenticator;
import io.binnacle.apiserver.authorization.BootstrapAuthorizer;
import io.binnacle.apiserver.discovery.DiscoveryEndpoints;
import io.binnacle.apiserver.group.GroupEndpoints;
import io.binnacle.apiserver.health.HealthEndpoints;
import io.binnacle.apiserver.health.ServerDocuments;
import io.binnacle.apiserver.health.ServerStatus;
import io.binnacle.apiserver.metrics.MetricsEndpoint;
import io.binnacle.apiserver.metrics.RequestMetrics;
import io.binnacle.apiserver.openapi.OpenApiEndpoints;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.type.BuiltinTypes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RequestPipelineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicReference<Authenticator> authenticator =
      new AtomicReference<>(
          _ ->
              new AuthenticationOutcome.Authenticated(
                  new UserInfo("admin", List.of("system:masters"))));
  private final AtomicReference<Dispatcher.Resources> resources =
      new AtomicReference<>((_, _, _) -> Mono.just(Replies.text(200, "served")));
  private final AtomicBoolean goingDown = new AtomicBoolean();
  private final RequestPipeline pipeline =
      pipeline(new RequestPipeline.Limits(Duration.ofMillis(200), 2, 1));

  /** URL-01: 401 before 429, 429 before 403, 403 before 404. */
  @Test
  void theStagesAreInTheDocumentedOrder() {
    assertThat(pipeline.describe())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "RecoveryStage",
            "RequestInfoStage",
            "MetricsStage",
            "DeadlineStage",
            "AuthenticationStage",
            "LoadStage",
            "AuthorizationStage");
    assertThat(pipeline.describe()).allMatch(line -> line.matches("[A-Za-z]+: .{20,}"));
  }

  /** URL-03. */
  @Test
  void whateverIsThrownBecomesAStatusWithoutItsMessage() {
    resources.set(
        (_, _, _) -> {
          throw new IllegalStateException("a secret");
        });
    ApiReply.Whole thrown = pods("GET", null);
    assertThat(thrown.statusCode()).isEqualTo(500);
    assertThat(thrown.body().toUtf8())
        .contains("\"reason\":\"InternalError\"", thrown.headers().first("Audit-Id"))
        .doesNotContain("a secret", "at io.binnacle");
    resources.set((_, _, _) -> Mono.error(new OutOfMemoryErrorLike()));
    assertThat(pods("GET", null).statusCode()).isEqualTo(500);
    resources.set((_, _, _) -> Mono.empty());
    assertThat(pods("GET", null).statusCode()).isEqualTo(500);
    resources.set((_, _, _) -> Mono.error(Status.expired("too old").toException()));
    assertThat(pods("GET", null).statusCode()).isEqualTo(410);
  }

  /** URL-13, URL-14. */
  @Test
  void whatTakesTooLongIsA504AndAListUnderWayIsCutOff() {
    resources.set((_, _, _) -> Mono.never());
    ApiReply.Whole late = pods("GET", "timeout=50ms");
    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.body().toUtf8())
        .contains("Timeout: request did not complete within the allotted timeout");
    resources.set(
        (_, _, _) ->
            Mono.just(new ApiReply.Streamed(200, Headers.none(), Flux.never(), false, () -> {})));
    ApiReply.Streamed stream = (ApiReply.Streamed) reply("GET", null);
    StepVerifier.create(stream.chunks())
        .expectErrorMessage("the reply was not sent in time")
        .verify(Duration.ofSeconds(5));
    // MET-05: both are counted, each as what it is.
    ApiReply.Whole metrics =
        (ApiReply.Whole)
            pipeline.handle(ApiRequest.of("GET", "/metrics", null)).block(Duration.ofSeconds(5));
    assertThat(metrics).isNotNull();
    assertThat(metrics.body().toUtf8().lines())
        .anyMatch(
            line ->
                line.startsWith("apiserver_request_terminations_total{code=\"504\"")
                    && line.endsWith(" 1.0"))
        .anyMatch(
            line ->
                line.startsWith("apiserver_request_aborts_total{")
                    && line.contains("resource=\"pods\"")
                    && line.endsWith(" 1.0"));
  }

  @Test
  void aWatchHasNoDeadline() {
    resources.set(
        (_, _, _) ->
            Mono.just(Replies.text(200, "late"))
                .delayElement(Duration.ofMillis(400))
                .cast(ApiReply.class));
    assertThat(pods("GET", "watch=1").statusCode()).isEqualTo(200);
  }

  /** WATCH-53: who may watch is asked when a watch starts, and not again. */
  @Test
  void aWatchGoesOnWhenItsClientIsNoLongerKnown() {
    Sinks.Many<Bytes> events = Sinks.many().unicast().onBackpressureBuffer();
    resources.set(
        (_, _, _) ->
            Mono.just(
                new ApiReply.Streamed(
                    200,
                    Headers.of("Content-Type", "application/json"),
                    events.asFlux(),
                    true,
                    () -> {})));
    ApiReply watch = watchPods();
    authenticator.set(_ -> new AuthenticationOutcome.Rejected("revoked"));
    assertThat(watchPods().statusCode()).isEqualTo(401);
    events.tryEmitNext(Bytes.ofUtf8("late event\n")).orThrow();
    events.tryEmitComplete().orThrow();
    assertThat(((ApiReply.Streamed) watch).chunks().map(Bytes::toUtf8).collectList().block())
        .containsExactly("late event\n");
  }

  /** WATCH-55: watches take no places, however many there are and however long they take. */
  @Test
  void watchesDoNotCountAgainstTheLimit() {
    resources.set((_, _, _) -> Mono.never());
    RequestPipeline patient = pipeline(new RequestPipeline.Limits(Duration.ofSeconds(30), 1, 1));
    List<Disposable> watches = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      watches.add(patient.handle(ApiRequest.of("GET", "/api/v1/pods", "watch=1")).subscribe());
    }
    authenticator.set(
        _ ->
            new AuthenticationOutcome.Authenticated(
                new UserInfo("jane", List.of("system:authenticated"))));
    ApiReply read = patient.handle(ApiRequest.of("GET", "/livez", null)).block(PATIENCE);
    assertThat(read).extracting(ApiReply::statusCode).isEqualTo(200);
    assertThat(watches).noneMatch(Disposable::isDisposed).hasSize(5);
    watches.forEach(Disposable::dispose);
  }

  private ApiReply watchPods() {
    return reply("GET", "watch=1");
  }

  /** AUTHN-12. */
  @Test
  void whoPresentsSomethingBadIs401BeforeAnythingElse() {
    authenticator.set(_ -> new AuthenticationOutcome.Rejected("no good"));
    ApiReply.Whole refused = pods("GET", null);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body().toUtf8())
        .contains("\"reason\":\"Unauthorized\"")
        .doesNotContain("no good");
  }

  /** APF-01. */
  @Test
  void requestsBeyondTheLimitAreTurnedAwayAndPlacesAreGivenBack() {
    authenticator.set(
        _ ->
            new AuthenticationOutcome.Authenticated(
                new UserInfo("jane", List.of("system:authenticated"))));
    Sinks.One<ApiReply> slow = Sinks.one();
    resources.set((_, _, _) -> slow.asMono());
    RequestPipeline patient = pipeline(new RequestPipeline.Limits(Duration.ofSeconds(30), 1, 1));
    ApiRequest review =
        ApiRequest.of("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", null);
    AtomicReference<ApiReply> first = new AtomicReference<>();
    patient.handle(review).subscribe(first::set);
    ApiReply second = patient.handle(review).block(Duration.ofSeconds(5));
    assertThat(second).isNotNull();
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.headers().first("Retry-After")).isEqualTo("1");
    slow.tryEmitValue(Replies.text(200, "done"));
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(patient.handle(review).block(Duration.ofSeconds(5)))
        .extracting(ApiReply::statusCode)
        .isEqualTo(200);
  }

  /** RT-11. */
  @Test
  void whileTheServerGoesOnlyProbesAreAnswered() {
    goingDown.set(true);
    ApiReply.Whole late = pods("GET", null);
    assertThat(late.statusCode()).isEqualTo(429);
    assertThat(late.headers().first("Retry-After")).isEqualTo("5");
    ApiReply probe = pipeline.handle(ApiRequest.of("GET", "/livez", null)).block();
    assertThat(probe).extracting(ApiReply::statusCode).isEqualTo(200);
  }

  private ApiReply.Whole pods(String method, @org.jspecify.annotations.Nullable String query) {
    return (ApiReply.Whole) reply(method, query);
  }

  private ApiReply reply(String method, @org.jspecify.annotations.Nullable String query) {
    ApiReply reply =
        pipeline.handle(ApiRequest.of(method, "/api/v1/pods", query)).block(Duration.ofSeconds(10));
    assertThat(reply).isNotNull();
    return reply;
  }

  private RequestPipeline pipeline(RequestPipeline.Limits limits) {
    PrometheusRegistry registry = new PrometheusRegistry();
    Dispatcher dispatcher =
        new Dispatcher(
            new Dispatcher.Documents(
                new DiscoveryEndpoints(BuiltinTypes::load, () -> "localhost:1"),
                new OpenApiEndpoints(Clock.systemUTC(), "v1.36.0", Schedulers.immediate()),
                _ -> Mono.empty(),
                new HealthEndpoints(List.of()),
                new MetricsEndpoint(registry, new PrometheusRegistry()),
                new GroupEndpoints(
                    () -> {
                      throw new IllegalStateException("nobody asks for the group here");
                    }),
                new ServerDocuments(Bytes.empty(), Bytes::empty, RequestPipelineTest::noStatus)),
            (request, info, user) -> resources.get().handle(request, info, user));
    return RequestPipeline.of(
        new RequestPipeline.Parts(
            request -> authenticator.get().authenticate(request),
            new BootstrapAuthorizer(),
            new RequestMetrics(registry, System::nanoTime, _ -> true),
            limits,
            goingDown::get),
        dispatcher);
  }

  private static ServerStatus noStatus() {
    return new ServerStatus("a", "1", "leader", 1, 1, 1, 1, "a", 0, true, "https://a:1", 1);
  }

  private static final class OutOfMemoryErrorLike extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
