package io.binnacle.consensus.base;

import java.util.Locale;

/**
 * Checks of promises that only a bug of ours can break. Always on. A bad request, a full disk or a
 * lost peer is never an invariant: those are outcomes.
 */
public final class Invariant {
  private Invariant() {}

  /** Thrown where a promise is broken; whoever owns the thread stops the member and says so. */
  public static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  public static void check(boolean holds, String message) {
    if (!holds) {
      throw new Violation(message);
    }
  }

  // The forms with numbers keep the hot path free of boxing and of arrays for varargs.
  public static void check(boolean holds, String format, long first, long second) {
    if (!holds) {
      throw new Violation(String.format(Locale.ROOT, format, first, second));
    }
  }

  public static void check(boolean holds, String format, Object first) {
    if (!holds) {
      throw new Violation(String.format(Locale.ROOT, format, first));
    }
  }

  public static void check(boolean holds, String format, Object first, Object second) {
    if (!holds) {
      throw new Violation(String.format(Locale.ROOT, format, first, second));
    }
  }

  /** For the branch that cannot be reached: {@code throw Invariant.violated("...")}. */
  public static Violation violated(String message) {
    return new Violation(message);
  }
}
