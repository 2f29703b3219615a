package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.meta.Timestamp;
import org.jspecify.annotations.Nullable;

/** Durations as kubectl users read them: the coarser the longer (PRINT-03). */
final class HumanDuration {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long YEAR = 365 * DAY;

  private HumanDuration() {}

  /** The age of a timestamp; null where there is none, {@code <invalid>} where it lies ahead. */
  static @Nullable String since(@Nullable String timestamp, long nowEpochSeconds) {
    if (timestamp == null || timestamp.isEmpty()) {
      return null;
    }
    Long then = Timestamp.epochSecond(timestamp);
    return then == null ? "<invalid>" : of(nowEpochSeconds - then);
  }

  static String of(long seconds) {
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 2 * MINUTE) {
      return seconds + "s";
    }
    if (seconds < 10 * MINUTE) {
      return two(seconds / MINUTE, "m", seconds % MINUTE, "s");
    }
    if (seconds < 3 * HOUR) {
      return seconds / MINUTE + "m";
    }
    if (seconds < 8 * HOUR) {
      return two(seconds / HOUR, "h", seconds / MINUTE % 60, "m");
    }
    if (seconds < 2 * DAY) {
      return seconds / HOUR + "h";
    }
    if (seconds < 8 * DAY) {
      return two(seconds / DAY, "d", seconds / HOUR % 24, "h");
    }
    if (seconds < 2 * YEAR) {
      return seconds / DAY + "d";
    }
    if (seconds < 8 * YEAR) {
      return two(seconds / YEAR, "y", seconds / DAY % 365, "d");
    }
    return seconds / YEAR + "y";
  }

  private static String two(long coarse, String coarseUnit, long fine, String fineUnit) {
    return fine == 0 ? coarse + coarseUnit : coarse + coarseUnit + fine + fineUnit;
  }
}
