package io.binnacle.consensus.wal;

import java.io.IOException;

/**
 * The log on disk cannot be used as it is: damaged where it was acknowledged, of another member, or
 * of a newer format. The message names file and offset (WAL-11). The member must not vote or
 * acknowledge under its id again.
 */
public final class WalRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  WalRefusedException(String message) {
    super(message);
  }
}
