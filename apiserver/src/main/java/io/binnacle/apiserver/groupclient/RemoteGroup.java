package io.binnacle.apiserver.groupclient;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The group as a server tells it; ids are hexadecimal texts.
 *
 * @param leaderId null while none is known
 */
public record RemoteGroup(
    String clusterId, @Nullable String leaderId, boolean joint, List<RemoteMember> members) {
  public RemoteGroup {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param standing voter, learner or outgoing_voter
   * @param lagEntries what it lacks of the leader's log; null where another member was asked
   */
  public record RemoteMember(
      String memberId,
      String name,
      String host,
      int port,
      String standing,
      boolean connected,
      @Nullable Long lagEntries) {}
}
