package io.binnacle.apiserver.cli.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads byte counts: plain, or with the binary suffixes of Kubernetes' quantities. */
final class ByteCount implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(Ki|Mi|Gi)?");

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a number of bytes such as 3145728 or 3Mi");
    }
    String suffix = matcher.group(2);
    int shift =
        switch (suffix == null ? "" : suffix) {
          case "Ki" -> 10;
          case "Mi" -> 20;
          case "Gi" -> 30;
          default -> 0;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    } catch (ArithmeticException _) {
      throw new TypeConversionException("'" + text + "' is too large");
    }
  }
}
