package io.binnacle.consensus.message;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import java.util.List;

/**
 * A message between two members. The sender is told by the connection, never by the message. Any of
 * them may be lost, doubled or overtaken.
 */
public sealed interface PeerMessage {
  /**
   * The sender's term; of {@link RequestVote} and a granted pre-vote, the term that is asked for.
   */
  long term();

  /**
   * Asks for a vote (Raft section 5.2).
   *
   * @param last the end of the candidate's log
   * @param preVote only a question: neither side changes its term (thesis 9.6, RAFT-06)
   * @param transfer the leader itself asked for this election: stickiness does not apply (RAFT-07)
   */
  record RequestVote(long term, LogPosition last, boolean preVote, boolean transfer)
      implements PeerMessage {}

  /**
   * @param term the asked term where granted, the sender's own where not
   */
  record VoteReply(long term, boolean granted, boolean preVote) implements PeerMessage {}

  /**
   * Entries behind {@code previous}; may be empty (a probe).
   *
   * @param commitIndex the leader's
   */
  record AppendEntries(long term, LogPosition previous, List<LogEntry> entries, long commitIndex)
      implements PeerMessage {
    public AppendEntries {
      entries = List.copyOf(entries);
    }

    public long lastIndex() {
      return previous.index() + entries.size();
    }
  }

  /**
   * Answers {@link AppendEntries}; rejected, it also answers anything of an old leader (RAFT-09).
   *
   * @param index accepted: the log matches the leader's up to here, durably; rejected: the index of
   *     the {@code previous} that did not match
   * @param hint rejected: the largest own position that may match (RAFT-26); {@link
   *     LogPosition#NONE} where accepted
   */
  record AppendReply(long term, boolean accepted, long index, LogPosition hint)
      implements PeerMessage {}

  /**
   * The leader lives; also a round of ReadIndex.
   *
   * @param commitIndex never beyond what the receiver has acknowledged (RAFT-22)
   * @param readContext of the newest round; 0 before the first
   * @param promiseNanos for how long the receiver is asked to vote for nobody, by its clock; 0 for
   *     not at all (RAFT-50)
   */
  record Heartbeat(long term, long commitIndex, long readContext, long promiseNanos)
      implements PeerMessage {
    /** Asks for no promise. */
    public Heartbeat(long term, long commitIndex, long readContext) {
      this(term, commitIndex, readContext, 0);
    }
  }

  /**
   * Echoes the context, which confirms that round and all earlier ones (RAFT-47).
   *
   * @param promised what the heartbeat asked for; always false where it asked for nothing
   */
  record HeartbeatReply(long term, long readContext, boolean promised) implements PeerMessage {
    /** Promises nothing. */
    public HeartbeatReply(long term, long readContext) {
      this(term, readContext, false);
    }
  }

  /**
   * A member's operator wants another one to lead. Not answered: who asked sees another leader, or
   * does not.
   *
   * @param target {@link io.binnacle.consensus.log.HardState#NOBODY} for whichever voter is best
   */
  record TransferLeadership(long term, long target) implements PeerMessage {}

  /**
   * Sent at once when the commit index moves and no append carries it (design D17). Never answered:
   * if it is lost, the next heartbeat says the same.
   *
   * @param commitIndex never beyond what the receiver has acknowledged
   */
  record CommitAdvanced(long term, long commitIndex) implements PeerMessage {}

  /** A part of a snapshot's content, {@code offset} bytes from its start. */
  record InstallSnapshot(long term, SnapshotDescription snapshot, long offset, Bytes chunk)
      implements PeerMessage {
    public boolean isLast() {
      return offset + chunk.length() == snapshot.contentBytes();
    }
  }

  /**
   * Made by the snapshot receiver, not by the core: asks for the part at {@code nextOffset}. That
   * the snapshot is in force is said by an {@link AppendReply}.
   *
   * @param refused the receiver gives this transfer up
   */
  record InstallSnapshotReply(long term, LogPosition position, long nextOffset, boolean refused)
      implements PeerMessage {}

  /** A follower asks the leader of {@code term} for a read index (RAFT-48). */
  record ReadIndexRequest(long term, long readContext) implements PeerMessage {}

  /**
   * @param readContext of the request; it confirms all reads the follower registered before sending
   *     that request
   */
  record ReadIndexReply(long term, long readContext, long readIndex) implements PeerMessage {}

  /**
   * Forwards proposals to a leader.
   *
   * @param term the term of the leader it is addressed to; refused in any other (design D17)
   */
  record Propose(long term, List<Proposal> proposals) implements PeerMessage {
    public Propose {
      proposals = List.copyOf(proposals);
    }
  }

  /** The answer to {@link Propose} where there will be no entry. */
  record ProposeRefused(long term, List<ProposalId> proposals, RefusalReason reason)
      implements PeerMessage {
    public ProposeRefused {
      proposals = List.copyOf(proposals);
    }
  }

  /** The leader asks the receiver to campaign at once (RAFT-63). */
  record TimeoutNow(long term) implements PeerMessage {}
}
