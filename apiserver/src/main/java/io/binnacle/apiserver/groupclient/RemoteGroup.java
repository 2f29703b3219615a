package io.binnacle.apiserver.groupclient;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The group as a server tells it; ids are hexadecimal texts.
 *
 * @param leaderId null while none is known
 * @param reads what all members can read in the log, as far as they have said
 */
public record RemoteGroup(
    String clusterId,
    @Nullable String leaderId,
    boolean joint,
    List<RemoteMember> members,
    Reads reads) {
  public RemoteGroup {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param standing voter, learner or outgoing_voter
   * @param lagEntries what it lacks of the leader's log; null where another member was asked
   * @param reads what it has said that it can read in the log
   */
  public record RemoteMember(
      String memberId,
      String name,
      String host,
      int port,
      String standing,
      boolean connected,
      @Nullable Long lagEntries,
      Reads reads) {}

  /**
   * The newest versions of the kinds of entries, and of commands, that a program knows.
   *
   * @param entries 0 where the server does not say, as one of before
   */
  public record Reads(int entries, int commands) {}
}
