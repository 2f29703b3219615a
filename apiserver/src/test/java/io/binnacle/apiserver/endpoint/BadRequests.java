package io.binnacle.apiserver.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of wrong requests, for tests at the endpoints and over HTTP. */
public final class BadRequests {
  private static final Pattern EXPANSION = Pattern.compile("\\{(deep|wide):(\\d+)}");

  private BadRequests() {}

  /**
   * @param contentType empty where no body is sent
   */
  public record BadRequest(
      String method,
      String url,
      String contentType,
      String body,
      int code,
      String reason,
      String messagePart) {
    @Override
    public String toString() {
      String shown = body.length() > 60 ? body.substring(0, 60) + "..." : body.trim();
      return method + " " + (url.length() > 90 ? url.substring(0, 90) : url) + " " + shown;
    }
  }

  /** What has to exist: URL of the collection and object. */
  public static List<List<String>> existing() {
    return List.of(
        List.of("/api/v1/namespaces", "{\"metadata\":{\"name\":\"kube-system\"}}"),
        List.of(
            "/api/v1/namespaces/default/configmaps",
            "{\"metadata\":{\"name\":\"there\"},\"data\":{\"k\":\"v\"}}"),
        List.of(
            "/apis/apps/v1/namespaces/default/deployments",
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
                + "[{\"name\":\"c\",\"image\":\"i\"}]}}}}"),
        List.of(
            "/api/v1/namespaces/default/services",
            "{\"metadata\":{\"name\":\"svc\"},\"spec\":{\"ports\":[{\"port\":80}]}}"));
  }

  public static List<BadRequest> all() {
    List<String> lines =
        TestTable.read("/requests/bad-requests.txt")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
    List<BadRequest> all = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      if (lines.get(at).isEmpty()) {
        at++;
        continue;
      }
      String[] head = lines.get(at++).split(" ");
      StringBuilder body = new StringBuilder();
      while (!lines.get(at).equals("---")) {
        body.append(lines.get(at++)).append('\n');
      }
      String[] expected = lines.get(at + 1).split(" ", 3);
      at += 2;
      all.add(
          new BadRequest(
              head[0],
              expand(head[1]),
              head[2].equals("-") ? "" : head[2],
              expand(body.toString().strip()),
              Integer.parseInt(expected[0]),
              expected[1],
              expected.length > 2 ? expected[2] : ""));
    }
    return all;
  }

  private static String expand(String text) {
    Matcher matcher = EXPANSION.matcher(text);
    return matcher.replaceAll(
        match -> {
          int count = Integer.parseInt(match.group(2));
          return match.group(1).equals("wide")
              ? "a".repeat(count)
              : "{\"a\":".repeat(count) + "1" + "}".repeat(count);
        });
  }
}
