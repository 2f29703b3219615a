package io.binnacle.store;

import io.binnacle.consensus.base.Invariant;

/** Every fixed bound of the store; what an operator may change is in the store's configuration. */
public final class Limits {
  /** As large as kube-apiserver takes a request body, so that what it accepts fits here as well. */
  public static final int COMMAND_BYTES_MAX_DEFAULT = 3 * 1024 * 1024;

  /**
   * What apply and the readers of files accept, whatever a member's flags say: five times the
   * default leaves room for the flag, and a length field that was hit by a flipped bit still cannot
   * make a reader allocate more than this.
   */
  public static final int COMMAND_BYTES_MAX = 16 * 1024 * 1024;

  /** Longer than any key of Kubernetes: prefix, group, resource, namespace and name, 253 each. */
  public static final int KEY_BYTES_MAX = 64 * 1024;

  /** Etcd's {@code --max-txn-ops}: compares, and operations of each branch (KV-09). */
  public static final int TRANSACTION_OPERATIONS_MAX_DEFAULT = 128;

  /** What apply accepts, whatever a member's flags say. */
  public static final int TRANSACTION_OPERATIONS_MAX = 16_384;

  /** Nested transactions; a decoder recurses once for each. */
  public static final int TRANSACTION_DEPTH_MAX = 16;

  /**
   * Heap beside the bytes of key, value and attachment: the version 48, two revisions 32, two
   * slices 48, the arrays' headers 32, the chain's node 32, its slot in the tree 8 (all with
   * compact object headers).
   */
  public static final int VERSION_OVERHEAD_BYTES = 200;

  /**
   * Superseded versions that one automatic Compact forgets: some 4 microseconds each, so that apply
   * stands still for about 20 ms at a time.
   */
  public static final int COMPACTION_STEP_EVENTS_MAX = 5_000;

  static {
    Invariant.check(
        COMMAND_BYTES_MAX_DEFAULT <= COMMAND_BYTES_MAX && KEY_BYTES_MAX < COMMAND_BYTES_MAX,
        "a command of %d bytes does not fit in %d",
        COMMAND_BYTES_MAX_DEFAULT,
        COMMAND_BYTES_MAX);
    Invariant.check(
        TRANSACTION_OPERATIONS_MAX_DEFAULT <= TRANSACTION_OPERATIONS_MAX,
        "%d operations are more than %d",
        TRANSACTION_OPERATIONS_MAX_DEFAULT,
        TRANSACTION_OPERATIONS_MAX);
  }

  private Limits() {}
}
