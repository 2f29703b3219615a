package io.binnacle.consensus.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A directory of the file system. */
public final class FileDisk implements Disk {
  private final Path root;

  private FileDisk(Path root) {
    this.root = root;
  }

  /** Creates the directory where it is absent; readable by its owner only, if it is new. */
  public static FileDisk at(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(absolute);
      restrictToOwner(absolute);
    }
    return new FileDisk(absolute);
  }

  private static void restrictToOwner(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    Path path = resolve(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  @Override
  public void createDirectory(String path) throws IOException {
    try {
      Files.createDirectories(resolve(path));
    } catch (IOException e) {
      throw translate(e);
    }
  }

  @Override
  public DiskFile open(String path, OpenMode mode) throws IOException {
    Set<StandardOpenOption> options =
        switch (mode) {
          case CREATE_NEW ->
              EnumSet.of(
                  StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
          case READ_WRITE -> EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
          case READ_ONLY -> EnumSet.of(StandardOpenOption.READ);
        };
    try {
      return new OpenFile(path, FileChannel.open(resolve(path), options));
    } catch (IOException e) {
      throw translate(e);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Files.move(
          resolve(from),
          resolve(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw translate(e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(resolve(path));
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    try (FileChannel directory = FileChannel.open(resolve(path), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /**
   * A POSIX lock vanishes when any channel on its file is closed in this process (WAL-20), so the
   * file is opened here and nowhere else. Within one process the JVM reports the overlap.
   */
  @Override
  public DiskLock lock(String path) throws IOException {
    Path file = resolve(path);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held within this process: the same answer as for another one.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new DiskLockedException(
          "data directory " + root + " is in use by another member (lock file " + file + ")");
    }
    try {
      writeProcessId(channel);
    } catch (IOException e) {
      if (!(translate(e) instanceof DiskFullException)) {
        channel.close();
        throw e;
      }
      // The number is for people to read; the lock is held without it (FAULT-07).
    }
    return channel::close;
  }

  /** Over what is there, so that it needs no new block but at the first start. */
  private static void writeProcessId(FileChannel channel) throws IOException {
    byte[] text = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(text), 0);
    channel.truncate(text.length);
  }

  @Override
  public String describe() {
    return root.toString();
  }

  private Path resolve(String path) {
    return path.isEmpty() ? root : root.resolve(path);
  }

  /** The JDK has no type for a full disk, only the operating system's words for it. */
  private static IOException translate(IOException exception) {
    String message = exception.getMessage();
    String reason =
        exception instanceof FileSystemException e && e.getReason() != null
            ? e.getReason()
            : message == null ? "" : message;
    String lower = reason.toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded")
        ? new DiskFullException(reason, exception)
        : exception;
  }

  private record OpenFile(String path, FileChannel channel) implements DiskFile {
    private static final int ZEROS_BYTES = 1 << 20;

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int count = channel.read(target, position + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      try {
        while (source.hasRemaining()) {
          at += channel.write(source, at);
        }
      } catch (IOException e) {
        throw translate(e);
      }
    }

    @Override
    public void sync() throws IOException {
      try {
        channel.force(false);
      } catch (IOException e) {
        throw translate(e);
      }
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      ByteBuffer zeros =
          ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, Math.max(1, to - from)));
      for (long at = from; at < to; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
        write(zeros.slice(), at);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
