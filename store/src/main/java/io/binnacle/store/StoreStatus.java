package io.binnacle.store;

import io.binnacle.consensus.MemberStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a replica knows of itself.
 *
 * @param member null where the source of order is not our own consensus
 */
public record StoreStatus(
    @Nullable MemberStatus member,
    Revision revision,
    Revision compactRevision,
    long liveKeys,
    long liveBytes,
    long historyBytes,
    long watchers) {}
