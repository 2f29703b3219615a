package io.binnacle.consensus.wire;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said in which version of the protocol between members. */
public final class MessageVersions {
  private MessageVersions() {}

  /**
   * What to say instead to somebody who speaks the first version only: there, nothing is relief,
   * and commands have one version.
   *
   * @return null where it cannot be said at all
   */
  public static @Nullable PeerMessage inVersion(PeerMessage message, int version) {
    if (version > 1 || !(message instanceof PeerMessage.Propose propose)) {
      return message;
    }
    List<Proposal> plain = new ArrayList<>();
    for (Proposal each : propose.proposals()) {
      boolean isCommand =
          each.kind() == Proposal.Kind.COMMAND || each.kind() == Proposal.Kind.RELIEF;
      if (isCommand && each.version() == LogEntry.FIRST_COMMAND_VERSION) {
        plain.add(new Proposal(each.id(), each.command(), Proposal.Kind.COMMAND));
      }
    }
    return plain.size() == propose.proposals().size()
        ? new PeerMessage.Propose(propose.term(), plain)
        : null;
  }
}
