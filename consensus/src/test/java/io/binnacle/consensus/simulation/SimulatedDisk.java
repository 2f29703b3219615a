package io.binnacle.consensus.simulation;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A directory as a machine that may lose its power sees it. A write is in the cache until the file
 * is synced: a crash keeps any of its sectors of 512 bytes and drops the others (FAULT-03,
 * FAULT-04). Names are in a journal until their directory is synced: a crash keeps any beginning of
 * it. Power may also go in the middle of any call.
 */
final class SimulatedDisk implements Disk {
  private static final int SECTOR_BYTES = 512;

  /** The machine is without power from here on. */
  static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Content {
    private final boolean isDirectory;
    private byte[] cached = new byte[0];
    private byte[] durable = new byte[0];
    private final BitSet dirtySectors = new BitSet();

    Content(boolean isDirectory) {
      this.isDirectory = isDirectory;
    }

    void sync() {
      durable = cached.clone();
      dirtySectors.clear();
    }

    void crash(Chance chance) {
      int survival = chance.percent(30) ? 0 : chance.percent(30) ? 100 : 50;
      byte[] left = durable.clone();
      for (int sector = dirtySectors.nextSetBit(0);
          sector >= 0;
          sector = dirtySectors.nextSetBit(sector + 1)) {
        int from = sector * SECTOR_BYTES;
        int to = Math.min(cached.length, from + SECTOR_BYTES);
        if (from < to && chance.percent(survival)) {
          left = left.length < to ? Arrays.copyOf(left, to) : left;
          System.arraycopy(cached, from, left, from, to - from);
        }
      }
      durable = left;
      cached = left.clone();
      dirtySectors.clear();
    }
  }

  private interface NameChange {
    void applyTo(NavigableMap<String, Content> names);
  }

  private final Chance chance;
  private TreeMap<String, Content> names = new TreeMap<>();
  private TreeMap<String, Content> durableNames = new TreeMap<>();
  private final List<NameChange> journal = new ArrayList<>();
  private int powerLossPerMyriad;
  private boolean lies;

  SimulatedDisk(Chance chance) {
    this.chance = chance;
  }

  /** How likely the power goes in each call, in ten thousandths. */
  void powerLoss(int perMyriad) {
    powerLossPerMyriad = perMyriad;
  }

  /** From now on a sync says that it is done, and does nothing. */
  void lie() {
    lies = true;
  }

  void crash() {
    int kept = chance.below(journal.size() + 1);
    for (NameChange change : journal.subList(0, kept)) {
      change.applyTo(durableNames);
    }
    journal.clear();
    for (Content content : durableNames.values()) {
      content.crash(chance);
    }
    names = new TreeMap<>(durableNames);
  }

  private void beforeCall() {
    if (chance.below(10_000) < powerLossPerMyriad) {
      throw new PowerLoss();
    }
  }

  private void change(NameChange change) {
    change.applyTo(names);
    journal.add(change);
  }

  @Override
  public List<String> list(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return names.keySet().stream()
        .filter(path -> path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0)
        .map(path -> path.substring(prefix.length()))
        .toList();
  }

  @Override
  public boolean exists(String path) {
    return path.isEmpty() || names.containsKey(path);
  }

  @Override
  public void createDirectory(String path) {
    beforeCall();
    if (!exists(path)) {
      Content directory = new Content(true);
      change(all -> all.put(path, directory));
    }
  }

  @Override
  public DiskFile open(String path, OpenMode mode) throws IOException {
    beforeCall();
    Content existing = names.get(path);
    if (mode == OpenMode.CREATE_NEW) {
      if (existing != null) {
        throw new IOException(path + " exists");
      }
      Content created = new Content(false);
      change(all -> all.put(path, created));
      return new OpenFile(path, created);
    }
    if (existing == null || existing.isDirectory) {
      throw new FileNotFoundException(path);
    }
    return new OpenFile(path, existing);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    beforeCall();
    if (!exists(from)) {
      throw new FileNotFoundException(from);
    }
    change(
        all -> {
          Content moved = all.remove(from);
          if (moved != null) {
            all.put(to, moved);
          }
          for (String path : List.copyOf(all.tailMap(from + "/").keySet())) {
            if (path.startsWith(from + "/")) {
              Content inner = all.remove(path);
              all.put(to + path.substring(from.length()), inner);
            }
          }
        });
  }

  @Override
  public void delete(String path) {
    beforeCall();
    if (exists(path)) {
      change(all -> all.remove(path));
    }
  }

  /** A journal is written in order, so this writes what came before it, too. */
  @Override
  public void syncDirectory(String path) {
    beforeCall();
    journal.forEach(change -> change.applyTo(durableNames));
    journal.clear();
  }

  @Override
  public long freeBytes() {
    return 1L << 40;
  }

  @Override
  public DiskLock lock(String path) {
    return () -> {};
  }

  @Override
  public String describe() {
    return "simulated";
  }

  /** What lies on the platter, for the curious. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    names.forEach((path, content) -> sizes.put(path, content.cached.length));
    return sizes;
  }

  private final class OpenFile implements DiskFile {
    private final String path;
    private final Content content;

    OpenFile(String path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long size() {
      return content.cached.length;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      int from = (int) Math.min(position, content.cached.length);
      int count = Math.min(target.remaining(), content.cached.length - from);
      target.put(content.cached, from, count);
      return count;
    }

    @Override
    public void write(ByteBuffer source, long position) {
      beforeCall();
      int count = source.remaining();
      byte[] bytes = new byte[count];
      source.get(bytes);
      put(bytes, (int) position);
    }

    private void put(byte[] bytes, int at) {
      int end = at + bytes.length;
      if (end > content.cached.length) {
        content.cached = Arrays.copyOf(content.cached, end);
      }
      System.arraycopy(bytes, 0, content.cached, at, bytes.length);
      content.dirtySectors.set(at / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
    }

    @Override
    public void sync() {
      beforeCall();
      if (!lies) {
        content.sync();
      }
      beforeCall();
    }

    @Override
    public void preallocate(long from, long to) {
      beforeCall();
      if (to > from) {
        put(new byte[(int) (to - from)], (int) from);
      }
    }

    @Override
    public void truncate(long size) {
      beforeCall();
      content.cached = Arrays.copyOf(content.cached, (int) size);
      content.dirtySectors.set(0, content.cached.length / SECTOR_BYTES + 1);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return path;
    }
  }
}
