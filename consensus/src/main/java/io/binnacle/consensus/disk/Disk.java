package io.binnacle.consensus.disk;

import java.io.IOException;
import java.util.List;

/**
 * One data directory. Paths are relative to it, with {@code /} between their parts; the empty path
 * is the directory itself.
 */
public interface Disk {
  /** How a file is opened. */
  enum OpenMode {
    /** It must not exist yet. */
    CREATE_NEW,
    /** It must exist. */
    READ_WRITE,
    /** It must exist. */
    READ_ONLY
  }

  /** Names, without their directory, of everything in a directory, sorted; none if it is absent. */
  List<String> list(String directory) throws IOException;

  boolean exists(String path) throws IOException;

  /** Creates a directory and its parents; nothing happens if it exists. */
  void createDirectory(String path) throws IOException;

  DiskFile open(String path, OpenMode mode) throws IOException;

  /** Atomic, replaces the target; durable only after {@link #syncDirectory} of the parents. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file or an empty directory; nothing happens if it is absent. */
  void delete(String path) throws IOException;

  /** Makes creations, renames and deletions directly in this directory durable (WAL-22). */
  void syncDirectory(String path) throws IOException;

  /** What could still be written. */
  long freeBytes() throws IOException;

  /**
   * Takes the lock file at this path for this process (WAL-19).
   *
   * @throws DiskLockedException if another owner, in this process or elsewhere, holds it
   */
  DiskLock lock(String path) throws IOException;

  /** What people call this data directory, for messages. */
  String describe();

  /** A held lock; it stays held until closed or until the process ends. */
  interface DiskLock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
