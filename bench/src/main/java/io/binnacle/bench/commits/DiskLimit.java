package io.binnacle.bench.commits;

import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import io.binnacle.bench.commits.load.Proposers;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * What the disk allows, whoever writes: records appended to a file whose blocks were written
 * before, as the write-ahead log does it.
 */
final class DiskLimit {
  private static final long FILE_BYTES = 64L << 20;
  private static final long END_MILLIS = 100;

  private final Disk disk;

  DiskLimit(Path directory) throws IOException {
    this.disk = FileDisk.at(directory);
  }

  /** As many records as there would be proposers in one write and one sync, and nobody waits. */
  Outcome bare(Load load) throws IOException {
    Histogram times = new Histogram(3);
    ByteBuffer batch = ByteBuffer.allocateDirect(load.bytes() * load.proposers());
    batch.put(load.command());
    try (DiskFile file = preallocated()) {
      long begin = System.nanoTime();
      long at = 0;
      while (System.nanoTime() - begin < load.nanos()) {
        long before = System.nanoTime();
        file.write(batch.clear(), at);
        file.sync();
        times.recordValueWithCount(System.nanoTime() - before, load.proposers());
        at = next(at, batch.capacity());
      }
      return new Outcome(times, 0, (System.nanoTime() - begin) / 1e9, -1, -1);
    }
  }

  /** Group commit and nothing else: proposers that wait, and one thread that writes and syncs. */
  Outcome groupCommit(Load load) throws IOException, InterruptedException {
    LinkedBlockingQueue<CompletableFuture<Boolean>> waiting = new LinkedBlockingQueue<>();
    AtomicBoolean isOver = new AtomicBoolean();
    byte[] record = load.command();
    try (DiskFile file = preallocated()) {
      Thread writer =
          Thread.ofPlatform()
              .start(() -> writeWhatWaits(file, record, load.proposers(), waiting, isOver));
      Outcome outcome =
          Proposers.run(
              load,
              () -> {
                CompletableFuture<Boolean> written = new CompletableFuture<>();
                waiting.add(written);
                return written;
              },
              isWritten -> isWritten);
      isOver.set(true);
      writer.join();
      return outcome;
    }
  }

  private static void writeWhatWaits(
      DiskFile file,
      byte[] record,
      int recordsMax,
      LinkedBlockingQueue<CompletableFuture<Boolean>> waiting,
      AtomicBoolean isOver) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(record.length * recordsMax);
    Deque<CompletableFuture<Boolean>> batch = new ArrayDeque<>();
    long at = 0;
    try {
      while (!isOver.get()) {
        batch.clear();
        CompletableFuture<Boolean> first = waiting.poll(END_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, recordsMax - 1);
        buffer.clear();
        batch.forEach(_ -> buffer.put(record));
        file.write(buffer.flip(), at);
        file.sync();
        at = next(at, buffer.capacity());
        batch.forEach(each -> each.complete(true));
      }
    } catch (IOException | InterruptedException e) {
      List<CompletableFuture<Boolean>> left = new ArrayList<>(batch);
      waiting.drainTo(left);
      left.forEach(each -> each.completeExceptionally(e));
    }
  }

  private static long next(long at, long bytes) {
    return at + 2 * bytes <= FILE_BYTES ? at + bytes : 0;
  }

  private DiskFile preallocated() throws IOException {
    disk.delete("limit");
    DiskFile file = disk.open("limit", Disk.OpenMode.CREATE_NEW);
    file.preallocate(0, FILE_BYTES);
    file.sync();
    return file;
  }
}
