package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A URL in its parts (RFC 3986). Nothing is looked up; parts that are absent are empty.
 *
 * @param host with its port
 * @param path as it was written, with what must be escaped escaped
 */
record UrlText(String scheme, String host, String path, String query) {
  private static final CelType URL = OpaqueType.create("kubernetes.URL");
  private static final String UNESCAPED = "-._~!$&'()*+,;=:@/%";

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table
        .global("url", URL, arguments -> parse((String) arguments[0]), text)
        .global("isURL", SimpleType.BOOL, arguments -> isUrl((String) arguments[0]), text)
        .member(
            "getQuery",
            MapType.create(text, ListType.create(text)),
            arguments -> ((UrlText) arguments[0]).queryValues(),
            URL);
    addPart(table, "getScheme", UrlText::scheme);
    addPart(table, "getHost", UrlText::host);
    addPart(table, "getHostname", UrlText::hostname);
    addPart(table, "getPort", UrlText::port);
    addPart(table, "getEscapedPath", UrlText::path);
  }

  private static void addPart(FunctionTable table, String name, Function<UrlText, String> part) {
    table.member(name, SimpleType.STRING, arguments -> part.apply((UrlText) arguments[0]), URL);
  }

  private static boolean isUrl(String text) {
    return wrong(text) == null;
  }

  /** What is wrong with a text that is no URL; null where nothing is. */
  static @Nullable String wrong(String text) {
    try {
      parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** An absolute URL or an absolute path, as Go's ParseRequestURI has it. */
  static UrlText parse(String text) {
    int hash = text.indexOf('#');
    String whole = hash < 0 ? text : text.substring(0, hash);
    if (whole.chars().anyMatch(each -> each < ' ' || each == 0x7f)) {
      throw wrong(text, "net/url: invalid control character in URL");
    }
    int colon = schemeEnd(whole);
    String scheme = whole.substring(0, Math.max(colon, 0)).toLowerCase(java.util.Locale.ROOT);
    String rest = colon < 0 ? whole : whole.substring(colon + 1);
    if (text.isEmpty()) {
      throw wrong(text, "empty url");
    }
    if (!rest.startsWith("/") && scheme.isEmpty()) {
      throw wrong(text, "invalid URI for request");
    }
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String hierarchy = question < 0 ? rest : rest.substring(0, question);
    String host = "";
    if (hierarchy.startsWith("//") && !scheme.isEmpty()) {
      int slash = hierarchy.indexOf('/', 2);
      String authority = hierarchy.substring(2, slash < 0 ? hierarchy.length() : slash);
      host = authority.substring(authority.lastIndexOf('@') + 1);
      hierarchy = slash < 0 ? "" : hierarchy.substring(slash);
      checkHost(text, host);
    }
    return new UrlText(scheme, host, escaped(text, hierarchy), query);
  }

  private static int schemeEnd(String text) {
    int colon = text.indexOf(':');
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && !(other && i > 0)) {
        return -1;
      }
    }
    return colon > 0 ? colon : -1;
  }

  private static void checkHost(String text, String host) {
    int colon = portColon(host);
    String port = colon < 0 ? "" : host.substring(colon + 1);
    if (!port.chars().allMatch(each -> each >= '0' && each <= '9')) {
      throw wrong(text, "invalid port " + FieldError.quote(":" + port) + " after host");
    }
    if (host.chars().anyMatch(each -> each == ' ' || each == '<' || each == '>' || each == '"')) {
      throw wrong(text, "invalid character in host name");
    }
  }

  private static String escaped(String text, String path) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || UNESCAPED.indexOf(c) >= 0;
      escaped.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    unescaped(text, path);
    return escaped.toString();
  }

  /** Throws where a percent sign is not followed by two digits. */
  private static String unescaped(String text, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    byte[] result = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        result[length++] = bytes[i];
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw wrong(
            text,
            "invalid URL escape " + FieldError.quote(part.substring(Math.min(i, part.length()))));
      }
      result[length++] = (byte) (high * 16 + low);
      i += 2;
    }
    return new String(result, 0, length, StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "URL parse error during conversion from string: parse "
            + FieldError.quote(text)
            + ": "
            + why);
  }

  private static int portColon(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? colon : -1;
  }

  private String hostname() {
    int colon = portColon(host);
    String name = colon < 0 ? host : host.substring(0, colon);
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  private String port() {
    int colon = portColon(host);
    return colon < 0 ? "" : host.substring(colon + 1);
  }

  private Map<String, List<String>> queryValues() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      // Go leaves out what it cannot read.
      if (!pair.isEmpty() && !pair.contains(";")) {
        values.computeIfAbsent(decoded(key), _ -> new ArrayList<>()).add(decoded(value));
      }
    }
    return values;
  }

  private String decoded(String part) {
    return unescaped(query, part.replace('+', ' '));
  }
}
