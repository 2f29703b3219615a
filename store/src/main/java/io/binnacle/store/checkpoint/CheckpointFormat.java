package io.binnacle.store.checkpoint;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.Limits;

/**
 * The layout, all numbers big-endian:
 *
 * <pre>
 * header   magic 8, format version 4, must-understand bits 4, revision 8, compactRevision 8,
 *          rollingHash 8, CRC32C of these 4
 * block    length 4, CRC32C 4, then records; chained: the checksum begins with the one before
 * record   KEY      1, length 4, key
 *          VERSION  2, modRevision 8, subRevision 4, createRevision 8, version 8, keyLease 8,
 *                      value length 4, attachment length 4, value, attachment
 *          BURIED   3, modRevision 8, subRevision 4
 *          END      4, keys 8, versions and tombstones 8: the last record of the last block
 * </pre>
 *
 * Keys ascend; the versions of a key follow it, newest first.
 */
final class CheckpointFormat {
  /** "BNCSTATE". */
  static final long MAGIC = 0x424e_4353_5441_5445L;

  static final int FORMAT_VERSION = 1;
  static final int UNDERSTOOD_BITS = 0;
  static final int HEADER_BYTES = 8 + 4 + 4 + 8 + 8 + 8 + 4;
  static final int BLOCK_HEADER_BYTES = 8;

  static final byte RECORD_KEY = 1;
  static final byte RECORD_VERSION = 2;
  static final byte RECORD_BURIED = 3;
  static final byte RECORD_END = 4;

  static final int VERSION_HEADER_BYTES = 1 + 8 + 4 + 8 + 8 + 8 + 4 + 4;
  static final int BURIED_BYTES = 1 + 8 + 4;
  static final int END_BYTES = 1 + 8 + 8;

  /** A block is written once it is this full: one checksum for some fifty objects. */
  static final int BLOCK_BYTES = 64 * 1024;

  /** The largest record is added to an almost full block. */
  static final int BLOCK_BYTES_MAX = BLOCK_BYTES + Limits.COMMAND_BYTES_MAX + 1024;

  static {
    Invariant.check(
        VERSION_HEADER_BYTES + Limits.COMMAND_BYTES_MAX + BLOCK_BYTES <= BLOCK_BYTES_MAX,
        "a version does not fit in a block");
    Invariant.check(
        5 + Limits.KEY_BYTES_MAX + BLOCK_BYTES <= BLOCK_BYTES_MAX, "a key does not fit in a block");
  }

  private CheckpointFormat() {}
}
