package io.binnacle.manifests.schema.cel.value;

import dev.cel.common.internal.ComparisonFunctions;
import dev.cel.runtime.RuntimeHelpers;
import io.binnacle.manifests.schema.SchemaAttributes.ListType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Equality and concatenation as Kubernetes has them: numbers are compared across types, and the
 * order of a set or a list-map does not count (CEL-09, CEL-10).
 */
public final class ValueEquality {
  private ValueEquality() {}

  /** {@code ==}; values of different kinds are not equal, which is no error. */
  public static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number left && other instanceof Number right) {
      return ComparisonFunctions.numericEquals(left, right);
    }
    if (one instanceof Map<?, ?> left) {
      return other instanceof Map<?, ?> right && sameMaps(left, right);
    }
    if (one instanceof Collection<?> left) {
      return other instanceof Collection<?> right && sameLists(left, right);
    }
    return Objects.equals(one, other);
  }

  private static boolean sameMaps(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      Object other = right.get(entry.getKey());
      if (other == null || !same(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameLists(Collection<?> left, Collection<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    if (left instanceof ListValue list && list.listType() != ListType.ATOMIC) {
      return left.stream().allMatch(item -> containsSame(right, item));
    }
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!same(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean containsSame(Collection<?> items, Object wanted) {
    return items.stream().anyMatch(item -> same(item, wanted));
  }

  /** {@code left + right}: a set takes what it has not, a list-map takes over by key. */
  public static List<Object> concatenate(List<Object> left, List<Object> right) {
    if (!(left instanceof ListValue list) || list.listType() == ListType.ATOMIC) {
      // Macros build their lists with this operator; the library's own appends in place.
      return RuntimeHelpers.concat(left, right);
    }
    List<Object> all = new ArrayList<>(left);
    for (Object item : right) {
      add(list, all, item);
    }
    return all;
  }

  private static void add(ListValue list, List<Object> all, Object item) {
    boolean byKey = list.listType() == ListType.MAP;
    for (int i = 0; i < all.size(); i++) {
      boolean found =
          byKey ? same(list.keysOf(all.get(i)), list.keysOf(item)) : same(all.get(i), item);
      if (found) {
        all.set(i, item);
        return;
      }
    }
    all.add(item);
  }
}
