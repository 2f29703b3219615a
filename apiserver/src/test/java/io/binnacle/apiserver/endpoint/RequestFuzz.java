package io.binnacle.apiserver.endpoint;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are nearly right: what clients send, with one to four changes. Each is made of the
 * seed and its number alone, so that one that does harm can be sent again.
 */
public final class RequestFuzz {
  /**
   * One request.
   *
   * @param query without its question mark, empty where there is none
   * @param contentType null where there is no body
   */
  public record Request(
      String method,
      String path,
      String query,
      List<String> accept,
      @Nullable String contentType,
      List<Byte> bodyBytes) {
    public byte[] body() {
      byte[] bytes = new byte[bodyBytes.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = bodyBytes.get(i);
      }
      return bytes;
    }

    @Override
    public String toString() {
      String shown = new String(body(), StandardCharsets.ISO_8859_1);
      return method
          + " "
          + path
          + (query.isEmpty() ? "" : "?" + query)
          + " Accept="
          + accept
          + " Content-Type="
          + contentType
          + " "
          + shown.substring(0, Math.min(shown.length(), 2_000));
    }
  }

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD");
  private static final List<String> NAMES = List.of("a", "a", "a", "a", "a", "b", "default", "x.y");
  private static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "application/apply-patch+cbor");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/cbor",
          "text/plain",
          ";;;");
  private static final List<String> ACCEPTS =
      List.of(
          "*/*",
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/cbor",
          "application/cbor-seq",
          "application/cbor;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
          "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
          "text/html;q=x,;,=");
  private static final List<String> PARAMETERS =
      List.of(
          "watch",
          "limit",
          "continue",
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "timeoutSeconds",
          "allowWatchBookmarks",
          "sendInitialEvents",
          "dryRun",
          "fieldValidation",
          "fieldManager",
          "force",
          "propagationPolicy",
          "gracePeriodSeconds",
          "orphanDependents",
          "pretty",
          "includeObject",
          "timeout",
          "unheardOf");
  private static final List<String> VALUES =
      List.of(
          "",
          "true",
          "1",
          "0",
          "-1",
          "All",
          "Strict",
          "Warn",
          "Exact",
          "NotOlderThan",
          "Foreground",
          "Orphan",
          "Object",
          "None",
          "99999999999999999999",
          "a=b",
          "a!=b,c",
          "a in (b,c)",
          "!a",
          "a in (",
          "a notin ()",
          "metadata.name=a",
          "status.phase!=Running",
          "spec.nodeName=",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0",
          "1s",
          "%00",
          "\u00e9",
          "{",
          "\"",
          "a".repeat(300));
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e400",
          "9223372036854775808",
          "0.1",
          "\"\"",
          "\"a\"",
          "\"-\"",
          "\"10%\"",
          "\"1Gi\"",
          "\"2026-11-24T14:05:00Z\"",
          "\"\\u0000\"",
          "[]",
          "{}",
          "[null]",
          "[[{}]]",
          "{\"a\":{\"a\":{}}}",
          "\"" + "z".repeat(300) + "\"",
          "{\"$patch\":\"delete\"}",
          "[{\"name\":\"a\"},{\"name\":\"a\"}]");

  private final List<ResourceType> types;
  private final List<Manifest> bodies;
  private final long seed;

  public RequestFuzz(TypeCatalogue catalogue, long seed) {
    this.types = List.copyOf(catalogue.all());
    this.bodies = FuzzBodies.all();
    this.seed = seed;
  }

  public Request request(int number) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003L + number);
    ResourceType type = pick(random, types);
    Manifest body = pick(random, bodies);
    boolean matching = random.nextInt(10) < 8;
    if (matching) {
      type = typeOf(body, type);
    }
    String method = pick(random, METHODS);
    String path = path(type, method, random);
    StringBuilder query = new StringBuilder();
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      query.append(query.isEmpty() ? "" : "&").append(pick(random, PARAMETERS)).append('=');
      query.append(encoded(pick(random, VALUES)));
    }
    List<String> accept = random.nextInt(3) == 0 ? List.of(pick(random, ACCEPTS)) : List.of();
    boolean hasBody = !method.equals("GET") && !method.equals("HEAD");
    if (!hasBody) {
      return new Request(method, path, query.toString(), accept, null, List.of());
    }
    boolean patches = method.equals("PATCH");
    String contentType = patches ? pick(random, PATCHES) : CONTENT_TYPES.getFirst();
    if (random.nextInt(8) == 0) {
      contentType = pick(random, CONTENT_TYPES);
    }
    byte[] content =
        patches && contentType.startsWith("application/json-patch")
            ? jsonPatch(random)
            : content(method, contentType, body, random);
    return new Request(
        method, path, query.toString(), accept, contentType, boxed(damaged(content, random)));
  }

  private ResourceType typeOf(Manifest body, ResourceType otherwise) {
    return types.stream()
        .filter(
            each -> each.kind().equals(body.kind()) && each.apiVersion().equals(body.apiVersion()))
        .findFirst()
        .orElse(otherwise);
  }

  private static String path(ResourceType type, String method, RandomGenerator random) {
    StringBuilder path = new StringBuilder();
    path.append(type.group().isEmpty() ? "/api" : "/apis/" + type.group());
    path.append('/').append(type.resource().version());
    if (type.namespaced() && random.nextInt(25) != 0) {
      path.append("/namespaces/").append(random.nextInt(25) == 0 ? "missing" : "default");
    }
    path.append('/').append(type.plural());
    boolean named = method.equals("POST") ? random.nextInt(8) == 0 : random.nextInt(4) != 0;
    if (named) {
      path.append('/').append(pick(random, NAMES));
      if (random.nextInt(4) == 0) {
        List<String> all = new ArrayList<>(List.of("status", "scale", "unheardof"));
        type.subresources().forEach(each -> all.add(each.name()));
        path.append('/').append(pick(random, all));
      }
    }
    if (random.nextInt(30) == 0) {
      int at = random.nextInt(path.length());
      path.insert(
          at, pick(random, List.of("/", "%2F", "..", "%00", "%zz", "\u00e9", "//", "~", "%25")));
    }
    return path.toString();
  }

  private static byte[] content(
      String method, String contentType, Manifest body, RandomGenerator random) {
    Manifest changed = body;
    if (method.equals("DELETE")) {
      changed = FuzzBodies.deleteOptions();
    }
    String json = new String(changed.toJson(), StandardCharsets.UTF_8);
    for (int i = Math.max(0, random.nextInt(5) - 1); i > 0; i--) {
      json = withOtherValue(json, random);
    }
    return switch (contentType) {
      case "application/yaml" -> yaml(json);
      case "application/vnd.kubernetes.protobuf" -> protobuf(changed);
      case "application/cbor", "application/apply-patch+cbor" -> cbor(json);
      default -> json.getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] yaml(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] protobuf(Manifest object) {
    return Manifest.hasProtobuf(object.apiVersion(), object.kind())
        ? object.toProtobuf()
        : object.toJson();
  }

  private static byte[] cbor(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      return CborForm.document(Manifest.parseJson(bytes, DecodeLimits.standard()));
    } catch (MalformedManifestException noManifest) {
      return bytes;
    }
  }

  /** Another value, somewhere behind a colon. */
  private static String withOtherValue(String json, RandomGenerator random) {
    List<Integer> colons = new ArrayList<>();
    for (int i = json.indexOf("\":"); i >= 0; i = json.indexOf("\":", i + 1)) {
      colons.add(i + 2);
    }
    if (colons.isEmpty()) {
      return json;
    }
    int start = pick(random, colons);
    int end = endOfValue(json, start);
    return json.substring(0, start) + pick(random, SCALARS) + json.substring(end);
  }

  private static int endOfValue(String json, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < json.length(); i++) {
      char each = json.charAt(i);
      if (quoted) {
        if (each == '\\') {
          i++;
        } else if (each == '"') {
          quoted = false;
        }
      } else if (each == '"') {
        quoted = true;
      } else if (each == '{' || each == '[') {
        depth++;
      } else if (each == '}' || each == ']') {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (each == ',' && depth == 0) {
        return i;
      }
    }
    return json.length();
  }

  private static byte[] jsonPatch(RandomGenerator random) {
    List<String> pointers =
        List.of(
            "",
            "/",
            "/metadata",
            "/metadata/labels",
            "/metadata/labels/a",
            "/spec",
            "/spec/replicas",
            "/spec/containers/0",
            "/spec/containers/-",
            "/spec/template/spec/containers/1",
            "/data/k",
            "/metadata/annotations/a~1b",
            "/metadata/finalizers/0",
            "/status",
            "~",
            "/metadata/name");
    List<String> operations = List.of("add", "remove", "replace", "move", "copy", "test", "none");
    StringBuilder patch = new StringBuilder("[");
    for (int i = random.nextInt(5); i >= 0; i--) {
      patch.append(
          "{\"op\":\"%s\",\"path\":\"%s\",\"from\":\"%s\",\"value\":%s}"
              .formatted(
                  pick(random, operations),
                  pick(random, pointers),
                  pick(random, pointers),
                  pick(random, SCALARS)));
      patch.append(i > 0 ? "," : "]");
    }
    return patch.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** One in five bodies is cut, or has bytes that nobody sent. */
  private static byte[] damaged(byte[] body, RandomGenerator random) {
    if (body.length == 0 || random.nextInt(5) != 0) {
      return body;
    }
    int at = random.nextInt(body.length);
    if (random.nextBoolean()) {
      return Arrays.copyOf(body, at);
    }
    byte[] changed = body.clone();
    changed[at] = (byte) random.nextInt(256);
    return changed;
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>(bytes.length);
    for (byte each : bytes) {
      list.add(each);
    }
    return list;
  }

  /** As a client writes it into a URL; one in a few is left as it is by whoever made the list. */
  static String encoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xff);
      boolean plain =
          character < 0x7f
              && (Character.isLetterOrDigit(character) || "-._~!(),%".indexOf(character) >= 0);
      encoded.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
    }
    return encoded.toString();
  }

  private static <T> T pick(RandomGenerator random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** What the bodies are made of. */
  static Manifest parse(String json) {
    try {
      return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new AssertionError(json, e);
    }
  }
}
