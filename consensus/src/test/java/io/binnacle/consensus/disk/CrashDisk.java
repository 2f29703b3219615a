package io.binnacle.consensus.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that loses what was not synced: of the writes to a file any subset of sectors
 * survives a crash, of the changes to a directory any prefix (FAULT-03, FAULT-04). It can also fail
 * at its n-th operation, refuse to sync, and be full.
 */
public final class CrashDisk implements Disk {
  /** The process is gone: nothing after it happened. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final int SECTOR_BYTES = 512;

  private sealed interface Node {}

  private record DirectoryChange(String name, Node node) {}

  private static final class DirectoryNode implements Node {
    private TreeMap<String, Node> seen = new TreeMap<>();
    private final TreeMap<String, Node> durable = new TreeMap<>();
    private final List<DirectoryChange> unsynced = new ArrayList<>();

    void put(String name, Node node) {
      seen.put(name, node);
      unsynced.add(new DirectoryChange(name, node));
    }

    void remove(String name) {
      seen.remove(name);
      unsynced.add(new DirectoryChange(name, null));
    }

    void flush(int changes) {
      for (DirectoryChange change : unsynced.subList(0, changes)) {
        if (change.node == null) {
          durable.remove(change.name);
        } else {
          durable.put(change.name, change.node);
        }
      }
      unsynced.clear();
      seen = new TreeMap<>(durable);
    }
  }

  private static final class FileNode implements Node {
    private byte[] seen = new byte[0];
    private byte[] durable = new byte[0];

    void write(int position, byte[] bytes) {
      if (position + bytes.length > seen.length) {
        seen = Arrays.copyOf(seen, position + bytes.length);
      }
      System.arraycopy(bytes, 0, seen, position, bytes.length);
    }

    void sync() {
      durable = seen.clone();
    }

    void crash(Random random) {
      byte[] left = Arrays.copyOf(durable, random.nextBoolean() ? seen.length : durable.length);
      for (int from = 0; from < left.length; from += SECTOR_BYTES) {
        int to = Math.min(left.length, from + SECTOR_BYTES);
        if (random.nextBoolean() && to <= seen.length) {
          System.arraycopy(seen, from, left, from, to - from);
        }
      }
      durable = left;
      seen = left.clone();
    }
  }

  private final DirectoryNode root = new DirectoryNode();
  private long operationsLeft = Long.MAX_VALUE;
  private boolean failSyncs;
  private boolean full;
  private boolean locked;

  public void crashAfter(int operations) {
    operationsLeft = operations;
  }

  public void failSyncs() {
    failSyncs = true;
  }

  public void setFull(boolean isFull) {
    full = isFull;
  }

  /** Everything that was not synced is lost, or not, as chance has it. */
  public void crash(Random random) {
    operationsLeft = Long.MAX_VALUE;
    locked = false;
    crash(root, random);
  }

  private void crash(DirectoryNode directory, Random random) {
    directory.flush(random.nextInt(directory.unsynced.size() + 1));
    for (Node node : directory.durable.values()) {
      switch (node) {
        case DirectoryNode inner -> crash(inner, random);
        case FileNode file -> file.crash(random);
      }
    }
  }

  /** Changes durable bytes behind everybody's back (FAULT-05). */
  public void flip(String path, int offset) throws IOException {
    FileNode file = file(path);
    file.seen[offset] ^= 0x5A;
    file.sync();
  }

  public void zero(String path, int from, int to) throws IOException {
    FileNode file = file(path);
    Arrays.fill(file.seen, from, to, (byte) 0);
    file.sync();
  }

  private void operation() {
    if (operationsLeft-- <= 0) {
      throw new Crash();
    }
  }

  private static String parentOf(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Node node(String path) {
    Node at = root;
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        at = at instanceof DirectoryNode directory ? directory.seen.get(part) : null;
      }
    }
    return at;
  }

  private DirectoryNode directory(String path) throws IOException {
    if (node(path) instanceof DirectoryNode directory) {
      return directory;
    }
    throw new FileNotFoundException(path);
  }

  private FileNode file(String path) throws IOException {
    if (node(path) instanceof FileNode file) {
      return file;
    }
    throw new FileNotFoundException(path);
  }

  @Override
  public List<String> list(String directory) {
    return node(directory) instanceof DirectoryNode found
        ? List.copyOf(found.seen.keySet())
        : List.of();
  }

  @Override
  public boolean exists(String path) {
    return node(path) != null;
  }

  @Override
  public void createDirectory(String path) throws IOException {
    operation();
    if (node(path) == null) {
      directory(parentOf(path)).put(nameOf(path), new DirectoryNode());
    }
  }

  @Override
  public DiskFile open(String path, OpenMode mode) throws IOException {
    operation();
    if (mode == OpenMode.CREATE_NEW) {
      if (exists(path)) {
        throw new IOException(path + " exists");
      }
      directory(parentOf(path)).put(nameOf(path), new FileNode());
    }
    return new OpenFile(path, file(path));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    operation();
    Node moved = node(from);
    if (moved == null) {
      throw new FileNotFoundException(from);
    }
    directory(parentOf(to)).put(nameOf(to), moved);
    directory(parentOf(from)).remove(nameOf(from));
  }

  @Override
  public void delete(String path) throws IOException {
    operation();
    if (node(path) != null) {
      directory(parentOf(path)).remove(nameOf(path));
    }
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    operation();
    DirectoryNode directory = directory(path);
    directory.flush(directory.unsynced.size());
  }

  @Override
  public long freeBytes() {
    return full ? 0 : Long.MAX_VALUE;
  }

  @Override
  public DiskLock lock(String path) throws IOException {
    if (locked) {
      throw new DiskLockedException("in use");
    }
    locked = true;
    return () -> locked = false;
  }

  @Override
  public String describe() {
    return "memory";
  }

  private final class OpenFile implements DiskFile {
    private final String path;
    private final FileNode node;

    OpenFile(String path, FileNode node) {
      this.path = path;
      this.node = node;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long size() {
      return node.seen.length;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      int count = (int) Math.max(0, Math.min(target.remaining(), node.seen.length - position));
      if (count > 0) {
        target.put(node.seen, (int) position, count);
      }
      return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      operation();
      if (full && position + source.remaining() > node.seen.length) {
        throw new DiskFullException("no space left");
      }
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      node.write((int) position, bytes);
    }

    @Override
    public void sync() throws IOException {
      operation();
      if (failSyncs) {
        throw new IOException("the device failed");
      }
      node.sync();
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      operation();
      if (full && to > node.seen.length) {
        throw new DiskFullException("no space left");
      }
      node.write((int) from, new byte[(int) (to - from)]);
    }

    @Override
    public void truncate(long size) {
      operation();
      node.seen = Arrays.copyOf(node.seen, (int) size);
    }

    @Override
    public void close() {}
  }
}
