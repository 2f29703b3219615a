package io.binnacle.bench.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * Which registers are in use. After some calls a register makes room for a new one, so that no
 * history of one key is too long to be checked.
 */
final class RegisterKeys {
  private static final int IN_USE = 4;
  private static final int CALLS_EACH_MAX = 400;

  private final List<String> all = new ArrayList<>();
  private final int[] calls = new int[IN_USE];
  private final String[] current = new String[IN_USE];
  private long values;

  RegisterKeys() {
    for (int i = 0; i < IN_USE; i++) {
      current[i] = newKey();
    }
  }

  private String newKey() {
    String key = "register-" + (all.size() + 1);
    all.add(key);
    return key;
  }

  synchronized String use(int drawn) {
    int which = Math.floorMod(drawn, IN_USE);
    calls[which]++;
    if (calls[which] > CALLS_EACH_MAX) {
      calls[which] = 0;
      current[which] = newKey();
    }
    return current[which];
  }

  /** One that nobody else writes. */
  synchronized long newValue() {
    values++;
    return values;
  }

  synchronized List<String> all() {
    return List.copyOf(all);
  }
}
