package io.binnacle.apiserver.openapi;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.convert.wire.SwaggerWriter;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.type.OpenApiDocuments;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /openapi/v2}, {@code /openapi/v3} and the documents below it (OAPI-01 to OAPI-05,
 * OAPI-12).
 */
public final class OpenApiEndpoints {
  private static final String INDEX_PATH = "/openapi/v3";
  private static final String SWAGGER_PATH = "/openapi/v2";
  private static final String SWAGGER_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private static final Duration IMMUTABLE_FOR = Duration.ofDays(365);

  private final Clock clock;
  private final Map<String, String> hashes = new LinkedHashMap<>();
  private final Bytes index;
  private final Map<String, Bytes> documents = new ConcurrentHashMap<>();
  private final String version;

  /** Megabytes that few ask for: made when somebody does, and kept. */
  private final AtomicReference<@Nullable Swagger> swagger = new AtomicReference<>();

  private final AtomicReference<@Nullable Swagger> swaggerProtobuf = new AtomicReference<>();

  private record Swagger(Bytes document, String hash) {}

  /**
   * @param version of the API, as {@code v1.36.0}
   */
  public OpenApiEndpoints(Clock clock, String version) {
    this.clock = clock;
    this.version = version;
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = root.putObject("paths");
    for (OpenApiDocuments.Entry entry : OpenApiDocuments.index()) {
      hashes.put(entry.path(), entry.hash());
      paths.putObject(entry.path()).put("serverRelativeURL", urlOf(entry.path(), entry.hash()));
    }
    this.index = Bytes.wrap(JsonTreeWriter.toBytes(root));
  }

  /** Answers a path that begins with {@code /openapi}. */
  public ApiReply handle(ApiRequest request, String path) {
    if (path.equals(SWAGGER_PATH)) {
      return swagger(request);
    }
    if (path.equals(INDEX_PATH)) {
      return Replies.document(index).withHeader("Vary", "Accept");
    }
    if (!path.startsWith(INDEX_PATH + "/")) {
      return Replies.pageNotFound();
    }
    String name = path.substring(INDEX_PATH.length() + 1);
    String hash = hashes.get(name);
    if (hash == null) {
      return Replies.pageNotFound();
    }
    if (!acceptsJson(request.headers().all("Accept"))) {
      return Replies.status(Status.notAcceptable(List.of("application/json")));
    }
    return document(request, name, hash);
  }

  /** OAPI-01, OAPI-02. */
  private ApiReply swagger(ApiRequest request) {
    List<String> accept = request.headers().all("Accept");
    boolean protobuf = accept.stream().anyMatch(OpenApiEndpoints::namesProtobuf);
    if (!protobuf && !acceptsJson(accept)) {
      return Replies.status(Status.notAcceptable(List.of("application/json", SWAGGER_PROTOBUF)));
    }
    AtomicReference<@Nullable Swagger> kept = protobuf ? swaggerProtobuf : swagger;
    Swagger made = kept.get();
    if (made == null) {
      // Two that come at the same time make it twice, and one is kept.
      made = makeSwagger(protobuf);
      kept.set(made);
    }
    String tag = '"' + made.hash() + '"';
    Headers headers =
        Headers.of("Content-Type", protobuf ? SWAGGER_PROTOBUF : "application/json")
            .with("ETag", tag)
            .with("Vary", "Accept")
            .with("Cache-Control", "no-cache, private");
    return request.headers().all("If-None-Match").contains(tag)
        ? Replies.notModified(headers)
        : Replies.document(headers, made.document());
  }

  /** Clients in Go name it with a sign that a media type may not have. */
  private static boolean namesProtobuf(String accept) {
    return accept.contains(SWAGGER_PROTOBUF.replace(".v1.0+", "@v1.0+"))
        || accept.contains(SWAGGER_PROTOBUF);
  }

  private Swagger makeSwagger(boolean protobuf) {
    List<byte[]> all = hashes.keySet().stream().map(name -> read(name).toArray()).toList();
    byte[] json = SwaggerDocument.of(all, version);
    byte[] document = protobuf ? SwaggerWriter.write(json) : json;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(document);
      return new Swagger(Bytes.wrap(document), HexFormat.of().withUpperCase().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  private ApiReply document(ApiRequest request, String name, String hash) {
    String asked = request.query().text("hash");
    if (!asked.isEmpty() && !asked.equals(hash)) {
      return Replies.moved(urlOf(name, hash));
    }
    Headers headers =
        Headers.of("Content-Type", "application/json")
            .with("ETag", '"' + hash + '"')
            .with("Vary", "Accept");
    if (asked.isEmpty()) {
      headers = headers.with("Cache-Control", "no-cache, private");
    } else {
      headers =
          headers
              .with("Cache-Control", "public, immutable")
              .with(
                  "Expires",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      clock.instant().plus(IMMUTABLE_FOR).atZone(ZoneOffset.UTC)));
    }
    if (request.headers().all("If-None-Match").contains('"' + hash + '"')) {
      return Replies.notModified(headers);
    }
    Bytes body = documents.computeIfAbsent(name, OpenApiEndpoints::read);
    return Replies.document(headers, body);
  }

  private static Bytes read(String name) {
    byte @Nullable [] bytes = OpenApiDocuments.document(name);
    if (bytes == null) {
      throw new IllegalStateException("the index names a document that is not there: " + name);
    }
    return Bytes.wrap(bytes);
  }

  /** OAPI-05: the protobuf form is not served, so whoever wants only that is told so. */
  private static boolean acceptsJson(List<String> headers) {
    if (headers.isEmpty()) {
      return true;
    }
    String all = String.join(",", headers).toLowerCase(Locale.ROOT);
    return all.isBlank()
        || all.contains("application/json")
        || all.contains("*/*")
        || all.contains("application/*");
  }

  private static String urlOf(String path, String hash) {
    return INDEX_PATH + "/" + path + "?hash=" + hash;
  }
}
