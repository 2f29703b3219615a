package io.binnacle.apiserver.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@link RequestInfo} from a request. Every path has one: nothing is refused here. */
public final class RequestInfoParser {
  private RequestInfoParser() {}

  public static RequestInfo parse(ApiRequest request) {
    List<String> segments = segments(request.path());
    String path = decodedPath(request.path(), segments);
    RequestInfo other = RequestInfo.ofPath(methodVerb(request.method()), path);
    if (segments.size() < 3) {
      return other;
    }
    String apiPrefix = segments.getFirst();
    return switch (apiPrefix) {
      case "api" -> resource(request, path, apiPrefix, "", segments.subList(1, segments.size()));
      case "apis" ->
          segments.size() < 4
              ? other
              : resource(
                  request, path, apiPrefix, segments.get(1), segments.subList(2, segments.size()));
      default -> other;
    };
  }

  /** Reads what follows the group: version, then perhaps "watch", then the resource. */
  private static RequestInfo resource(
      ApiRequest request, String path, String apiPrefix, String group, List<String> rest) {
    String version = rest.getFirst();
    List<String> parts = rest.subList(1, rest.size());
    boolean legacyWatch = parts.getFirst().equals("watch") && parts.size() > 1;
    if (legacyWatch) {
      parts = parts.subList(1, parts.size());
    }
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      if (parts.size() > 2 && !isNamespaceSubresource(parts.get(2))) {
        parts = parts.subList(2, parts.size());
      }
    }
    String name = parts.size() > 1 ? parts.get(1) : "";
    Verb verb = legacyWatch ? Verb.WATCH : verb(request, name);
    if (name.isEmpty() && selectsByField(verb)) {
      name = pinnedName(request.query().text("fieldSelector"));
    }
    return new RequestInfo(
        true,
        verb,
        path,
        apiPrefix,
        group,
        version,
        parts.getFirst(),
        parts.size() > 2 ? parts.get(2) : "",
        namespace,
        name,
        parts);
  }

  private static boolean isNamespaceSubresource(String segment) {
    return segment.equals("status") || segment.equals("finalize");
  }

  private static boolean selectsByField(Verb verb) {
    return verb == Verb.LIST || verb == Verb.WATCH || verb == Verb.DELETECOLLECTION;
  }

  private static Verb verb(ApiRequest request, String name) {
    return switch (request.method()) {
      case "GET", "HEAD" -> readVerb(request, name);
      case "POST" -> Verb.CREATE;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> name.isEmpty() ? Verb.DELETECOLLECTION : Verb.DELETE;
      default -> Verb.OTHER;
    };
  }

  private static Verb readVerb(ApiRequest request, String name) {
    if (!name.isEmpty()) {
      return Verb.GET;
    }
    return request.query().isTrue("watch") ? Verb.WATCH : Verb.LIST;
  }

  private static Verb methodVerb(String method) {
    return switch (method) {
      case "GET" -> Verb.GET;
      case "HEAD" -> Verb.HEAD;
      case "POST" -> Verb.POST;
      case "PUT" -> Verb.PUT;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> Verb.DELETE;
      case "OPTIONS" -> Verb.OPTIONS;
      default -> Verb.OTHER;
    };
  }

  /** The name that a selector such as {@code metadata.name=x,spec.a=b} asks for; empty for none. */
  private static String pinnedName(String fieldSelector) {
    for (String requirement : fieldSelector.split(",")) {
      String value = valueOf(requirement);
      if (value != null && isPathSegment(value)) {
        return value;
      }
    }
    return "";
  }

  private static @Nullable String valueOf(String requirement) {
    String prefix = "metadata.name=";
    if (!requirement.startsWith(prefix)) {
      return null;
    }
    String value = requirement.substring(prefix.length());
    return value.startsWith("=") ? value.substring(1) : value;
  }

  private static boolean isPathSegment(String value) {
    return !value.isEmpty()
        && !value.equals(".")
        && !value.equals("..")
        && value.indexOf('/') < 0
        && value.indexOf('%') < 0;
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(decode(segment));
      }
    }
    return segments;
  }

  private static String decodedPath(String rawPath, List<String> segments) {
    String joined = "/" + String.join("/", segments);
    return rawPath.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
  }

  private static String decode(String segment) {
    try {
      // A plus sign is itself in a path; only the query reads it as a space.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return segment;
    }
  }
}
