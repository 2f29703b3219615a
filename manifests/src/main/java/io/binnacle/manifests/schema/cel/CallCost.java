package io.binnacle.manifests.schema.cel;

import dev.cel.common.values.CelByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What calls cost by the size of what they are given, in the units of cel-go (CEL-07). */
final class CallCost {
  /** A character costs a tenth of a step; one of a pattern a quarter. */
  private static final double TEXT_FACTOR = 0.1;

  private static final double PATTERN_FACTOR = 0.25;

  private CallCost() {}

  /** Operators that only choose. */
  static boolean isFree(String function) {
    return switch (function) {
      case "_&&_", "_||_", "_?_:_" -> true;
      default -> false;
    };
  }

  static boolean isSized(String function) {
    return switch (function) {
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_+_", "@in" -> true;
      case "contains", "startsWith", "endsWith", "matches", "find", "findAll" -> true;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> true;
      case "url", "isURL", "lowerAscii", "upperAscii", "substring", "trim", "quote" -> true;
      case "replace", "split", "join", "format", "string", "bytes" -> true;
      case "ip", "cidr", "isIP", "isCIDR", "isCanonical", "containsIP", "containsCIDR" -> true;
      case "quantity", "isQuantity", "semver", "isSemver", "validate" -> true;
      case "sort", "distinct", "reverse", "flatten", "slice", "lists.range" -> true;
      case "sets.contains", "sets.intersects", "sets.equivalent" -> true;
      default -> false;
    };
  }

  /**
   * The cost of a call.
   *
   * @param arguments the target first; null where a value is not known
   */
  static long of(String function, List<@Nullable Object> arguments, Object result) {
    long first = size(arguments, 0);
    long second = size(arguments, 1);
    return switch (function) {
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" ->
          atLeastOne(text(Math.min(first, second)));
      case "_+_" -> isText(result) ? atLeastOne(text(first + second)) : 1;
      case "@in" -> atLeastOne(second);
      case "contains" -> atLeastOne(text(first)) * atLeastOne(text(second));
      case "startsWith", "endsWith" -> atLeastOne(text(second));
      case "matches", "find", "findAll" ->
          text(first + 1) * atLeastOne((long) Math.ceil(second * PATTERN_FACTOR));
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> atLeastOne(first);
      case "replace", "split", "quote" -> atLeastOne(text(first * 2));
      case "join", "format" -> atLeastOne(text(size(result) * 2));
      case "validate" -> text(second + 1) * 32;
      case "containsIP", "containsCIDR" -> 5;
      case "sort", "distinct", "reverse", "flatten", "slice" -> 10 + first;
      case "lists.range" -> 10 + size(result);
      case "sets.contains", "sets.intersects", "sets.equivalent" -> atLeastOne(first * second);
      default -> atLeastOne(text(first));
    };
  }

  private static long atLeastOne(long cost) {
    return Math.max(1, cost);
  }

  private static long text(long characters) {
    return (long) Math.ceil(characters * TEXT_FACTOR);
  }

  private static boolean isText(Object value) {
    return value instanceof String || value instanceof CelByteString;
  }

  private static long size(List<@Nullable Object> arguments, int index) {
    Object value = index < arguments.size() ? arguments.get(index) : null;
    return value == null ? 1 : size(value);
  }

  private static long size(Object value) {
    return switch (value) {
      case String text -> text.length();
      case CelByteString bytes -> bytes.size();
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> 1;
    };
  }
}
