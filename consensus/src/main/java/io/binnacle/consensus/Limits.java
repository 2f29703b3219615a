package io.binnacle.consensus;

import io.binnacle.consensus.base.Invariant;

/** The bounds of this module that are not configured. */
public final class Limits {
  private Limits() {}

  /** A command: a Kubernetes request body of 3 MiB, with its key, needs a little more. */
  public static final int COMMAND_BYTES_MAX = (3 << 20) + (64 << 10);

  /** One append to a follower carries at least one entry, and stops behind this much (RAFT-28). */
  public static final int APPEND_BYTES_MAX = 1 << 20;

  /** A frame between members: an append whose last entry is of the largest size, and headers. */
  public static final int FRAME_BYTES_MAX = 8 << 20;

  /** One record of the write-ahead log: the largest entry and its header. */
  public static final int WAL_RECORD_BYTES_MAX = 4 << 20;

  /** One write to the log: several records, so that one sync serves many proposals. */
  public static final int WAL_BATCH_BYTES_MAX = 8 << 20;

  /** One piece of a snapshot on its way to another member. */
  public static final int SNAPSHOT_CHUNK_BYTES = 256 << 10;

  /** Chunks that may be on their way unacknowledged: 1 MiB keeps a fast link busy. */
  public static final int SNAPSHOT_CHUNKS_IN_FLIGHT = 4;

  /** How much of a snapshot is written between two syncs, so that none of them takes long. */
  public static final int SNAPSHOT_SYNC_BYTES = 4 << 20;

  /** Messages waiting for one peer; more are dropped, which Raft tolerates. */
  public static final int SEND_QUEUE_MESSAGES_MAX = 4_096;

  /** Bytes waiting for one peer; more are dropped. */
  public static final long SEND_QUEUE_BYTES_MAX = 64L << 20;

  /** Messages from peers and answers of the disk waiting for the driver. */
  public static final int MAILBOX_INPUTS_MAX = 65_536;

  /** How many bytes of committed commands the state machine is handed at once (RAFT-25). */
  public static final int APPLY_BATCH_BYTES_MAX = 4 << 20;

  static {
    Invariant.check(
        COMMAND_BYTES_MAX < WAL_RECORD_BYTES_MAX,
        "a command of %d bytes does not fit in a record of %d",
        COMMAND_BYTES_MAX,
        WAL_RECORD_BYTES_MAX);
    Invariant.check(
        APPEND_BYTES_MAX + WAL_RECORD_BYTES_MAX < FRAME_BYTES_MAX,
        "an append of %d bytes does not fit in a frame of %d",
        APPEND_BYTES_MAX + WAL_RECORD_BYTES_MAX,
        FRAME_BYTES_MAX);
    Invariant.check(
        SNAPSHOT_CHUNK_BYTES < FRAME_BYTES_MAX,
        "a chunk of %d bytes does not fit in a frame of %d",
        SNAPSHOT_CHUNK_BYTES,
        FRAME_BYTES_MAX);
  }
}
