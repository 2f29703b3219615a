package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.wire.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of one member. A file has its final name only once it is whole, verified and
 * durable (RAFT-68); what has a temporary name is deleted at start (WAL-17).
 */
public final class SnapshotStore {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotStore.class);
  private static final String TEMPORARY_SUFFIX = ".tmp";

  private final Disk disk;
  private final String directory;
  private final long clusterId;

  private final AtomicLong temporaries = new AtomicLong();
  private final AtomicReference<Consumer<LogPosition>> damaged = new AtomicReference<>(_ -> {});

  private SnapshotStore(Disk disk, String directory, long clusterId) {
    this.disk = disk;
    this.directory = directory;
    this.clusterId = clusterId;
  }

  public static SnapshotStore open(Disk disk, String directory, long clusterId) throws IOException {
    if (!disk.exists(directory)) {
      disk.createDirectory(directory);
      disk.syncDirectory("");
    }
    for (String name : disk.list(directory)) {
      if (name.endsWith(TEMPORARY_SUFFIX)) {
        disk.delete(directory + "/" + name);
      }
    }
    return new SnapshotStore(disk, directory, clusterId);
  }

  /** Opens the snapshot at this position, or sets a broken one aside and answers null (WAL-16). */
  public @Nullable SnapshotFile openVerified(LogPosition position) throws IOException {
    String path = path(position);
    if (!disk.exists(path)) {
      // Set aside before, and what should take its place found a full disk.
      damaged.get().accept(position);
      return null;
    }
    SnapshotFile file = null;
    try {
      file = openUnverified(path);
      if (file.isWhole() && file.description().position().equals(position)) {
        return file;
      }
      LOGGER.error(
          "{}: the content is not what its header or name says, set aside as {}.broken",
          path,
          path);
    } catch (MalformedException e) {
      LOGGER.error("{}, set aside as {}.broken", e.getMessage(), path);
    }
    if (file != null) {
      file.close();
    }
    disk.rename(path, path + ".broken");
    disk.syncDirectory(directory);
    damaged.get().accept(position);
    return null;
  }

  /** Opens a snapshot that this process has verified or written itself. */
  public SnapshotFile open(LogPosition position) throws IOException {
    try {
      return openUnverified(path(position));
    } catch (MalformedException e) {
      damaged.get().accept(position);
      throw e;
    }
  }

  /** As {@link #open}, for who looks whether it is damaged, and tells nobody. */
  SnapshotFile openQuietly(LogPosition position) throws IOException {
    return openUnverified(path(position));
  }

  /** Who is told, on any thread, of a snapshot that is found damaged when it is opened. */
  public void tellDamageTo(Consumer<LogPosition> toTell) {
    damaged.set(toTell);
  }

  private SnapshotFile openUnverified(String path) throws IOException {
    DiskFile file = disk.open(path, Disk.OpenMode.READ_ONLY);
    boolean opened = false;
    try {
      SnapshotFile snapshot = new SnapshotFile(file, SnapshotHeader.read(file, clusterId));
      opened = true;
      return snapshot;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /** Begins a snapshot; nobody sees it before it is finished. */
  public SnapshotWriter create(LogPosition position, Membership membership) throws IOException {
    // One may be received while the member itself takes one at the same position.
    String temporary = path(position) + "." + temporaries.incrementAndGet() + TEMPORARY_SUFFIX;
    return new SnapshotWriter(
        disk.open(temporary, Disk.OpenMode.CREATE_NEW), this, position, membership);
  }

  void publish(DiskFile written, SnapshotDescription description) throws IOException {
    written.write(SnapshotHeader.encode(clusterId, description), 0);
    written.sync();
    written.close();
    disk.rename(written.path(), path(description.position()));
    disk.syncDirectory(directory);
  }

  void discard(DiskFile unfinished) throws IOException {
    unfinished.close();
    disk.delete(unfinished.path());
  }

  /** Where the snapshots say they are, verified or not, newest first. */
  public List<LogPosition> positions() throws IOException {
    List<LogPosition> positions = new ArrayList<>();
    for (String name : disk.list(directory)) {
      LogPosition position = SnapshotHeader.positionOf(name);
      if (position != null) {
        positions.add(position);
      }
    }
    positions.sort(Comparator.comparingLong(LogPosition::index).reversed());
    return positions;
  }

  /**
   * Deletes all that lie before the newest the log durably points to, except the one that a broken
   * newest falls back to (WAL-18). Both are named, not counted: a file the log knows nothing of
   * must never stand for one of them.
   */
  public void deleteOlderThan(LogPosition pointedTo, LogPosition fallback) throws IOException {
    for (LogPosition position : positions()) {
      if (position.index() < pointedTo.index() && !position.equals(fallback)) {
        disk.delete(path(position));
      }
    }
  }

  private String path(LogPosition position) {
    return directory + "/" + SnapshotHeader.fileName(position);
  }
}
