package io.binnacle.apiserver.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** HTTP headers: names without regard to case, values in the order they came. Immutable. */
public final class Headers {
  private static final Headers NONE = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

  private final SortedMap<String, List<String>> values;

  private Headers(SortedMap<String, List<String>> values) {
    this.values = values;
  }

  public static Headers none() {
    return NONE;
  }

  public static Headers of(String name, String value) {
    return NONE.with(name, value);
  }

  public static Headers of(Map<String, List<String>> values) {
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.forEach((name, each) -> copy.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(each));
    return new Headers(copy);
  }

  /** The same headers with one more value. */
  public Headers with(String name, String value) {
    TreeMap<String, List<String>> copy = new TreeMap<>(values);
    List<String> all = new ArrayList<>(copy.getOrDefault(name, List.of()));
    all.add(value);
    copy.put(name, all);
    return new Headers(copy);
  }

  /** The same headers with this value in place of those of that name. */
  public Headers replaced(String name, String value) {
    TreeMap<String, List<String>> copy = new TreeMap<>(values);
    copy.put(name, List.of(value));
    return new Headers(copy);
  }

  /** Whether there is a header whose name begins so, without regard to case. */
  public boolean hasWithPrefix(String prefix) {
    SortedMap<String, List<String>> from = values.tailMap(prefix);
    return !from.isEmpty() && from.firstKey().regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** The first value; null where the header is absent. */
  public @Nullable String first(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() ? null : all.getFirst();
  }

  public List<String> all(String name) {
    return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
  }

  public void forEach(BiConsumer<String, String> action) {
    values.forEach((name, all) -> all.forEach(value -> action.accept(name, value)));
  }

  @Override
  public String toString() {
    // Names only: values may be credentials.
    return values.keySet().toString();
  }
}
