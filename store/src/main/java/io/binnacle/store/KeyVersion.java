package io.binnacle.store;

import io.binnacle.consensus.base.Bytes;

/**
 * One version of a key (KV-04).
 *
 * @param createRevision the revision that created the key since it was last deleted
 * @param modRevision the revision that wrote this version
 * @param version 1 at creation, one more for each write
 * @param keyLease the id of the key's lease; 0 for none
 * @param value what a client of the store sees
 * @param attachment what the writer wants to find beside the value without parsing it (design D6);
 *     may be empty
 */
public record KeyVersion(
    Bytes key,
    Revision createRevision,
    Revision modRevision,
    long version,
    long keyLease,
    Bytes value,
    Bytes attachment) {}
