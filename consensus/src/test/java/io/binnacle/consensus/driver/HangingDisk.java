package io.binnacle.consensus.driver;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A real disk whose syncs of files hang while the test wants it (FAULT-08). */
final class HangingDisk extends ForwardingDisk {
  private volatile CountDownLatch free = new CountDownLatch(0);
  private volatile boolean hasHung;

  HangingDisk(Disk disk) {
    super(disk);
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
  public DiskFile open(String path, OpenMode mode) throws IOException {
    return new HangingFile(disk.open(path, mode));
  }

  private final class HangingFile extends ForwardingFile {
    HangingFile(DiskFile file) {
      super(file);
    }

    @Override
    public void sync() throws IOException {
      HangingDisk.this.sync(file);
    }
  }
}
