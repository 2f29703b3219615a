package io.binnacle.manifests.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
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
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  /** As objects carry nearly all of their times; every write reads them again. */
  private static final int SECONDS_LENGTH = SHAPE.length() + 1;

  private static final int YEAR_MAX = 9999;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamp() {}

  /** {@code 2026-11-24T14:05:00Z}. */
  public static String ofEpochSecond(long epochSecond) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > YEAR_MAX) {
      return SECONDS.format(Instant.ofEpochSecond(epochSecond));
    }
    StringBuilder text = new StringBuilder(SECONDS_LENGTH);
    two(text, time.getYear() / 100);
    two(text, time.getYear() % 100).append('-');
    two(text, time.getMonthValue()).append('-');
    two(text, time.getDayOfMonth()).append('T');
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    return two(text, time.getSecond()).append('Z').toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
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
      return text.length() == SECONDS_LENGTH && text.endsWith("Z")
          ? inSeconds(text)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** Of a text that has the shape: only whether the numbers are a time is open. */
  private static Instant inSeconds(String text) {
    return LocalDateTime.of(
            two(text, 0) * 100 + two(text, 2),
            two(text, 5),
            two(text, 8),
            two(text, 11),
            two(text, 14),
            two(text, 17))
        .toInstant(ZoneOffset.UTC);
  }

  private static int two(String text, int at) {
    return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
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
    for (int i = 0; i < SHAPE.length(); i++) {
      char wanted = SHAPE.charAt(i);
      char found = text.charAt(i);
      if (wanted == 'd' ? found < '0' || found > '9' : found != wanted) {
        return false;
      }
    }
    char last = text.charAt(length - 1);
    return last == 'Z' || text.charAt(length - 3) == ':';
  }
}
