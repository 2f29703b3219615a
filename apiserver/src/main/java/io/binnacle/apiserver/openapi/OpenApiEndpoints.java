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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /openapi/v3} and the documents below it (OAPI-03, OAPI-04, OAPI-12). */
public final class OpenApiEndpoints {
  private static final String INDEX_PATH = "/openapi/v3";
  private static final Duration IMMUTABLE_FOR = Duration.ofDays(365);

  private final Clock clock;
  private final Map<String, String> hashes = new LinkedHashMap<>();
  private final Bytes index;
  private final Map<String, Bytes> documents = new ConcurrentHashMap<>();

  public OpenApiEndpoints(Clock clock) {
    this.clock = clock;
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
