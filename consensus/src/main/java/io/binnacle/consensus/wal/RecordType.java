package io.binnacle.consensus.wal;

import org.jspecify.annotations.Nullable;

/** The kinds of records; the codes are on disk for ever. */
enum RecordType {
  /** Opens what was written at once and says how far the segment was durable before. */
  BATCH(1),
  ENTRY(2),
  HARD_STATE(3),
  SNAPSHOT(4);

  final int code;

  RecordType(int code) {
    this.code = code;
  }

  static @Nullable RecordType of(int code) {
    return switch (code) {
      case 1 -> BATCH;
      case 2 -> ENTRY;
      case 3 -> HARD_STATE;
      case 4 -> SNAPSHOT;
      default -> null;
    };
  }
}
