package io.binnacle.consensus.driver;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Hands every call to another disk; a test overrides those that it is about. */
abstract class ForwardingDisk implements Disk {
  final Disk disk;

  ForwardingDisk(Disk disk) {
    this.disk = disk;
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
    return disk.open(path, mode);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    disk.syncDirectory(path);
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

  /** The same of a file. */
  abstract static class ForwardingFile implements DiskFile {
    final DiskFile file;

    ForwardingFile(DiskFile file) {
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
      file.write(source, position);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
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
