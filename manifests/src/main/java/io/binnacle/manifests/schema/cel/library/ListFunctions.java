package io.binnacle.manifests.schema.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import io.binnacle.manifests.schema.cel.value.ValueEquality;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** isSorted, sum, min, max, indexOf and lastIndexOf of lists. */
final class ListFunctions {
  private static final List<CelType> COMPARABLE =
      List.of(
          SimpleType.INT,
          SimpleType.UINT,
          SimpleType.DOUBLE,
          SimpleType.BOOL,
          SimpleType.DURATION,
          SimpleType.TIMESTAMP,
          SimpleType.STRING,
          SimpleType.BYTES);

  private ListFunctions() {}

  static void addTo(FunctionTable table) {
    for (CelType type : COMPARABLE) {
      CelType list = ListType.create(type);
      table
          .member("isSorted", SimpleType.BOOL, arguments -> isSorted(list(arguments)), list)
          .member("min", type, arguments -> extreme("min", list(arguments), -1), list)
          .member("max", type, arguments -> extreme("max", list(arguments), 1), list);
    }
    addSum(table, SimpleType.INT, 0L);
    addSum(table, SimpleType.UINT, UnsignedLong.ZERO);
    addSum(table, SimpleType.DOUBLE, 0.0);
    addSum(table, SimpleType.DURATION, Duration.ZERO);
    CelType any = TypeParamType.create("A");
    CelType list = ListType.create(any);
    table
        .member("indexOf", SimpleType.INT, arguments -> indexOf(arguments), list, any)
        .member("lastIndexOf", SimpleType.INT, arguments -> lastIndexOf(arguments), list, any);
  }

  private static void addSum(FunctionTable table, CelType type, Object zero) {
    table.member("sum", type, arguments -> sum(list(arguments), zero), ListType.create(type));
  }

  private static List<?> list(Object[] arguments) {
    return (List<?>) arguments[0];
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(String name, List<?> list, int sign) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException(name + " called on empty list");
    }
    Object best = list.get(0);
    for (Object each : list) {
      if (Integer.signum(compare(each, best)) == sign) {
        best = each;
      }
    }
    return best;
  }

  private static int compare(Object one, Object other) {
    return switch (one) {
      case Long left when other instanceof Long right -> left.compareTo(right);
      case Double left when other instanceof Double right -> left.compareTo(right);
      case UnsignedLong left when other instanceof UnsignedLong right -> left.compareTo(right);
      case Boolean left when other instanceof Boolean right -> left.compareTo(right);
      case Duration left when other instanceof Duration right -> left.compareTo(right);
      case Instant left when other instanceof Instant right -> left.compareTo(right);
      case String left when other instanceof String right -> left.compareTo(right);
      case CelByteString left when other instanceof CelByteString right ->
          java.util.Arrays.compareUnsigned(left.toByteArray(), right.toByteArray());
      default -> throw new IllegalArgumentException("no such overload");
    };
  }

  private static Object sum(List<?> list, Object zero) {
    Object sum = zero;
    for (Object each : list) {
      sum = plus(sum, each);
    }
    return sum;
  }

  private static Object plus(Object sum, Object each) {
    try {
      return switch (sum) {
        case Long left when each instanceof Long right -> (Object) Math.addExact(left, right);
        case Double left when each instanceof Double right -> (Object) (left + right);
        case UnsignedLong left when each instanceof UnsignedLong right -> left.plus(right);
        case Duration left when each instanceof Duration right -> left.plus(right);
        default -> throw new IllegalArgumentException("no such overload");
      };
    } catch (ArithmeticException e) {
      throw new CelNumericOverflowException(e);
    }
  }

  private static Object indexOf(Object[] arguments) {
    List<?> list = list(arguments);
    for (int i = 0; i < list.size(); i++) {
      if (ValueEquality.same(list.get(i), arguments[1])) {
        return (long) i;
      }
    }
    return -1L;
  }

  private static Object lastIndexOf(Object[] arguments) {
    List<?> list = list(arguments);
    for (int i = list.size() - 1; i >= 0; i--) {
      if (ValueEquality.same(list.get(i), arguments[1])) {
        return (long) i;
      }
    }
    return -1L;
  }
}
