package io.binnacle.consensus.linearizability;

/**
 * One call of a client on one register, and what became of it. Values are unique over all writes; 0
 * stands for "there is none".
 *
 * @param invoked when it began, as a place in the order of all beginnings and ends
 * @param returned when the client had its outcome; {@link #NEVER} where it had none
 */
public record Operation(
    int client, String key, Call call, Result result, long invoked, long returned) {
  /** Of a call without an outcome: it may take effect at any later time, or not at all. */
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (invoked >= returned) {
      throw new IllegalArgumentException("ended at " + returned + ", begun at " + invoked);
    }
    if ((result instanceof Result.Unknown) != (returned == NEVER)) {
      throw new IllegalArgumentException("an unknown outcome never returns: " + result);
    }
  }

  /** What a client wants. */
  public sealed interface Call {
    /** The value. */
    record Read() implements Call {}

    /** Put the value if the register holds the expected one. */
    record CompareAndPut(long expected, long value) implements Call {}
  }

  /** What a client was told. */
  public sealed interface Result {
    /** The register held this. */
    record Held(long value) implements Result {}

    /** The value was put. */
    record Put() implements Result {}

    /** The register held something else than expected. */
    record Mismatch() implements Result {}

    /** Nobody knows. */
    record Unknown() implements Result {}
  }

  boolean isKnown() {
    return returned != NEVER;
  }

  /** A register that holds this value may answer so. */
  boolean fits(long held) {
    return switch (call) {
      case Call.Read _ -> result instanceof Result.Held(long seen) && seen == held;
      case Call.CompareAndPut(long expected, _) ->
          switch (result) {
            case Result.Put _, Result.Unknown _ -> held == expected;
            case Result.Mismatch _ -> held != expected;
            case Result.Held _ -> false;
          };
    };
  }

  /** What the register holds afterwards, where {@link #fits} holds. */
  long after(long held) {
    return call instanceof Call.CompareAndPut(_, long value) && !(result instanceof Result.Mismatch)
        ? value
        : held;
  }

  @Override
  public String toString() {
    return "client %d on %s: %s -> %s [%d, %s]"
        .formatted(client, key, call, result, invoked, isKnown() ? returned : "never");
  }
}
