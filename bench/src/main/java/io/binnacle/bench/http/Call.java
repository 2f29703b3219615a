package io.binnacle.bench.http;

import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param contentType null without a body
 */
public record Call(String method, String path, @Nullable String contentType, String body) {
  public static Call get(String path) {
    return new Call("GET", path, null, "");
  }

  public static Call of(String method, String path, String contentType, String body) {
    return new Call(method, path, contentType, body);
  }
}
