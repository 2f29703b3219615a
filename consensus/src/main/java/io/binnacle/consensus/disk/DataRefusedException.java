package io.binnacle.consensus.disk;

import java.io.IOException;

/**
 * What lies in a data directory must not be used as it is. The message is one line that names the
 * file, says what is wrong with it and what to do.
 */
public final class DataRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why it is refused. */
  public enum Reason {
    /**
     * Something that was acknowledged may be gone. The member must not vote or acknowledge under
     * its id again (design D3).
     */
    DAMAGED,
    /** It belongs to another member or another group. */
    FOREIGN,
    /** It was written by a version that this one cannot read. */
    UNKNOWN_VERSION
  }

  private final Reason reason;

  private DataRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public static DataRefusedException damaged(String what) {
    return new DataRefusedException(Reason.DAMAGED, what);
  }

  public static DataRefusedException foreign(String what) {
    return new DataRefusedException(
        Reason.FOREIGN,
        what + "; start it with the names it was made with, or with another data directory");
  }

  /**
   * @param known the newest version that this program reads
   */
  public static DataRefusedException unknownVersion(String path, FormatVersion found, int known) {
    String advice =
        found.version() >= known
            ? "it is newer than this program: start the version that wrote it, or a later one"
            : "it is too old: start it once with a version in between";
    return new DataRefusedException(
        Reason.UNKNOWN_VERSION,
        path + ": " + found + ", this program reads up to " + known + "; " + advice);
  }

  /** Something in it is of a kind that only a later program knows. */
  public static DataRefusedException newer(String what) {
    return new DataRefusedException(
        Reason.UNKNOWN_VERSION,
        what + "; it is newer than this program: start the version that wrote it, or a later one");
  }

  public Reason reason() {
    return reason;
  }

  /** The same, where the message did not name the directory yet. */
  public DataRefusedException within(String directory) {
    return new DataRefusedException(reason, directory + "/" + getMessage());
  }
}
