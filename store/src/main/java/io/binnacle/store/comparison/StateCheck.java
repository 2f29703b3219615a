package io.binnacle.store.comparison;

import io.binnacle.store.mvcc.StateDigest;

/**
 * A command that compares the members' states and changes nothing of them: no revision, no event,
 * nothing that a checkpoint holds. It goes through the log, so that all members look at their state
 * at the same position of it.
 *
 * <p>What goes into a {@link StateDigest} belongs to the version of these commands: programs of
 * which one counts something that the other does not would find each other's state wrong. Who
 * changes it makes commands of a new version, which all members have to understand first.
 */
public sealed interface StateCheck {
  /** Of all commands of this kind; the store's writes are commands of version 1 (CLUS-25). */
  int COMMAND_VERSION = 2;

  /** Each member takes the digest of its state as it is at the position of this command. */
  record Compare() implements StateCheck {}

  /**
   * What a member has found.
   *
   * @param comparedIndex of the {@link Compare} in the log
   */
  record Report(long memberId, long comparedIndex, StateDigest digest) implements StateCheck {}
}
