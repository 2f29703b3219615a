package io.binnacle.consensus.interaction;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Messages and entries in words. A position is written index/term. */
final class Telling {
  private Telling() {}

  static String of(PeerMessage message) {
    return switch (message) {
      case PeerMessage.RequestVote(long term, LogPosition last, boolean pre, boolean transfer) ->
          (pre ? "asks who would vote" : "asks for votes")
              + " in term "
              + term
              + ", last "
              + of(last)
              + (transfer ? ", as the leader told it" : "");
      case PeerMessage.VoteReply(long term, boolean granted, boolean pre) ->
          (granted ? (pre ? "would vote" : "votes") : (pre ? "would not vote" : "does not vote"))
              + ", term "
              + term;
      case PeerMessage.AppendEntries(long term, LogPosition previous, var entries, long commit) ->
          "appends "
              + of(entries)
              + " behind "
              + of(previous)
              + ", commit "
              + commit
              + ", term "
              + term;
      case PeerMessage.AppendReply(long term, boolean accepted, long index, LogPosition hint) ->
          accepted
              ? "has up to " + index + ", term " + term
              : "rejects " + index + ", hint " + of(hint) + ", term " + term;
      case PeerMessage.Heartbeat(long term, long commit, long context, long promise) ->
          "beats, commit "
              + commit
              + ", round "
              + context
              + (promise == 0 ? "" : ", asks for " + promise / 1_000_000 + " ms")
              + ", term "
              + term;
      case PeerMessage.HeartbeatReply(long term, long context, boolean promised) ->
          "hears round " + context + (promised ? ", promises" : "") + ", term " + term;
      case PeerMessage.CommitAdvanced(long term, long commit) ->
          "says commit " + commit + ", term " + term;
      case PeerMessage.InstallSnapshot part ->
          "sends the snapshot at " + of(part.snapshot().position()) + ", term " + part.term();
      case PeerMessage.InstallSnapshotReply reply ->
          "has " + reply.nextOffset() + " bytes of the snapshot at " + of(reply.position());
      case PeerMessage.ReadIndexRequest(long term, _) -> "asks for a read index, term " + term;
      case PeerMessage.ReadIndexReply(long term, _, long index) ->
          "answers read index " + index + ", term " + term;
      case PeerMessage.Propose(long term, var proposals) ->
          "forwards "
              + proposals.stream().map(Telling::of).collect(Collectors.joining(" "))
              + " to the leader of term "
              + term;
      case PeerMessage.ProposeRefused(long term, var proposals, var reason) ->
          "refuses " + proposals.size() + " proposals: " + reason + ", term " + term;
      case PeerMessage.TransferLeadership(long term, long target) ->
          "wants " + (target == 0 ? "another one" : target) + " to lead, term " + term;
      case PeerMessage.TimeoutNow(long term) -> "tells to campaign, term " + term;
    };
  }

  private static String of(Proposal proposal) {
    return proposal.kind() == Proposal.Kind.MEMBERSHIP ? "a change" : proposal.command().toUtf8();
  }

  static String of(LogPosition position) {
    return position.index() + "/" + position.term();
  }

  static String of(LogEntry entry) {
    String payload =
        switch (entry.kind()) {
          case NO_OP -> "no-op";
          case COMMAND -> entry.payload().toUtf8();
          case VERSIONED_COMMAND ->
              entry.command().toUtf8() + " (version " + entry.commandVersion() + ")";
          case MEMBERSHIP -> of(Objects.requireNonNull(MembershipForm.read(entry.payload())));
        };
    return of(entry.position()) + " " + payload;
  }

  /** Voters, then learners with an l, then those on their way out with a minus. */
  static String of(Membership membership) {
    List<String> words = new ArrayList<>();
    membership.voters().forEach(id -> words.add(String.valueOf(id)));
    membership.learners().forEach(id -> words.add(id + "l"));
    if (!membership.isJoint()) {
      return words.isEmpty() ? "{nobody}" : "{" + String.join(" ", words) + "}";
    }
    return "{"
        + String.join(" ", words)
        + " and "
        + membership.outgoingVoters().stream().map(String::valueOf).collect(Collectors.joining(" "))
        + "}";
  }

  static String of(List<LogEntry> entries) {
    return entries.isEmpty()
        ? "nothing"
        : entries.stream().map(Telling::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
