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
final class TracingDisk implements Disk {
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

  private final Disk disk;
  final List<Event> events = new ArrayList<>();
  private Others others = () -> {};
  private boolean othersRun;

  TracingDisk(Disk disk) {
    this.disk = disk;
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
  public List<String> list(String directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public void createDirectory(String path) throws IOException {
    disk.createDirectory(path);
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

  @Override
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }

  @Override
  public DiskLock lock(String path) throws IOException {
    return disk.lock(path);
  }

  @Override
  public String describe() {
    return disk.describe();
  }

  private final class TracedFile implements DiskFile {
    private final DiskFile file;

    TracedFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public String path() {
      return file.path();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
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

    @Override
    public void preallocate(long from, long to) throws IOException {
      file.preallocate(from, to);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
