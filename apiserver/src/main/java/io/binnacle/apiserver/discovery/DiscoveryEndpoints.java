package io.binnacle.apiserver.discovery;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.Replies;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.type.ApiGroup;
import io.binnacle.manifests.type.TypeCatalogue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api}, {@code /apis} and the levels below them that are no resources. */
public final class DiscoveryEndpoints {
  private static final String AGGREGATED_TYPE =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final Supplier<TypeCatalogue> catalogue;
  private final Supplier<String> serverAddress;
  private final AtomicReference<@Nullable Made> made = new AtomicReference<>();

  /**
   * @param catalogue what is served now; another instance whenever that changes (DISC-12)
   * @param serverAddress {@code host:port}
   */
  public DiscoveryEndpoints(Supplier<TypeCatalogue> catalogue, Supplier<String> serverAddress) {
    this.catalogue = catalogue;
    this.serverAddress = serverAddress;
  }

  /** Answers a path that begins with {@code /api} or {@code /apis}. */
  public ApiReply handle(ApiRequest request, String path) {
    Made documents = documents();
    if (path.equals("/api") || path.equals("/apis")) {
      return switch (DiscoveryAccept.of(request.headers().all("Accept"))) {
        case AGGREGATED -> aggregated(request, documents, path);
        case LEGACY -> legacy(documents, path);
        case NEITHER ->
            Replies.status(Status.notAcceptable(List.of("application/json", AGGREGATED_TYPE)));
      };
    }
    return legacy(documents, path);
  }

  /** Every path of the legacy documents, for the list at {@code /}. */
  public List<String> paths() {
    return List.copyOf(new TreeSet<>(documents().legacy.keySet()));
  }

  private static ApiReply legacy(Made documents, String path) {
    Bytes document = documents.legacy.get(path);
    if (document != null) {
      return Replies.document(document);
    }
    boolean groupIsKnown =
        path.lastIndexOf('/') > 0
            && documents.legacy.containsKey(path.substring(0, path.lastIndexOf('/')))
            && !path.matches("/apis/[^/]+");
    return groupIsKnown ? Replies.status(Status.pathNotFound()) : Replies.pageNotFound();
  }

  private static ApiReply aggregated(ApiRequest request, Made documents, String path) {
    Tagged document = path.equals("/api") ? documents.core : documents.others;
    Headers headers =
        Headers.of("Content-Type", AGGREGATED_TYPE)
            .with("ETag", document.tag)
            .with("Vary", "Accept")
            .with("Cache-Control", "public");
    boolean known = request.headers().all("If-None-Match").contains(document.tag);
    return known ? Replies.notModified(headers) : Replies.document(headers, document.body);
  }

  private Made documents() {
    TypeCatalogue current = catalogue.get();
    Made last = made.get();
    if (last != null && last.of == current) {
      return last;
    }
    Made fresh = make(current);
    made.set(fresh);
    return fresh;
  }

  private Made make(TypeCatalogue current) {
    List<ApiGroup> groups = current.groups();
    Map<String, Bytes> legacy = new LinkedHashMap<>();
    legacy.put("/api", json(LegacyDocuments.coreVersions(groups, serverAddress.get())));
    legacy.put("/apis", json(LegacyDocuments.groupList(groups)));
    for (ApiGroup group : groups) {
      String prefix = group.name().isEmpty() ? "/api" : "/apis/" + group.name();
      if (!group.name().isEmpty()) {
        legacy.put(prefix, json(LegacyDocuments.group(group)));
      }
      for (ApiGroup.ApiVersion version : group.versions()) {
        legacy.put(prefix + "/" + version.version(), json(LegacyDocuments.resourceList(version)));
      }
    }
    return new Made(
        current,
        legacy,
        Tagged.of(json(AggregatedDocuments.groupDiscoveryList(groups, true))),
        Tagged.of(json(AggregatedDocuments.groupDiscoveryList(groups, false))));
  }

  /** The list of paths at {@code /} (URL-10). */
  public static Bytes pathList(List<String> paths) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("paths");
    new TreeSet<>(paths).forEach(list::add);
    return json(document);
  }

  private static Bytes json(ObjectNode document) {
    return Bytes.wrap(JsonTreeWriter.toBytes(document));
  }

  /** All documents of one catalogue. */
  private record Made(TypeCatalogue of, Map<String, Bytes> legacy, Tagged core, Tagged others) {}

  /** DISC-11: the tag is the same on every replica, since it is a digest of the content. */
  private record Tagged(Bytes body, String tag) {
    static Tagged of(Bytes body) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(body.toArray());
        return new Tagged(body, '"' + HexFormat.of().withUpperCase().formatHex(digest) + '"');
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-512", e);
      }
    }
  }
}
