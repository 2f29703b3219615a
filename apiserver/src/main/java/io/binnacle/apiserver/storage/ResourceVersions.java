package io.binnacle.apiserver.storage;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.store.Revision;

/**
 * The only maker and reader of resourceVersion texts: the store's revision in decimal (CRUD-47,
 * design D16).
 */
public final class ResourceVersions {
  /** A long has 19 digits. */
  private static final int DIGITS_MAX = 19;

  private ResourceVersions() {}

  public static String text(Revision revision) {
    return Long.toString(revision.number());
  }

  /** Whether the text is one that this server could have made, or "0". */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > DIGITS_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() < DIGITS_MAX || text.compareTo(Long.toString(Long.MAX_VALUE)) <= 0;
  }

  /**
   * Reads what a client sent.
   *
   * @throws StatusException 400 where it is no number (LIST-21)
   */
  public static Revision parse(String text) {
    if (!isValid(text)) {
      throw new StatusException(
          Status.badRequest("invalid resource version: \"" + text + "\" is not a number"));
    }
    return new Revision(Long.parseLong(text));
  }
}
