package io.binnacle.consensus.disk;

import java.io.IOException;

/** Somebody else uses this data directory (WAL-19). */
public final class DiskLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskLockedException(String message) {
    super(message);
  }
}
