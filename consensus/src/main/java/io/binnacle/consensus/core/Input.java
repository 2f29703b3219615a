package io.binnacle.consensus.core;

import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.SnapshotDescription;
import io.binnacle.consensus.message.Understanding;
import java.util.List;

/** What can happen to a member. */
public sealed interface Input {
  /**
   * One tick has passed (25 ms). After a pause the driver sends one tick for all that were missed
   * (RAFT-16).
   */
  record Tick() implements Input {}

  /**
   * What this member's clock says, told before each other input and after that has come; only where
   * reads may rest on a lease (RAFT-50). Nothing follows from it by itself.
   *
   * @param nanos from any origin; see {@link io.binnacle.consensus.ConsensusConfig.ReadLease} for
   *     what is asked of the clock
   */
  record ClockRead(long nanos) implements Input {}

  /** A message came from the member at the other end of an authenticated connection. */
  record Received(long from, PeerMessage message) implements Input {}

  /**
   * This member's clients want these commands in the log: everything that was waiting, in one list
   * (RAFT-31). Each proposal that {@link Effect.ProposalsRefused} of the same step does not name
   * was appended or forwarded in the term that {@link RaftCore#term()} tells after the step; this
   * input never changes the term. Once an entry of a later term is applied, proposals of that term
   * that have not been applied never will be (design D17).
   */
  record Proposed(List<Proposal> proposals) implements Input {
    public Proposed {
      proposals = List.copyOf(proposals);
    }
  }

  /**
   * Proposals of this member, with their ids, that were forwarded in this term a while ago and have
   * no outcome: the message, or the leader's answer, may have been lost. A leader takes what it has
   * not seen, and says again of what it did not take that it did not. In ascending order.
   */
  record ProposedAgain(List<Proposal> proposals) implements Input {
    public ProposedAgain {
      proposals = List.copyOf(proposals);
    }
  }

  /**
   * A linearizable read wants an index. One request may stand for any number of readers that were
   * waiting. Each ends in one {@link Effect.ReadReady} or {@link Effect.ReadFailed}.
   *
   * @param requestId the driver's counter, never reused
   */
  record ReadRequested(long requestId) implements Input {}

  /**
   * Everything up to and including the {@link Effect.Persist} or {@link Effect.InstallSnapshot} of
   * this id is on disk. Several may be in flight; they become durable in order, and one input may
   * stand for many. Ids are never reused, so a late report of an overwritten entry cannot be taken
   * for its successor (RAFT-42).
   */
  record Persisted(long persistId) implements Input {}

  /**
   * A snapshot that was received through {@link Effect.ReceiveSnapshotChunk} is complete, verified
   * and durable under its final name (RAFT-68). The core answers with {@link
   * Effect.InstallSnapshot} where it is still of use.
   */
  record SnapshotPersisted(SnapshotDescription snapshot) implements Input {}

  /**
   * The state machine has been restored from the snapshot of {@link Effect.InstallSnapshot}.
   *
   * @param stateVersion of the newest command that it has seen
   */
  record SnapshotInstalled(LogPosition position, int stateVersion) implements Input {
    /** Of a state that every program reads. */
    public SnapshotInstalled(LogPosition position) {
      this(position, LogEntry.FIRST_COMMAND_VERSION);
    }
  }

  /**
   * This member's own snapshot of its state at this position is durable. The core answers with
   * {@link Effect.ReleaseLog} where log has become unnecessary.
   */
  record SnapshotTaken(LogPosition position) implements Input {}

  /**
   * The transfer asked for by {@link Effect.StartSnapshotSend} has ended.
   *
   * @param position of the snapshot that was sent
   * @param delivered the receiver has all of it on disk
   */
  record SnapshotSendFinished(long to, LogPosition position, boolean delivered) implements Input {}

  /**
   * Whoever runs this member wants leadership handed to another (RAFT-63). A follower asks its
   * leader. Ends in {@link Effect.TransferFailed}, or in a {@link Effect.RoleChanged} that tells of
   * another leader; on a follower perhaps in neither, if the leader does not hand over.
   *
   * @param target {@link io.binnacle.consensus.log.HardState#NOBODY} for whichever voter is best
   * @param request which one of this member's it is, from 1; told with its failure
   */
  record TransferRequested(long target, long request) implements Input {
    /** In place of the number of a request that another member has sent here. */
    public static final long BY_ANOTHER_MEMBER = 0;
  }

  /** The connection to a member closed, or refused to open (design D17). */
  record PeerLost(long peer) implements Input {}

  /** A member, this one or another, has said what it can read in the log. */
  record Understood(long memberId, Understanding understands) implements Input {}

  /** The state machine has applied everything up to this index. */
  record Applied(long index) implements Input {}

  /** How far the log can grow has changed (design D3, WAL-25). */
  record DiskSpaceChanged(DiskRoom room) implements Input {}

  /** What may still get into the log. */
  enum DiskRoom {
    ENOUGH,
    /** The disk is full: only what frees room, and what the group itself needs. */
    RELIEF_ONLY,
    /** Only what the group itself needs: terms, votes, entries of a new leader. */
    NONE
  }
}
