package io.binnacle.manifests.yaml;

import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a scalar means: YAML 1.1 as Kubernetes reads it, where {@code yes}, {@code on} and {@code y}
 * are booleans, {@code 0644} is octal and a date is a text.
 */
final class YamlScalars {
  /** From here on Go writes an exponent, which no integer has. */
  private static final BigDecimal EXPONENT_FROM = new BigDecimal("1e21");

  private YamlScalars() {}

  static JsonNode resolve(String text, String tag, boolean plain) throws MalformedTreeException {
    return switch (tag) {
      case "" -> plain ? resolvePlain(text) : StringNode.valueOf(text);
      case "!", "!!str", "!!timestamp" -> StringNode.valueOf(text);
      case "!!binary" -> StringNode.valueOf(decodeBinary(text));
      case "!!int" -> checked(resolvePlain(text), text, tag, JsonNode::isIntegralNumber);
      case "!!float" -> checked(resolvePlain(text), text, tag, JsonNode::isNumber);
      case "!!bool" -> checked(resolvePlain(text), text, tag, JsonNode::isBoolean);
      case "!!null" -> checked(resolvePlain(text), text, tag, JsonNode::isNull);
      default -> throw new MalformedTreeException("tag " + tag + " is not supported");
    };
  }

  private static JsonNode checked(
      JsonNode node, String text, String tag, java.util.function.Predicate<JsonNode> fits)
      throws MalformedTreeException {
    if (!fits.test(node)) {
      throw new MalformedTreeException("cannot decode `" + text + "` as a " + tag);
    }
    return node;
  }

  /** Whether a reader of YAML 1.1 could take the plain text for something else than a text. */
  static boolean isAmbiguous(String text) {
    try {
      return !resolvePlain(text).isString() || looksLikeTimeOrBase60(text);
    } catch (MalformedTreeException _) {
      return true;
    }
  }

  static JsonNode resolvePlain(String text) throws MalformedTreeException {
    if (text.isEmpty()) {
      return NullNode.instance;
    }
    char first = text.charAt(0);
    if (first == '+' || first == '-' || first == '.' || isDigit(first)) {
      JsonNode number = number(text);
      return number != null ? number : StringNode.valueOf(text);
    }
    return switch (text) {
      case "~", "null", "Null", "NULL" -> NullNode.instance;
      case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" ->
          BooleanNode.TRUE;
      case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" ->
          BooleanNode.FALSE;
      default -> StringNode.valueOf(text);
    };
  }

  private static @Nullable JsonNode number(String text) throws MalformedTreeException {
    if (isNotFinite(text)) {
      throw new MalformedTreeException("JSON has no value for " + text);
    }
    String plain = text.replace("_", "");
    JsonNode integer = integer(plain);
    if (integer != null) {
      return integer;
    }
    return isDecimal(plain) ? withoutEmptyFraction(Numbers.decimal(plain)) : null;
  }

  /**
   * Kubernetes makes JSON of YAML before it looks at the types of fields, and writes a float that
   * has no fraction as an integer there: {@code 30.0} fits where {@code 30} does. In JSON it does
   * not.
   */
  private static JsonNode withoutEmptyFraction(JsonNode decimal) {
    BigDecimal value = decimal.decimalValue().stripTrailingZeros();
    boolean isWhole = value.scale() <= 0 && value.abs().compareTo(EXPONENT_FROM) < 0;
    return isWhole ? Numbers.integer(value.toBigIntegerExact()) : decimal;
  }

  private static boolean isNotFinite(String text) {
    String word = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    return switch (word) {
      case ".inf", ".Inf", ".INF" -> true;
      case ".nan", ".NaN", ".NAN" -> word.equals(text);
      default -> false;
    };
  }

  /** Go's integer literals: 0x, 0b, 0o and, since YAML 1.1 has it too, a leading zero for octal. */
  private static @Nullable JsonNode integer(String plain) {
    int from = plain.startsWith("+") || plain.startsWith("-") ? 1 : 0;
    String digits = plain.substring(from);
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean marked = !isDigit(digits.charAt(1));
      digits = digits.substring(marked ? 2 : 1);
      if (radix == 8 && marked && "oO".indexOf(plain.charAt(from + 1)) < 0) {
        return null;
      }
    }
    if (!hasDigitsOnly(digits, radix)) {
      return null;
    }
    BigInteger value = new BigInteger(digits, radix);
    return Numbers.integer(plain.startsWith("-") ? value.negate() : value);
  }

  private static boolean hasDigitsOnly(String digits, int radix) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), radix) < 0) {
        return false;
      }
    }
    return !digits.isEmpty();
  }

  /** Sign, digits with at most one point, exponent; at least one digit before the exponent. */
  private static boolean isDecimal(String text) {
    int at = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    int whole = skipDigits(text, at);
    int mantissaDigits = whole - at;
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = skipDigits(text, at + 1);
      mantissaDigits += fraction - at - 1;
      at = fraction;
    }
    if (mantissaDigits == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = skipDigits(text, at);
      return exponent > at && exponent == text.length();
    }
    return at == text.length();
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** {@code 2026-11-24...}, {@code 1:30}, {@code 12:30:00}: others read dates and base 60 here. */
  private static boolean looksLikeTimeOrBase60(String text) {
    int start = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    int digits = skipDigits(text, start);
    if (digits == start || digits == text.length()) {
      return false;
    }
    char next = text.charAt(digits);
    return next == ':' || (next == '-' && digits == 4);
  }

  private static String decodeBinary(String text) throws MalformedTreeException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replaceAll("[ \\n]", ""));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw new MalformedTreeException("!!binary value contains invalid base64 or no UTF-8");
    }
  }
}
