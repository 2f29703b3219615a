package io.binnacle.apiserver.boot;

import org.jspecify.annotations.Nullable;

/**
 * The server could not start although its options are well formed: a port or a data directory in
 * use, an unreadable file. The message is one line, fit for the command line.
 */
public final class StartFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
