package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.binnacle.manifests.meta.Quantity;
import java.math.BigDecimal;

/** Amounts of resources. */
final class QuantityFunctions {
  private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");

  private QuantityFunctions() {}

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table
        .global("quantity", QUANTITY, arguments -> Quantity.parse((String) arguments[0]), text)
        .global("isQuantity", SimpleType.BOOL, arguments -> isQuantity((String) arguments[0]), text)
        .member("sign", SimpleType.INT, arguments -> (long) first(arguments).signum(), QUANTITY)
        .global("sign", SimpleType.INT, arguments -> (long) first(arguments).signum(), QUANTITY)
        .member("isInteger", SimpleType.BOOL, arguments -> isInteger(first(arguments)), QUANTITY)
        .member("asInteger", SimpleType.INT, arguments -> asInteger(first(arguments)), QUANTITY)
        .member(
            "asApproximateFloat",
            SimpleType.DOUBLE,
            arguments -> first(arguments).amount().doubleValue(),
            QUANTITY)
        .member(
            "isGreaterThan",
            SimpleType.BOOL,
            arguments -> first(arguments).compareTo(second(arguments)) > 0,
            QUANTITY,
            QUANTITY)
        .member(
            "isLessThan",
            SimpleType.BOOL,
            arguments -> first(arguments).compareTo(second(arguments)) < 0,
            QUANTITY,
            QUANTITY)
        .member(
            "compareTo",
            SimpleType.INT,
            arguments -> (long) Integer.signum(first(arguments).compareTo(second(arguments))),
            QUANTITY,
            QUANTITY);
    for (CelType other : new CelType[] {QUANTITY, SimpleType.INT}) {
      table
          .member(
              "add",
              QUANTITY,
              arguments -> first(arguments).plus(second(arguments)),
              QUANTITY,
              other)
          .member(
              "sub",
              QUANTITY,
              arguments -> first(arguments).minus(second(arguments)),
              QUANTITY,
              other);
    }
  }

  private static Quantity first(Object[] arguments) {
    return (Quantity) arguments[0];
  }

  private static Quantity second(Object[] arguments) {
    return arguments[1] instanceof Quantity quantity
        ? quantity
        : Quantity.parse(String.valueOf(arguments[1]));
  }

  private static boolean isQuantity(String text) {
    try {
      return Quantity.parse(text).signum() >= -1;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isInteger(Quantity quantity) {
    BigDecimal amount = quantity.amount().stripTrailingZeros();
    return amount.scale() <= 0;
  }

  private static long asInteger(Quantity quantity) {
    if (!isInteger(quantity)) {
      throw new IllegalArgumentException("cannot convert value to integer");
    }
    return quantity.amount().longValueExact();
  }
}
