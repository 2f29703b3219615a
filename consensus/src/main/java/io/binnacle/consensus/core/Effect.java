package io.binnacle.consensus.core;

import io.binnacle.consensus.log.HardState;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import java.util.List;

/**
 * What is to be done. The order within the list of one step is the contract:
 *
 * <ol>
 *   <li>Effects are carried out in the order of the list.
 *   <li>Effects listed <em>behind</em> a {@link Persist}, an {@link InstallSnapshot} or an {@link
 *       AwaitPersisted} wait until that persist id is durable (votes and acknowledgements, RAFT-36,
 *       RAFT-37). Effects listed <em>before</em> it do not wait: so a leader's appends go out while
 *       its own disk works (RAFT-38).
 *   <li>The list of the next step does not wait for that of an earlier one: its own effects in
 *       front of a Persist are carried out at once. The core lists {@link AwaitPersisted} where a
 *       promise rests on a Persist of an earlier step.
 *   <li>Persist and InstallSnapshot carry increasing ids over all steps and go to the log in that
 *       order. Any number may be in flight; one sync may serve many. The driver reports with {@link
 *       Input.Persisted}, and releases what waits for an id no later than in the same turn in which
 *       it reports that id. What waits is released in the order of the ids.
 *   <li>A list has at most one of Persist, InstallSnapshot and AwaitPersisted.
 * </ol>
 *
 * <p>So the driver needs a queue of (persist id, effects) and nothing else to keep the order.
 */
public sealed interface Effect {
  /**
   * Write to the log and sync. The entries are consecutive; whatever the log holds at the index of
   * the first or above is discarded (RAFT-41). May be without entries (a vote). A sync is needed
   * for every Persist: the core lists none for a mere change of the commit index (RAFT-39).
   */
  record Persist(long persistId, HardState hardState, List<LogEntry> entries) implements Effect {
    public Persist {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The log is replaced by a snapshot that is durable in the snapshot store: write the pointer to
   * it, and the hard state, to the log and sync (RAFT-40); everything the log held is discarded,
   * the next entry has the index behind the snapshot's. Beside that, restore the state machine from
   * it and report {@link Input.SnapshotInstalled}. No {@link Apply} is listed until then.
   */
  record InstallSnapshot(long persistId, SnapshotDescription snapshot, HardState hardState)
      implements Effect {}

  /** Nothing new to write, but what follows rests on an earlier Persist that is in flight. */
  record AwaitPersisted(long persistId) implements Effect {}

  /** Messages to one member are sent in the order they are listed. */
  record Send(long to, PeerMessage message) implements Effect {}

  /**
   * As {@link Send}, of proposals that may have reached the leader before: if this message cannot
   * be sent, nothing is known about them.
   */
  record Repeat(long to, PeerMessage.Propose message) implements Effect {}

  /**
   * Hand to the apply loop: consecutive committed entries of any kind, each listed once, all of
   * them durable here (RAFT-43). The loop answers with {@link Input.Applied}.
   */
  record Apply(List<LogEntry> committed) implements Effect {
    public Apply {
      committed = List.copyOf(committed);
    }
  }

  /** The read may be served once everything up to {@code readIndex} is applied. */
  record ReadReady(long requestId, long readIndex) implements Effect {}

  /** No index could be had; asking again takes a new request id. */
  record ReadFailed(long requestId, ReadFailure reason) implements Effect {}

  /** These proposals of this member are not in the log and never will be. */
  record ProposalsRefused(List<ProposalId> proposals, RefusalReason reason) implements Effect {
    public ProposalsRefused {
      proposals = List.copyOf(proposals);
    }
  }

  /**
   * Send the newest own snapshot in {@link PeerMessage.InstallSnapshot} parts of this term, then
   * report {@link Input.SnapshotSendFinished}, in bounded time even if nobody answers: until then
   * that member gets nothing else. A transfer to that member that is already running is given up in
   * favour of this one. All transfers end, unreported, when this member stops leading in this term.
   */
  record StartSnapshotSend(long to, long term) implements Effect {}

  /** An answer for the transfer to that member. */
  record SnapshotChunkAcknowledged(long from, PeerMessage.InstallSnapshotReply reply)
      implements Effect {}

  /**
   * A part of a snapshot of the current leader, to be written down. The receiver answers it with
   * {@link PeerMessage.InstallSnapshotReply} and reports the whole with {@link
   * Input.SnapshotPersisted}.
   */
  record ReceiveSnapshotChunk(long from, PeerMessage.InstallSnapshot part) implements Effect {}

  /**
   * Another configuration is in force here: it was applied, or came with a snapshot.
   *
   * @param removesSelf this member belonged to the group until now
   */
  record MembershipChanged(Membership membership, boolean removesSelf) implements Effect {}

  /**
   * This member did not hand leadership over and goes on as before.
   *
   * @param requests what this ends: the one that was refused, or all that the transfer was for,
   *     each by its number in {@link Input.TransferRequested}
   */
  record TransferFailed(long target, TransferFailure reason, List<Long> requests)
      implements Effect {
    public TransferFailed {
      requests = List.copyOf(requests);
    }
  }

  /** The log up to and including this position is of no more use and may be deleted. */
  record ReleaseLog(LogPosition base) implements Effect {}

  /**
   * @param leaderId {@link HardState#NOBODY} while none is known
   */
  record RoleChanged(RoleName role, long term, long leaderId) implements Effect {}

  /** The roles of a member. */
  enum RoleName {
    FOLLOWER,
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
  }

  /** Why leadership was not handed over. */
  enum TransferFailure {
    /** This member does not lead. */
    NOT_LEADER,
    /** The target is this member, or no voter, or no voter answers at the moment. */
    BAD_TARGET,
    /** An election timeout went by (RAFT-63). */
    TIMEOUT,
    /** Another target was named meanwhile. */
    REPLACED
  }

  /** Why a read got no index. */
  enum ReadFailure {
    /** No leader is known here. */
    NO_LEADER,
    /** The leader or the term changed while the read waited (RAFT-48). */
    LEADER_CHANGED,
    /** Leadership could not be confirmed in time. */
    TIMEOUT,
    /** More reads wait than the core keeps. */
    OVERLOADED
  }
}
