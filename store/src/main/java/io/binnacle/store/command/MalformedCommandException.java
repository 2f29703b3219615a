package io.binnacle.store.command;

/**
 * A command of the log cannot be read: it was damaged behind every checksum, or a newer member
 * wrote it. The member stops, since the others may have carried it out (RAFT-72).
 */
public final class MalformedCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedCommandException(String message) {
    super(message);
  }
}
