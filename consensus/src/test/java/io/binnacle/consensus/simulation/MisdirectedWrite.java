package io.binnacle.consensus.simulation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk puts what it was given for one place of a file at another one (FAULT-05): what was there
 * is overwritten, and the place that was meant stays as it was. Waits for a write of which that can
 * be told, and strikes when it is synced:
 *
 * <ul>
 *   <li>of a segment of the log, one that lands before the place that was meant, in what was
 *       written and synced before. So whoever reads the log meets what was overwritten before he
 *       comes to the hole. One that landed behind it, or in another file, would leave a hole alone,
 *       and with nothing behind it a hole is a write that never was;
 *   <li>of a snapshot, one that lands anywhere in it.
 * </ul>
 *
 * <p>Programs see it from then on: the pages that hold what they wrote are dropped from the cache.
 */
final class MisdirectedWrite {
  private static final String SEGMENT = ".wal";
  private static final String SNAPSHOT = ".snapshot";

  private final Chance chance;
  private final Consumer<String> struck;
  private @Nullable DiskContent aimedAt;
  private String aimedPath = "";
  private DiskContent.Sectors sectors = new DiskContent.Sectors(0, 0);
  private int target;
  private boolean over;

  /**
   * @param struck told in which file, when it strikes
   */
  MisdirectedWrite(Chance chance, Consumer<String> struck) {
    this.chance = chance;
    this.struck = struck;
  }

  /** It does not strike any more. */
  void giveUp() {
    over = true;
  }

  /** A program has written; nothing of it is durable yet. */
  void written(String path, DiskContent content, int at, int byteCount) {
    if (content == aimedAt || at == 0 || byteCount == 0) {
      return;
    }
    DiskContent.Sectors meant = content.sectorsOf(at, byteCount);
    // Snapshots have their final name only when they are whole.
    if (path.contains(SNAPSHOT)) {
      aim(path, content, part(meant));
    } else if (path.endsWith(SEGMENT) && !content.isDirtyBefore(meant.from())) {
      aim(path, content, meant);
    }
  }

  /** A disk writes large writes in pieces, and one of them goes astray. */
  private DiskContent.Sectors part(DiskContent.Sectors all) {
    int count = 1 + chance.below(Math.min(all.count(), all.from()));
    return new DiskContent.Sectors(all.from() + chance.below(all.count() - count + 1), count);
  }

  private void aim(String path, DiskContent content, DiskContent.Sectors meant) {
    int places = meant.from() - meant.count() + 1;
    if (places > 0) {
      aimedAt = content;
      aimedPath = path;
      sectors = meant;
      target = chance.below(places);
    }
  }

  /**
   * What was written to a file becomes durable.
   *
   * @return whether it has struck, and everything is durable, there or elsewhere
   */
  boolean strikes(DiskContent content) {
    if (over || content != aimedAt) {
      return false;
    }
    over = true;
    content.syncElsewhere(sectors, target);
    struck.accept(aimedPath);
    return true;
  }
}
