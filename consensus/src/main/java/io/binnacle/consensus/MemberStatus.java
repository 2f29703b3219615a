package io.binnacle.consensus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows of itself and its group.
 *
 * @param memberId the member's own id
 * @param name the member's name in {@code --initial-cluster}
 * @param role what it is at the moment
 * @param term Raft's term
 * @param leaderId null while no leader is known
 * @param commitIndex the highest index known to be committed
 * @param appliedIndex the highest index the state machine has applied
 * @param lastIndex the highest index in the member's log
 * @param peers the other members
 */
public record MemberStatus(
    long memberId,
    String name,
    Role role,
    long term,
    @Nullable Long leaderId,
    long commitIndex,
    long appliedIndex,
    long lastIndex,
    List<Peer> peers) {

  public MemberStatus {
    peers = List.copyOf(peers);
  }

  /**
   * Leader known, and this member is caught up with what the leader told it is committed (what
   * readiness means).
   */
  public boolean isCaughtUp(long entriesBehindMax) {
    return leaderId != null && commitIndex - appliedIndex <= entriesBehindMax;
  }

  /** Roles of Raft; a learner never campaigns. */
  public enum Role {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    LEARNER
  }

  /**
   * Another member as this one sees it.
   *
   * @param matchIndex as known by the leader; 0 elsewhere
   */
  public record Peer(long memberId, String name, boolean connected, long matchIndex) {}
}
