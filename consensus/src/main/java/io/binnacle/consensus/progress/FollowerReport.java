package io.binnacle.consensus.progress;

/**
 * What a leader tells about a member, for people to see.
 *
 * @param heard within the last election timeout
 * @param snapshot whether it is being sent one
 * @param inFlight appends that it has not answered yet
 */
public record FollowerReport(
    long memberId, long matchIndex, boolean heard, boolean snapshot, int inFlight) {}
