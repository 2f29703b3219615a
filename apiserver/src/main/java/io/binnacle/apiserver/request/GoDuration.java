package io.binnacle.apiserver.request;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code 0}. */
public final class GoDuration {
  private static final Pattern WHOLE =
      Pattern.compile("[+-]?(0|(\\d{1,12}(\\.\\d{0,9})?(h|ms|m|s|us|µs|ns))+)");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?)(h|ms|m|s|us|µs|ns)");
  private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /** Null where the text is no duration, or one longer than 292 years. */
  public static @Nullable Duration parse(String text) {
    if (text.length() > 64 || !WHOLE.matcher(text).matches()) {
      return null;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(nanosOf(parts.group(2))));
    }
    if (nanos.compareTo(NANOS_MAX) > 0) {
      return null;
    }
    Duration duration = Duration.ofNanos(nanos.longValue());
    return text.startsWith("-") ? duration.negated() : duration;
  }

  private static BigDecimal nanosOf(String unit) {
    long nanos =
        switch (unit) {
          case "h" -> 3_600_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "s" -> 1_000_000_000L;
          case "ms" -> 1_000_000L;
          case "us", "µs" -> 1_000L;
          default -> 1L;
        };
    return BigDecimal.valueOf(nanos);
  }
}
