package io.binnacle.store.checkpoint;

import java.io.IOException;

/** The stream is no checkpoint, is damaged, or is of a format that this release cannot read. */
public final class MalformedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCheckpointException(String message) {
    super(message);
  }
}
