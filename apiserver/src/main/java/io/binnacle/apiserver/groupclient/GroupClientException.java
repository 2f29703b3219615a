package io.binnacle.apiserver.groupclient;

import org.jspecify.annotations.Nullable;

/** What was asked for did not happen; the message is one line for people. */
public final class GroupClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean worthRetrying;

  /**
   * @param message one line
   * @param worthRetrying whether the same question may be answered otherwise soon
   */
  public GroupClientException(String message, boolean worthRetrying, @Nullable Throwable cause) {
    super(message, cause);
    this.worthRetrying = worthRetrying;
  }

  /** Whether the same question may be answered otherwise soon, or by another replica. */
  public boolean isWorthRetrying() {
    return worthRetrying;
  }
}
