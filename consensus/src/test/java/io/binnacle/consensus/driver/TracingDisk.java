package io.binnacle.consensus.driver;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what is done to a disk, and lets others run before and behind each of these calls.
 */
final class TracingDisk extends ForwardingDisk {
  /** What was done. */
  enum Call {
    WRITE,
    SYNC,
    RENAME,
    DELETE,
    SYNC_DIRECTORY
  }

  /**
   * One call.
   *
   * @param path the file, or the directory
   * @param to of a rename its target, else the path again
   * @param offset of a write, else 0
   * @param content of a write, else nothing
   */
  record Event(Call call, String path, String to, long offset, Bytes content) {}

  /** Runs between the calls; what it does itself to the disk is written down as well. */
  @FunctionalInterface
  interface Others {
    void run() throws IOException;
  }

  final List<Event> events = new ArrayList<>();
  private Others others = () -> {};
  private boolean othersRun;

  TracingDisk(Disk disk) {
    super(disk);
  }

  void between(Others toRun) {
    others = toRun;
  }

  private void letOthersRun() throws IOException {
    if (!othersRun) {
      othersRun = true;
      others.run();
      othersRun = false;
    }
  }

  /** A call that changes the disk. */
  private interface Change {
    void make() throws IOException;
  }

  private void carryOut(Event event, Change change) throws IOException {
    letOthersRun();
    change.make();
    events.add(event);
    letOthersRun();
  }

  private static Event event(Call call, String path) {
    return new Event(call, path, path, 0, Bytes.empty());
  }

  @Override
  public DiskFile open(String path, OpenMode mode) throws IOException {
    return new TracedFile(disk.open(path, mode));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    carryOut(new Event(Call.RENAME, from, to, 0, Bytes.empty()), () -> disk.rename(from, to));
  }

  @Override
  public void delete(String path) throws IOException {
    carryOut(event(Call.DELETE, path), () -> disk.delete(path));
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    carryOut(event(Call.SYNC_DIRECTORY, path), () -> disk.syncDirectory(path));
  }

  private final class TracedFile extends ForwardingFile {
    TracedFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      byte[] content = new byte[source.remaining()];
      source.duplicate().get(content);
      carryOut(
          new Event(Call.WRITE, file.path(), file.path(), position, Bytes.wrap(content)),
          () -> file.write(source, position));
    }

    @Override
    public void sync() throws IOException {
      carryOut(event(Call.SYNC, file.path()), file::sync);
    }
  }
}
