package io.binnacle.apiserver.cli.serve;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as kube-apiserver's flags write them: {@code 1m30s}, {@code 500ms}, {@code 2h}.
 */
final class GoDuration implements ITypeConverter<Duration> {
  private static final Pattern WHOLE = Pattern.compile("0|([0-9]{1,9}(ms|h|m|s))+");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|h|m|s)");

  @Override
  public Duration convert(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 30s or 1m30s");
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMillis(count);
              });
    }
    return sum;
  }
}
