package io.binnacle.apiserver.storage;

/**
 * One change as a watcher with a selector sees it (WATCH-10 to WATCH-12).
 *
 * @param object the new state; for DELETED the last state, shown with the revision of the change
 * @param subRevision with the object's revision the identity of the change
 */
public record ObjectEvent(Kind kind, StoredObject object, int subRevision) {
  /** What a client is told. */
  public enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }
}
