package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.discovery.DiscoveryEndpoints;
import io.binnacle.apiserver.group.GroupEndpoints;
import io.binnacle.apiserver.health.HealthEndpoints;
import io.binnacle.apiserver.health.ServerDocuments;
import io.binnacle.apiserver.metrics.MetricsEndpoint;
import io.binnacle.apiserver.openapi.OpenApiEndpoints;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.status.Status;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The end of the pipeline: finds who serves a path (URL-05, URL-10, URL-17). */
public final class Dispatcher {
  private final Documents documents;
  private final Resources resources;

  public Dispatcher(Documents documents, Resources resources) {
    this.documents = documents;
    this.resources = resources;
  }

  /** Objects of all types: the rest of the API. */
  @FunctionalInterface
  public interface Resources {
    Mono<ApiReply> handle(ApiRequest request, RequestInfo info, UserInfo user);
  }

  /**
   * What the server says about itself; all of it is answered from memory, or soon.
   *
   * @param issuer says by paths who signs the tokens of service accounts
   */
  public record Documents(
      DiscoveryEndpoints discovery,
      OpenApiEndpoints openApi,
      Function<String, Mono<ApiReply>> issuer,
      HealthEndpoints health,
      MetricsEndpoint metrics,
      GroupEndpoints group,
      ServerDocuments server) {}

  Mono<ApiReply> dispatch(Exchange exchange) {
    RequestInfo info = exchange.info();
    if (info.resourceRequest()) {
      return resources.handle(exchange.request(), info, exchange.user());
    }
    String path = withoutTrailingSlash(info.path());
    if (GroupEndpoints.owns(path)) {
      return documents.group().handle(exchange.request(), path);
    }
    return Mono.defer(() -> document(exchange.request(), path));
  }

  private Mono<ApiReply> document(ApiRequest request, String path) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Mono.just(Replies.status(Status.methodNotAllowed()));
    }
    return switch (firstSegment(path)) {
      case "api", "apis" -> Mono.just(documents.discovery().handle(request, path));
      case ".well-known", "openid" -> documents.issuer().apply(path);
      case "openapi" -> documents.openApi().handle(request, path);
      case "healthz", "livez", "readyz" -> Mono.just(documents.health().handle(request, path));
      case "metrics" -> Mono.just(documents.metrics().handle(request, path));
      default -> Mono.just(documents.server().handle(path));
    };
  }

  private static String firstSegment(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? path.substring(1) : path.substring(1, end);
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
