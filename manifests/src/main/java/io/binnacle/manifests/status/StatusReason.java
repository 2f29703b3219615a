package io.binnacle.manifests.status;

/** The reasons that Kubernetes knows; clients test for their texts. */
public enum StatusReason {
  /** No reason is known; its text is empty and left out. */
  UNKNOWN(""),
  UNAUTHORIZED("Unauthorized"),
  FORBIDDEN("Forbidden"),
  NOT_FOUND("NotFound"),
  ALREADY_EXISTS("AlreadyExists"),
  CONFLICT("Conflict"),
  GONE("Gone"),
  INVALID("Invalid"),
  SERVER_TIMEOUT("ServerTimeout"),
  STORE_READ_ERROR("StorageReadError"),
  TIMEOUT("Timeout"),
  TOO_MANY_REQUESTS("TooManyRequests"),
  BAD_REQUEST("BadRequest"),
  METHOD_NOT_ALLOWED("MethodNotAllowed"),
  NOT_ACCEPTABLE("NotAcceptable"),
  REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge"),
  UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType"),
  INTERNAL_ERROR("InternalError"),
  EXPIRED("Expired"),
  SERVICE_UNAVAILABLE("ServiceUnavailable");

  private final String text;

  StatusReason(String text) {
    this.text = text;
  }

  /** As it stands in JSON. */
  public String text() {
    return text;
  }
}
