package io.binnacle.manifests.meta;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An amount of a resource: {@code 500m}, {@code 1Gi}, {@code 1e3} (DEF-01). Two are equal when they
 * are the same amount; {@link #toString} is the one form in which Kubernetes prints it: the family
 * of the suffix as it was written, no fraction, and the largest suffix that allows for that.
 */
public final class Quantity implements Comparable<Quantity> {
  private static final String FORMAT_WRONG =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  private static final String SUFFIX_WRONG = "unable to parse quantity's suffix";
  private static final String NUMBER_WRONG = "unable to parse numeric part of quantity";

  /** Nobody counts with more digits; it keeps the arithmetic short. */
  private static final int LENGTH_MAX = 256;

  /** Amounts are kept to the nano, and capped at the largest signed 64 bit integer. */
  private static final int SCALE_MAX = 9;

  private static final BigDecimal AMOUNT_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final String DECIMAL_SUFFIXES = "num kMGTPE";
  private static final String BINARY_SUFFIXES = "KMGTPE";

  private enum Family {
    DECIMAL,
    BINARY,
    EXPONENT
  }

  private final BigDecimal amount;
  private final Family family;

  private Quantity(BigDecimal amount, Family family) {
    this.amount = amount;
    this.family = family;
  }

  /** Throws IllegalArgumentException with the text that Kubernetes prints. */
  public static Quantity parse(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(FORMAT_WRONG);
    }
    int numberStart = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    int suffixStart = numberStart;
    while (suffixStart < text.length() && isNumberPart(text.charAt(suffixStart))) {
      suffixStart++;
    }
    if (suffixStart == numberStart) {
      throw new IllegalArgumentException(FORMAT_WRONG);
    }
    BigDecimal number = number(text.substring(0, suffixStart));
    String suffix = text.substring(suffixStart);
    checkSuffixForm(suffix);
    return ofSuffix(number, suffix);
  }

  private static Quantity ofSuffix(BigDecimal number, String suffix) {
    if (suffix.isEmpty()) {
      return new Quantity(bounded(number), Family.DECIMAL);
    }
    if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
      int power = BINARY_SUFFIXES.indexOf(suffix.charAt(0)) + 1;
      if (power > 0) {
        return new Quantity(bounded(number.multiply(KIBI.pow(power))), Family.BINARY);
      }
    } else if (suffix.length() == 1) {
      int position = DECIMAL_SUFFIXES.indexOf(suffix.charAt(0));
      if (position >= 0) {
        return new Quantity(scaled(number, position * 3L - SCALE_MAX), Family.DECIMAL);
      }
    } else if (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E') {
      return new Quantity(scaled(number, exponent(suffix.substring(1))), Family.EXPONENT);
    }
    throw new IllegalArgumentException(SUFFIX_WRONG);
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(NUMBER_WRONG);
    }
  }

  private static void checkSuffixForm(String suffix) {
    int at = 0;
    while (at < suffix.length() && "eEinumkKMGTP".indexOf(suffix.charAt(at)) >= 0) {
      at++;
    }
    if (at < suffix.length() && (suffix.charAt(at) == '+' || suffix.charAt(at) == '-')) {
      at++;
    }
    while (at < suffix.length() && isDigit(suffix.charAt(at))) {
      at++;
    }
    if (at < suffix.length()) {
      throw new IllegalArgumentException(FORMAT_WRONG);
    }
  }

  private static long exponent(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(SUFFIX_WRONG);
    }
  }

  /** An exponent may be absurd: it must not become digits before it is known to be small. */
  private static BigDecimal scaled(BigDecimal number, long power) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    if (power > 2L * LENGTH_MAX) {
      return number.signum() > 0 ? AMOUNT_MAX : AMOUNT_MAX.negate();
    }
    if (power < -2L * LENGTH_MAX) {
      return BigDecimal.valueOf(number.signum(), SCALE_MAX);
    }
    return bounded(number.scaleByPowerOfTen((int) power));
  }

  private static BigDecimal bounded(BigDecimal amount) {
    BigDecimal rounded =
        amount.scale() > SCALE_MAX ? amount.setScale(SCALE_MAX, RoundingMode.UP) : amount;
    return rounded.min(AMOUNT_MAX).max(AMOUNT_MAX.negate());
  }

  private static boolean isNumberPart(char c) {
    return c == '.' || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  public BigDecimal amount() {
    return amount;
  }

  public int signum() {
    return amount.signum();
  }

  /** The sum, in the form of this one. */
  public Quantity plus(Quantity other) {
    return new Quantity(bounded(amount.add(other.amount)), family);
  }

  /** The difference, in the form of this one. */
  public Quantity minus(Quantity other) {
    return new Quantity(bounded(amount.subtract(other.amount)), family);
  }

  /** Resources are counted in thousandths at the finest (DEF-01). */
  public Quantity roundedUpToMilli() {
    return amount.scale() <= 3 ? this : new Quantity(amount.setScale(3, RoundingMode.UP), family);
  }

  /** The form in which Kubernetes prints it. */
  @Override
  public String toString() {
    BigDecimal plain = amount.stripTrailingZeros();
    if (plain.signum() == 0) {
      return "0";
    }
    // Small or broken amounts of bytes are shown as decimals rather than rounded.
    boolean binary =
        family == Family.BINARY && plain.scale() <= 0 && plain.abs().compareTo(KIBI) >= 0;
    return binary ? binaryForm(plain.toBigIntegerExact()) : decimalForm(plain);
  }

  private static String binaryForm(BigInteger value) {
    int power = 0;
    BigInteger rest = value;
    while (power < BINARY_SUFFIXES.length() && rest.getLowestSetBit() >= 10) {
      rest = rest.shiftRight(10);
      power++;
    }
    return power == 0 ? rest.toString() : rest + "" + BINARY_SUFFIXES.charAt(power - 1) + "i";
  }

  private String decimalForm(BigDecimal plain) {
    // An exponent of ten that is a multiple of three, and digits without a point before it.
    int exponent = Math.floorDiv(-plain.scale(), 3) * 3;
    String digits = plain.movePointLeft(exponent).toBigIntegerExact().toString();
    if (exponent == 0) {
      return digits;
    }
    return family == Family.EXPONENT
        ? digits + "e" + exponent
        : digits + DECIMAL_SUFFIXES.charAt((exponent + SCALE_MAX) / 3);
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }
}
