package io.binnacle.manifests.decode;

/** The bytes are no JSON or YAML that we read; the message is fit for the client. */
public final class MalformedTreeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Parsers quote what they met; a message stays readable and bounded. */
  private static final int MESSAGE_LENGTH_MAX = 400;

  private final String reason;

  public MalformedTreeException(String reason) {
    super(shorten(reason), null, false, false);
    this.reason = shorten(reason);
  }

  public String reason() {
    return reason;
  }

  private static String shorten(String reason) {
    return reason.length() <= MESSAGE_LENGTH_MAX
        ? reason
        : reason.substring(0, MESSAGE_LENGTH_MAX) + "...";
  }
}
