package io.binnacle.apiserver.health;

import org.jspecify.annotations.Nullable;

/**
 * What one replica says of itself; served as JSON under {@code /binnacle/v1/status} with these
 * names.
 *
 * @param role leader, follower, candidate or learner
 * @param leader the leader's name; null while none is known
 * @param lag how many committed entries this replica has not applied yet
 * @param url where clients reach this replica
 */
public record ServerStatus(
    String name,
    String memberId,
    String role,
    long term,
    long commitIndex,
    long appliedIndex,
    long revision,
    @Nullable String leader,
    long lag,
    boolean ready,
    String url,
    long pid) {}
