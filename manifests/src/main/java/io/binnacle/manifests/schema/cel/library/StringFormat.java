package io.binnacle.manifests.schema.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** {@code 'text %s'.format([...])} of the strings extension; and quote as a function. */
final class StringFormat {
  private static final int PRECISION_STANDARD = 6;
  private static final int PRECISION_MAX = 100;

  private final String format;
  private final Iterator<?> arguments;
  private final StringBuilder text = new StringBuilder();
  private int at;

  private StringFormat(String format, List<?> arguments) {
    this.format = format;
    this.arguments = arguments.iterator();
  }

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table.member(
        "format",
        text,
        arguments -> new StringFormat((String) arguments[0], (List<?>) arguments[1]).run(),
        text,
        ListType.create(SimpleType.DYN));
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        text.append(c);
      } else if (at < format.length() && format.charAt(at) == '%') {
        text.append('%');
        at++;
      } else {
        clause();
      }
    }
    return text.toString();
  }

  private void clause() {
    int precision = precision();
    if (at >= format.length()) {
      throw new IllegalArgumentException("unexpected end of string");
    }
    char verb = format.charAt(at++);
    if (!arguments.hasNext()) {
      throw new IllegalArgumentException("index " + "out of range");
    }
    Object value = arguments.next();
    text.append(
        switch (verb) {
          case 's' -> string(value);
          case 'd' -> decimal(value);
          case 'f' -> fixed(value, precision < 0 ? PRECISION_STANDARD : precision);
          case 'e' -> scientific(value, precision < 0 ? PRECISION_STANDARD : precision);
          case 'b' -> binary(value);
          case 'x' -> hex(value);
          case 'X' -> hex(value).toUpperCase(Locale.ROOT);
          case 'o' -> Long.toOctalString(whole(value, "octal"));
          default ->
              throw new IllegalArgumentException(
                  "could not parse formatting clause: unrecognized formatting clause \""
                      + verb
                      + '"');
        });
  }

  /** After a point; -1 where none is given. */
  private int precision() {
    if (at >= format.length() || format.charAt(at) != '.') {
      return -1;
    }
    int start = ++at;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      at++;
    }
    String digits = format.substring(start, at);
    return digits.length() > 3
        ? PRECISION_MAX
        : Math.min(PRECISION_MAX, Integer.parseInt("0" + digits));
  }

  private static String string(Object value) {
    return switch (value) {
      case String text -> text;
      case CelByteString bytes -> bytes.toStringUtf8();
      case Double number -> number(number);
      case Duration duration -> seconds(duration) + "s";
      case NullValue _ -> "null";
      case Collection<?> list -> {
        StringJoiner items = new StringJoiner(", ", "[", "]");
        list.forEach(item -> items.add(string(item)));
        yield items.toString();
      }
      case Map<?, ?> map -> {
        // Sorted by the keys' texts, as cel-go does it.
        Map<String, String> entries = new TreeMap<>();
        map.forEach((key, each) -> entries.put(string(key), string(each)));
        StringJoiner items = new StringJoiner(", ", "{", "}");
        entries.forEach((key, each) -> items.add(key + ": " + each));
        yield items.toString();
      }
      default -> value.toString();
    };
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  private static String decimal(Object value) {
    if (value instanceof Long || value instanceof UnsignedLong) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return number(number);
    }
    throw wrong("decimal", "can only be used on integers");
  }

  private static String fixed(Object value, int precision) {
    double number = floating(value, "fixed-point");
    return Double.isFinite(number)
        ? new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
        : number(number);
  }

  private static String scientific(Object value, int precision) {
    double number = floating(value, "scientific");
    if (!Double.isFinite(number)) {
      return number(number);
    }
    BigDecimal rounded =
        new BigDecimal(number).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(exponent).setScale(precision).toPlainString();
    return String.format(
        Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static double floating(Object value, String clause) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      default -> throw wrong(clause, "can only be used on doubles");
    };
  }

  private static String binary(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "1" : "0";
    }
    long number = whole(value, "binary");
    return number < 0 ? "-" + Long.toBinaryString(-number) : Long.toBinaryString(number);
  }

  private static String hex(Object value) {
    return switch (value) {
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> {
        long number = whole(value, "hexadecimal");
        yield number < 0 ? "-" + Long.toHexString(-number) : Long.toHexString(number);
      }
    };
  }

  private static long whole(Object value, String clause) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof UnsignedLong number) {
      return number.longValue();
    }
    throw wrong(clause, "can only be used on integers");
  }

  private static IllegalArgumentException wrong(String clause, String why) {
    return new IllegalArgumentException("error during formatting: " + clause + " clause " + why);
  }
}
