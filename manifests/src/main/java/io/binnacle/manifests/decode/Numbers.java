package io.binnacle.manifests.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.LongNode;

/**
 * One node class per kind of number, so that equal numbers are equal nodes: LongNode for what fits
 * into 64 bits, BigIntegerNode beyond, DecimalNode for the rest. Nothing passes through a double.
 */
public final class Numbers {
  /** The largest exponent of a double; beyond it arithmetic on a short text could take forever. */
  private static final int EXPONENT_MAX = 400;

  private static final int LONG_DIGITS_MAX = 18;

  private Numbers() {}

  public static JsonNode integer(String text) {
    int digits = text.startsWith("-") || text.startsWith("+") ? text.length() - 1 : text.length();
    if (digits <= LONG_DIGITS_MAX) {
      return LongNode.valueOf(Long.parseLong(text));
    }
    return integer(new BigInteger(text));
  }

  public static JsonNode integer(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  /** Takes a text with a fraction or an exponent. */
  public static JsonNode decimal(String text) throws MalformedTreeException {
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException _) {
      throw new MalformedTreeException("number " + text + " cannot be read");
    }
    if (Math.abs((long) value.precision() - value.scale()) > EXPONENT_MAX
        || Math.abs((long) value.scale()) > EXPONENT_MAX * 3L) {
      throw new MalformedTreeException("number " + text + " is out of range");
    }
    return DecimalNode.valueOf(value);
  }
}
