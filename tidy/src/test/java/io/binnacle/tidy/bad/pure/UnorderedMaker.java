package io.binnacle.tidy.bad.pure;

import java.util.Map;
import java.util.Set;

/** Breaks rule 2: the order of these changes from run to run. */
final class UnorderedMaker {
  private UnorderedMaker() {}

  static Map<String, Integer> map() {
    return Map.of("a", 1, "b", 2);
  }

  static Set<String> set() {
    return Set.copyOf(map().keySet());
  }
}
