package io.binnacle.apiserver.openapi;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.type.OpenApiDocuments;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /openapi/v2}, {@code /openapi/v3} and the documents below it (OAPI-01 to OAPI-05,
 * OAPI-12).
 */
public final class OpenApiEndpoints {
  private static final String INDEX_PATH = "/openapi/v3";
  private static final String SWAGGER_PATH = "/openapi/v2";
  private static final Duration IMMUTABLE_FOR = Duration.ofDays(365);

  private final Clock clock;
  private final Map<String, GroupDocument> groups = new LinkedHashMap<>();
  private final Bytes index;
  private final SwaggerDocuments swagger;

  /**
   * @param version of the API, as {@code v1.36.0}
   * @param makers where documents are made: threads that may be held up
   */
  public OpenApiEndpoints(Clock clock, String version, Scheduler makers) {
    this.clock = clock;
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = root.putObject("paths");
    for (OpenApiDocuments.Entry entry : OpenApiDocuments.index()) {
      groups.put(entry.path(), new GroupDocument(entry, makers));
      paths.putObject(entry.path()).put("serverRelativeURL", urlOf(entry));
    }
    this.index = Bytes.wrap(JsonTreeWriter.toBytes(root));
    this.swagger = new SwaggerDocuments(List.copyOf(groups.keySet()), version, makers);
  }

  /**
   * Makes what takes long, and is the same for everybody, before somebody asks for it. Completes
   * when it is there.
   */
  public Mono<Void> prepared() {
    return swagger.made().then();
  }

  /** Answers a path that begins with {@code /openapi}. */
  public Mono<ApiReply> handle(ApiRequest request, String path) {
    if (path.equals(SWAGGER_PATH)) {
      return swagger(request);
    }
    if (path.equals(INDEX_PATH)) {
      return Mono.just(Replies.document(index).withHeader("Vary", "Accept"));
    }
    GroupDocument group =
        path.startsWith(INDEX_PATH + "/")
            ? groups.get(path.substring(INDEX_PATH.length() + 1))
            : null;
    if (group == null) {
      return Mono.just(Replies.pageNotFound());
    }
    DocumentForm form =
        DocumentForm.chosen(request.headers().all("Accept"), DocumentForm.OPEN_API_PROTOBUF);
    return form == null
        ? notAcceptable(DocumentForm.OPEN_API_PROTOBUF)
        : group(request, group, form);
  }

  /** OAPI-01, OAPI-02. */
  private Mono<ApiReply> swagger(ApiRequest request) {
    DocumentForm form =
        DocumentForm.chosen(request.headers().all("Accept"), DocumentForm.SWAGGER_PROTOBUF);
    if (form == null) {
      return notAcceptable(DocumentForm.SWAGGER_PROTOBUF);
    }
    return swagger
        .made()
        .map(made -> made.in(form))
        .map(
            made -> {
              String tag = '"' + made.hash() + '"';
              Headers headers =
                  Headers.of("Content-Type", form.mediaType())
                      .with("ETag", tag)
                      .with("Vary", "Accept")
                      .with("Cache-Control", "no-cache, private");
              return isKnown(request, tag)
                  ? Replies.notModified(headers)
                  : made.document().reply(headers, request.headers());
            });
  }

  /** OAPI-04, OAPI-05: the hash names the content, in whatever form. */
  private Mono<ApiReply> group(ApiRequest request, GroupDocument group, DocumentForm form) {
    String hash = group.entry().hash();
    String asked = request.query().text("hash");
    if (!asked.isEmpty() && !asked.equals(hash)) {
      return Mono.just(Replies.moved(urlOf(group.entry())));
    }
    String tag = '"' + hash + '"';
    Headers headers =
        withLifetime(
            Headers.of("Content-Type", form.mediaType()).with("ETag", tag).with("Vary", "Accept"),
            asked);
    return isKnown(request, tag)
        ? Mono.just(Replies.notModified(headers))
        : group.in(form).map(document -> document.reply(headers, request.headers()));
  }

  private Headers withLifetime(Headers headers, String asked) {
    if (asked.isEmpty()) {
      return headers.with("Cache-Control", "no-cache, private");
    }
    return headers
        .with("Cache-Control", "public, immutable")
        .with(
            "Expires",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().plus(IMMUTABLE_FOR).atZone(ZoneOffset.UTC)));
  }

  private static boolean isKnown(ApiRequest request, String tag) {
    return request.headers().all("If-None-Match").contains(tag);
  }

  private static Mono<ApiReply> notAcceptable(DocumentForm binary) {
    return Mono.just(
        Replies.status(
            Status.notAcceptable(List.of(DocumentForm.JSON.mediaType(), binary.mediaType()))));
  }

  private static String urlOf(OpenApiDocuments.Entry entry) {
    return INDEX_PATH + "/" + entry.path() + "?hash=" + entry.hash();
  }
}
