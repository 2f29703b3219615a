package io.binnacle.manifests;

/** The bytes are no manifest; the message is fit for a 400 Status. */
public final class MalformedManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedManifestException(String message) {
    // Made for each bad request: the stack would say nothing that the message does not.
    super(message, null, false, false);
  }

  /** Never null, unlike what Throwable promises. */
  public String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
