package io.binnacle.consensus.driver;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A real disk whose syncs of files hang while the test wants it (FAULT-08). */
final class HangingDisk implements Disk {
  private final Disk disk;
  private volatile CountDownLatch free = new CountDownLatch(0);
  private volatile boolean hasHung;

  HangingDisk(Disk disk) {
    this.disk = disk;
  }

  void hang() {
    hasHung = false;
    free = new CountDownLatch(1);
  }

  /** Whether a sync has begun since then. */
  boolean hasHung() {
    return hasHung;
  }

  void goOn() {
    free.countDown();
  }

  private void sync(DiskFile file) throws IOException {
    CountDownLatch until = free;
    if (until.getCount() > 0) {
      hasHung = true;
    }
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    file.sync();
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
    return new HangingFile(disk.open(path, mode));
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

  private final class HangingFile implements DiskFile {
    private final DiskFile file;

    HangingFile(DiskFile file) {
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
      HangingDisk.this.sync(file);
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
