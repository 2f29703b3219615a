package io.binnacle.apiserver.boot;

/** Options that cannot work; the message is one line, fit for the command line. */
public final class InvalidOptionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidOptionsException(String message) {
    super(message);
  }
}
