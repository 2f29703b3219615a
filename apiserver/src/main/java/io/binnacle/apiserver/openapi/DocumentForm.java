package io.binnacle.apiserver.openapi;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a document is written. */
enum DocumentForm {
  JSON("application/json"),
  SWAGGER_PROTOBUF("application/com.github.proto-openapi.spec.v2.v1.0+protobuf"),
  OPEN_API_PROTOBUF("application/com.github.proto-openapi.spec.v3.v1.0+protobuf");

  private final String mediaType;

  DocumentForm(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /**
   * What to answer with (OAPI-01, OAPI-05).
   *
   * @param headers all that say what is accepted
   * @param binary the form that there is beside JSON
   * @return null where nothing is acceptable
   */
  static @Nullable DocumentForm chosen(List<String> headers, DocumentForm binary) {
    String all = String.join(",", headers).toLowerCase(Locale.ROOT);
    // Clients in Go name it with a sign that a media type may not have.
    if (all.contains(binary.mediaType)
        || all.contains(binary.mediaType.replace(".v1.0", "@v1.0"))) {
      return binary;
    }
    boolean acceptsJson =
        all.isBlank()
            || all.contains(JSON.mediaType)
            || all.contains("*/*")
            || all.contains("application/*");
    return acceptsJson ? JSON : null;
  }
}
