package io.binnacle.manifests.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The times of Kubernetes (DEF-02): RFC 3339, UTC, seconds; six digits more for a MicroTime. What
 * time it is, the caller says.
 */
public final class Timestamp {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamp() {}

  /** {@code 2026-11-24T14:05:00Z}. */
  public static String ofEpochSecond(long epochSecond) {
    return SECONDS.format(Instant.ofEpochSecond(epochSecond));
  }

  /** {@code 2026-11-24T14:05:00.000000Z}: a MicroTime. */
  public static String ofEpochMicrosecond(long epochMicrosecond) {
    long second = Math.floorDiv(epochMicrosecond, 1_000_000L);
    long nanosecond = Math.floorMod(epochMicrosecond, 1_000_000L) * 1_000L;
    return MICROSECONDS.format(Instant.ofEpochSecond(second, nanosecond));
  }

  /** The instant that an RFC 3339 text names; null where it is none. */
  public static @Nullable Instant parse(String text) {
    // Java reads more than RFC 3339 has: times without seconds, years with a sign.
    if (!hasShape(text)) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** The epoch second of an RFC 3339 text; null where it is none. */
  public static @Nullable Long epochSecond(String text) {
    Instant instant = parse(text);
    return instant == null ? null : instant.getEpochSecond();
  }

  private static boolean hasShape(String text) {
    int length = text.length();
    if (length < "2026-11-24T14:05:00Z".length()
        || length > "2026-11-24T14:05:00.123456789+00:00".length()) {
      return false;
    }
    String shape = "dddd-dd-ddTdd:dd:dd";
    for (int i = 0; i < shape.length(); i++) {
      char wanted = shape.charAt(i);
      char found = text.charAt(i);
      if (wanted == 'd' ? found < '0' || found > '9' : found != wanted) {
        return false;
      }
    }
    char last = text.charAt(length - 1);
    return last == 'Z' || text.charAt(length - 3) == ':';
  }
}
