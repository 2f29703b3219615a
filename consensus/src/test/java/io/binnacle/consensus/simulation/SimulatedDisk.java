package io.binnacle.consensus.simulation;

import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.DiskFullException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a machine that may lose its power sees it. A write is in the cache until the file
 * is synced: a crash keeps any of its sectors, of 512 bytes or of 4 KiB, and drops the others
 * (FAULT-03, FAULT-04). Names are in a journal until their directory is synced: a crash keeps any
 * beginning of it. Power may also go in the middle of any call, syncs, reads and writes may fail
 * (FAULT-06), the disk may be full, of bytes or of inodes, or become read-only (FAULT-07), bits may
 * rot, and a write may go to another place than it was meant for (FAULT-05).
 */
final class SimulatedDisk implements Disk {
  /** The machine is without power from here on. */
  static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * How likely each call goes wrong, in ten thousandths.
   *
   * @param powerLoss in any call that changes something
   * @param syncError the pages are lost, and later syncs succeed
   * @param readError the sector cannot be read
   * @param writeError only a part is written
   */
  record Troubles(int powerLoss, int syncError, int readError, int writeError) {
    static final Troubles NONE = new Troubles(0, 0, 0, 0);
  }

  private interface NameChange {
    void applyTo(NavigableMap<String, DiskContent> names);
  }

  private static final int PAGE_BYTES = 4_096;
  private static final long ROOMY_BYTES = 1L << 40;

  private final Chance chance;
  private final int sectorBytes;
  private TreeMap<String, DiskContent> names = new TreeMap<>();
  private TreeMap<String, DiskContent> durableNames = new TreeMap<>();
  private final List<NameChange> journal = new ArrayList<>();
  private Troubles troubles = Troubles.NONE;
  private long capacityBytes = ROOMY_BYTES;
  private boolean inodesUsedUp;
  private boolean readOnly;
  private long errors;
  private @Nullable MisdirectedWrite misdirected;

  SimulatedDisk(Chance chance) {
    this.chance = chance;
    this.sectorBytes = chance.percent(70) ? 512 : 4_096;
  }

  void troubles(Troubles now) {
    troubles = now;
  }

  /** Errors that programs were told of since the disk was made. */
  long errors() {
    return errors;
  }

  /** Leaves room for so many bytes more. */
  void fillUpTo(long bytesLeft) {
    capacityBytes = usedBytes() + bytesLeft;
  }

  /** There is room for bytes, but for no file more. */
  void useUpInodes() {
    inodesUsedUp = true;
  }

  /** As systems mount a file system again that they do not trust any more: nothing is changed. */
  void makeReadOnly() {
    readOnly = true;
  }

  /** Ends what is full or read-only. */
  void makeRoom() {
    capacityBytes = ROOMY_BYTES;
    inodesUsedUp = false;
    readOnly = false;
  }

  boolean isTight() {
    return capacityBytes != ROOMY_BYTES;
  }

  long usedBytes() {
    return names.values().stream().mapToLong(DiskContent::size).sum();
  }

  /** The fault waits for a write that it can strike. */
  void misdirect(MisdirectedWrite next) {
    misdirected = next;
  }

  void crash() {
    misdirected = null;
    int kept = chance.below(journal.size() + 1);
    for (NameChange change : journal.subList(0, kept)) {
      change.applyTo(durableNames);
    }
    journal.clear();
    for (DiskContent content : durableNames.values()) {
      content.crash(chance);
    }
    names = new TreeMap<>(durableNames);
  }

  /** The same disk after a crash that lost everything that was not synced. */
  SimulatedDisk durableImage() {
    SimulatedDisk image = new SimulatedDisk(new Chance(0));
    durableNames.forEach((path, content) -> image.names.put(path, content.durableCopy()));
    image.durableNames = new TreeMap<>(image.names);
    return image;
  }

  /** Turns a few bits of one file over; none where all files are empty. */
  boolean rot() {
    // Snapshots and segments are what takes room on a real disk; half of the time a snapshot.
    String kind = chance.percent(50) ? ".snapshot" : chance.percent(90) ? ".wal" : "";
    List<DiskContent> files =
        durableNames.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(kind) && entry.getValue().durableSize() > 0)
            .map(Map.Entry::getValue)
            .toList();
    if (files.isEmpty()) {
      return false;
    }
    DiskContent victim = files.get(chance.below(files.size()));
    int bits = 1 + chance.below(8);
    // A file is mostly room that nothing was written to yet; harm is done in what is used.
    int used = victim.durableSize();
    while (used > 1 && victim.cached()[Math.min(used, victim.size()) - 1] == 0) {
      used--;
    }
    int around = chance.below(used);
    for (int i = 0; i < bits; i++) {
      victim.rot(Math.min(used - 1, around + chance.below(64)), chance.below(8));
    }
    return true;
  }

  private void beforeCall() {
    if (chance.below(10_000) < troubles.powerLoss()) {
      throw new PowerLoss();
    }
  }

  private void maybeFail(int perMyriad, String what) throws IOException {
    if (chance.below(10_000) < perMyriad) {
      errors++;
      throw new IOException(what);
    }
  }

  private void requireRoom(long moreBytes) throws DiskFullException {
    if (isTight() && usedBytes() + moreBytes > capacityBytes) {
      errors++;
      throw new DiskFullException("No space left on device");
    }
  }

  private void requireInode() throws DiskFullException {
    if (inodesUsedUp) {
      errors++;
      throw new DiskFullException("No space left on device (inodes)");
    }
  }

  private void requireWritable() throws IOException {
    if (readOnly) {
      errors++;
      throw new IOException("Read-only file system");
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
  public void createDirectory(String path) throws IOException {
    beforeCall();
    if (!exists(path)) {
      requireWritable();
      requireInode();
      DiskContent directory = new DiskContent(true, sectorBytes);
      change(all -> all.put(path, directory));
    }
  }

  @Override
  public DiskFile open(String path, OpenMode mode) throws IOException {
    beforeCall();
    DiskContent existing = names.get(path);
    if (mode == OpenMode.CREATE_NEW) {
      if (existing != null) {
        throw new IOException(path + " exists");
      }
      requireWritable();
      requireInode();
      requireRoom(1);
      DiskContent created = new DiskContent(false, sectorBytes);
      change(all -> all.put(path, created));
      return new OpenFile(path, created);
    }
    if (existing == null || existing.isDirectory()) {
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
    requireWritable();
    change(
        all -> {
          DiskContent moved = all.remove(from);
          if (moved != null) {
            all.put(to, moved);
          }
          for (String path : List.copyOf(all.tailMap(from + "/").keySet())) {
            if (path.startsWith(from + "/")) {
              DiskContent inner = all.remove(path);
              all.put(to + path.substring(from.length()), inner);
            }
          }
        });
  }

  @Override
  public void delete(String path) throws IOException {
    beforeCall();
    if (exists(path)) {
      requireWritable();
      change(all -> all.remove(path));
    }
  }

  /** A journal is written in order, so this writes what came before it, too. */
  @Override
  public void syncDirectory(String path) throws IOException {
    beforeCall();
    maybeFail(troubles.syncError(), "fsync of a directory: Input/output error");
    if (!journal.isEmpty()) {
      requireWritable();
    }
    journal.forEach(change -> change.applyTo(durableNames));
    journal.clear();
  }

  @Override
  public long freeBytes() {
    return Math.max(0, capacityBytes - usedBytes());
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
    names.forEach((path, content) -> sizes.put(path, content.size()));
    return sizes;
  }

  private final class OpenFile implements DiskFile {
    private final String path;
    private final DiskContent content;

    OpenFile(String path, DiskContent content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      maybeFail(troubles.readError(), "read: Input/output error");
      int from = (int) Math.min(position, content.size());
      int count = Math.min(target.remaining(), content.size() - from);
      target.put(content.cached(), from, count);
      return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      beforeCall();
      requireWritable();
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      int at = (int) position;
      requireRoom(Math.max(0, at + bytes.length - content.size()));
      if (chance.below(10_000) < troubles.writeError()) {
        errors++;
        writeSome(bytes, at);
        throw new IOException("short write");
      }
      content.put(bytes, at);
      if (misdirected != null) {
        misdirected.written(path, content, at, bytes.length);
      }
    }

    /** Systems copy page by page, so what they have taken ends at the border of one. */
    private void writeSome(byte[] bytes, int at) {
      int pagesEnd = (at + chance.below(bytes.length + 1)) / PAGE_BYTES * PAGE_BYTES;
      if (pagesEnd > at) {
        content.put(Arrays.copyOf(bytes, pagesEnd - at), at);
      }
    }

    @Override
    public void sync() throws IOException {
      beforeCall();
      if (chance.below(10_000) < troubles.syncError()) {
        misdirected = null;
        content.failSync();
        errors++;
        throw new IOException("fsync: Input/output error");
      }
      if (readOnly) {
        content.failSync();
      }
      requireWritable();
      if (misdirected != null && misdirected.strikes(content)) {
        misdirected = null;
      } else {
        content.sync();
      }
      beforeCall();
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      beforeCall();
      if (to > from) {
        requireWritable();
        requireRoom(Math.max(0, to - content.size()));
        content.put(new byte[(int) (to - from)], (int) from);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      beforeCall();
      requireWritable();
      content.truncate((int) size);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return path;
    }
  }
}
