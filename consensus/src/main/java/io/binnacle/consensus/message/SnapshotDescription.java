package io.binnacle.consensus.message;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;

/**
 * A snapshot, without its content.
 *
 * @param position the last entry it contains
 * @param membership the configuration as of that entry (RAFT-61)
 * @param contentChecksum CRC32C over the whole content
 */
public record SnapshotDescription(
    LogPosition position, Membership membership, long contentBytes, int contentChecksum) {
  public SnapshotDescription {
    Invariant.check(
        contentBytes >= 0, "snapshot at %d of %d bytes", position.index(), contentBytes);
  }
}
