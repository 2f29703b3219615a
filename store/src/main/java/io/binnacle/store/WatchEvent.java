package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One change of one key.
 *
 * @param revision the write that changed it
 * @param subRevision its place among the changes of that write, from 0 (KV-03)
 * @param current the version written; null where the key was deleted
 * @param previous the version before; null where the key was created (KVWATCH-18)
 */
public record WatchEvent(
    Revision revision,
    int subRevision,
    Bytes key,
    @Nullable KeyVersion current,
    @Nullable KeyVersion previous) {}
