package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipForm;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Proposal;
import io.binnacle.consensus.message.RefusalReason;
import io.binnacle.consensus.message.SnapshotDescription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code byte kind | long term | fields}. The kinds' numbers are on the wire for ever. */
public final class MessageCodec {
  private static final int PROPOSAL_ID_BYTES = 16;

  /** Added to a proposal's kind: the version of the command follows. */
  private static final int VERSIONED = 0x40;

  private MessageCodec() {}

  public static int size(PeerMessage message) {
    WireWriter counter = WireWriter.counting();
    put(message, counter);
    return counter.size();
  }

  public static void write(PeerMessage message, ByteBuffer target) {
    put(message, WireWriter.into(target));
  }

  private static void put(PeerMessage message, WireWriter out) {
    out.putByte(kindOf(message)).putLong(message.term());
    switch (message) {
      case PeerMessage.RequestVote m ->
          out.putPosition(m.last()).putBoolean(m.preVote()).putBoolean(m.transfer());
      case PeerMessage.VoteReply m -> out.putBoolean(m.granted()).putBoolean(m.preVote());
      case PeerMessage.AppendEntries m -> {
        out.putPosition(m.previous()).putLong(m.commitIndex()).putInt(m.entries().size());
        m.entries().forEach(entry -> putEntry(entry, out));
      }
      case PeerMessage.AppendReply m ->
          out.putBoolean(m.accepted()).putLong(m.index()).putPosition(m.hint());
      case PeerMessage.Heartbeat m -> {
        out.putLong(m.commitIndex()).putLong(m.readContext());
        if (m.promiseNanos() != 0) {
          out.putLong(m.promiseNanos());
        }
      }
      case PeerMessage.HeartbeatReply m -> out.putLong(m.readContext());
      case PeerMessage.CommitAdvanced m -> out.putLong(m.commitIndex());
      case PeerMessage.InstallSnapshot m -> {
        putSnapshot(m.snapshot(), out);
        out.putLong(m.offset()).putBytes(m.chunk());
      }
      case PeerMessage.InstallSnapshotReply m ->
          out.putPosition(m.position()).putLong(m.nextOffset()).putBoolean(m.refused());
      case PeerMessage.ReadIndexRequest m -> out.putLong(m.readContext());
      case PeerMessage.ReadIndexReply m -> out.putLong(m.readContext()).putLong(m.readIndex());
      case PeerMessage.Propose m -> {
        out.putInt(m.proposals().size());
        boolean plain = isPlain(m);
        for (Proposal each : m.proposals()) {
          out.putProposalId(each.id()).putBytes(each.command());
          if (!plain) {
            out.putByte(proposalKindCode(each));
          }
          if (isVersioned(each)) {
            out.putInt(each.version());
          }
        }
      }
      case PeerMessage.ProposeRefused m -> {
        out.putByte(reasonCode(m.reason())).putInt(m.proposals().size());
        m.proposals().forEach(out::putProposalId);
      }
      case PeerMessage.TimeoutNow _ -> {}
      case PeerMessage.TransferLeadership m -> out.putLong(m.target());
    }
  }

  private static int kindOf(PeerMessage message) {
    return switch (message) {
      case PeerMessage.RequestVote _ -> 1;
      case PeerMessage.VoteReply _ -> 2;
      case PeerMessage.AppendEntries _ -> 3;
      case PeerMessage.AppendReply _ -> 4;
      // With a promise only where the other side is known to understand it.
      case PeerMessage.Heartbeat m -> m.promiseNanos() == 0 ? 5 : 17;
      case PeerMessage.HeartbeatReply m -> m.promised() ? 18 : 6;
      case PeerMessage.CommitAdvanced _ -> 7;
      case PeerMessage.InstallSnapshot m -> isPlain(m.snapshot().membership()) ? 8 : 16;
      case PeerMessage.InstallSnapshotReply _ -> 9;
      case PeerMessage.ReadIndexRequest _ -> 10;
      case PeerMessage.ReadIndexReply _ -> 11;
      case PeerMessage.Propose m -> isPlain(m) ? 12 : 15;
      case PeerMessage.ProposeRefused _ -> 13;
      case PeerMessage.TimeoutNow _ -> 14;
      case PeerMessage.TransferLeadership _ -> 19;
    };
  }

  /** Reads a message that takes the whole buffer; payloads are copies. */
  public static PeerMessage read(ByteBuffer source) throws MalformedException {
    WireReader in = new WireReader(source);
    int kind = in.readByte();
    long term = in.readNatural();
    PeerMessage message =
        switch (kind) {
          case 1 ->
              new PeerMessage.RequestVote(
                  term, readPosition(in), in.readBoolean(), in.readBoolean());
          case 2 -> new PeerMessage.VoteReply(term, in.readBoolean(), in.readBoolean());
          case 3 -> readAppend(term, in);
          case 4 ->
              new PeerMessage.AppendReply(
                  term, in.readBoolean(), in.readNatural(), readPosition(in));
          case 5 -> new PeerMessage.Heartbeat(term, in.readNatural(), in.readLong());
          case 6 -> new PeerMessage.HeartbeatReply(term, in.readLong());
          case 7 -> new PeerMessage.CommitAdvanced(term, in.readNatural());
          case 8 -> readSnapshotPart(term, in, true);
          case 9 ->
              new PeerMessage.InstallSnapshotReply(
                  term, readPosition(in), in.readNatural(), in.readBoolean());
          case 10 -> new PeerMessage.ReadIndexRequest(term, in.readLong());
          case 11 -> new PeerMessage.ReadIndexReply(term, in.readLong(), in.readNatural());
          case 12 -> readPropose(term, in, true);
          case 13 -> readProposeRefused(term, in);
          case 14 -> new PeerMessage.TimeoutNow(term);
          case 15 -> readPropose(term, in, false);
          case 16 -> readSnapshotPart(term, in, false);
          case 17 ->
              new PeerMessage.Heartbeat(term, in.readNatural(), in.readLong(), in.readNatural());
          case 18 -> new PeerMessage.HeartbeatReply(term, in.readLong(), true);
          case 19 -> new PeerMessage.TransferLeadership(term, in.readNatural());
          default -> throw new MalformedException("a message of unknown kind " + kind);
        };
    in.requireEnd();
    return message;
  }

  private static LogPosition readPosition(WireReader in) throws MalformedException {
    return new LogPosition(in.readNatural(), in.readNatural());
  }

  private static ProposalId readProposalId(WireReader in) throws MalformedException {
    return new ProposalId(in.readLong(), in.readNatural());
  }

  private static void putEntry(LogEntry entry, WireWriter out) {
    out.putPosition(entry.position()).putByte(EntryCodec.kindCode(entry.kind()));
    out.putProposalId(entry.proposal()).putBytes(entry.payload());
  }

  private static LogEntry readEntry(WireReader in) throws MalformedException {
    LogPosition position = readPosition(in);
    LogEntry.Kind kind = EntryCodec.kindOf(in.readByte());
    LogEntry entry = EntryCodec.entry(position, kind, readProposalId(in), in.readBytes());
    if (kind == LogEntry.Kind.MEMBERSHIP && MembershipForm.read(entry.payload()) == null) {
      throw new MalformedException("a configuration at " + position + " that cannot be");
    }
    return entry;
  }

  private static PeerMessage readAppend(long term, WireReader in) throws MalformedException {
    LogPosition previous = readPosition(in);
    long commitIndex = in.readNatural();
    int count = in.readCount(EntryCodec.HEADER_BYTES);
    List<LogEntry> entries = new ArrayList<>(count);
    long index = previous.index();
    for (int i = 0; i < count; i++) {
      LogEntry entry = readEntry(in);
      index++;
      if (entry.index() != index || entry.term() > term) {
        throw new MalformedException(
            "entry " + entry.position() + " where " + index + " is expected in term " + term);
      }
      entries.add(entry);
    }
    return new PeerMessage.AppendEntries(term, previous, entries, commitIndex);
  }

  private static void putSnapshot(SnapshotDescription snapshot, WireWriter out) {
    out.putPosition(snapshot.position());
    out.putLong(snapshot.contentBytes()).putInt(snapshot.contentChecksum());
    Membership membership = snapshot.membership();
    if (!isPlain(membership)) {
      out.putBytes(MembershipForm.write(membership));
      return;
    }
    for (List<Long> ids :
        List.of(membership.voters(), membership.learners(), membership.outgoingVoters())) {
      out.putInt(ids.size());
      ids.forEach(out::putLong);
    }
  }

  private static PeerMessage readSnapshotPart(long term, WireReader in, boolean plain)
      throws MalformedException {
    LogPosition position = readPosition(in);
    long contentBytes = in.readNatural();
    int checksum = in.readInt();
    Membership membership = plain ? readIds(in) : MembershipCodec.read(in.readBytes());
    SnapshotDescription snapshot =
        new SnapshotDescription(position, membership, contentBytes, checksum);
    long offset = in.readNatural();
    Bytes chunk = in.readBytes();
    if (offset > contentBytes || chunk.length() > contentBytes - offset) {
      throw new MalformedException("a part at " + offset + " of " + contentBytes + " bytes");
    }
    return new PeerMessage.InstallSnapshot(term, snapshot, offset, chunk);
  }

  private static PeerMessage readPropose(long term, WireReader in, boolean plain)
      throws MalformedException {
    int count = in.readCount(PROPOSAL_ID_BYTES + Integer.BYTES);
    List<Proposal> proposals = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ProposalId id = readProposalId(in);
      Bytes command = in.readBytes();
      byte code = plain ? 1 : in.readByte();
      int version = LogEntry.FIRST_COMMAND_VERSION;
      if ((code & VERSIONED) != 0) {
        version = in.readInt();
        if (version <= LogEntry.FIRST_COMMAND_VERSION) {
          throw new MalformedException("a command of version " + version);
        }
      }
      proposals.add(new Proposal(id, command, proposalKindOf(code), version));
    }
    return new PeerMessage.Propose(term, proposals);
  }

  /** What the first version could say, and reads. */
  private static boolean isPlain(PeerMessage.Propose message) {
    return message.proposals().stream()
        .allMatch(each -> each.kind() == Proposal.Kind.COMMAND && !isVersioned(each));
  }

  /** Said only to members that understand it, whatever version of the protocol they speak. */
  private static boolean isVersioned(Proposal proposal) {
    return proposal.version() != LogEntry.FIRST_COMMAND_VERSION;
  }

  private static boolean isPlain(Membership membership) {
    return membership.contacts().isEmpty() && membership.removed().isEmpty();
  }

  private static Membership readIds(WireReader in) throws MalformedException {
    List<List<Long>> lists = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int count = in.readCount(Long.BYTES);
      List<Long> ids = new ArrayList<>(count);
      for (int j = 0; j < count; j++) {
        ids.add(in.readLong());
      }
      lists.add(ids);
    }
    try {
      return new Membership(lists.get(0), lists.get(1), lists.get(2));
    } catch (Invariant.Violation e) {
      throw new MalformedException("a configuration that cannot be: " + e.getMessage());
    }
  }

  private static int proposalKindCode(Proposal proposal) {
    int code =
        switch (proposal.kind()) {
          case COMMAND -> 1;
          case RELIEF -> 2;
          case MEMBERSHIP -> 3;
        };
    return isVersioned(proposal) ? code | VERSIONED : code;
  }

  private static Proposal.Kind proposalKindOf(byte code) throws MalformedException {
    return switch (code & ~VERSIONED) {
      case 1 -> Proposal.Kind.COMMAND;
      case 2 -> Proposal.Kind.RELIEF;
      case 3 -> Proposal.Kind.MEMBERSHIP;
      default -> throw new MalformedException("a proposal of unknown kind " + code);
    };
  }

  private static PeerMessage readProposeRefused(long term, WireReader in)
      throws MalformedException {
    RefusalReason reason = reasonOf(in.readByte());
    int count = in.readCount(PROPOSAL_ID_BYTES);
    List<ProposalId> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(readProposalId(in));
    }
    return new PeerMessage.ProposeRefused(term, ids, reason);
  }

  private static int reasonCode(RefusalReason reason) {
    return switch (reason) {
      case NO_LEADER -> 1;
      case OTHER_TERM -> 2;
      case OVERLOADED -> 3;
      case DISK_FULL -> 4;
      case LEADER_BUSY -> 5;
      case CHANGE_PENDING -> 6;
      case NOT_CAUGHT_UP -> 7;
      case NOT_ENOUGH_ACTIVE -> 8;
      case UNKNOWN_MEMBER -> 9;
      case ID_USED -> 10;
      case NO_CHANGE -> 11;
      case NO_VOTERS -> 12;
      case BAD_CHANGE -> 13;
      case NOT_UNDERSTOOD -> 14;
      case NAME_USED -> 15;
      case ADDRESS_USED -> 16;
    };
  }

  private static RefusalReason reasonOf(byte code) throws MalformedException {
    return switch (code) {
      case 1 -> RefusalReason.NO_LEADER;
      case 2 -> RefusalReason.OTHER_TERM;
      case 3 -> RefusalReason.OVERLOADED;
      case 4 -> RefusalReason.DISK_FULL;
      case 5 -> RefusalReason.LEADER_BUSY;
      case 6 -> RefusalReason.CHANGE_PENDING;
      case 7 -> RefusalReason.NOT_CAUGHT_UP;
      case 8 -> RefusalReason.NOT_ENOUGH_ACTIVE;
      case 9 -> RefusalReason.UNKNOWN_MEMBER;
      case 10 -> RefusalReason.ID_USED;
      case 11 -> RefusalReason.NO_CHANGE;
      case 12 -> RefusalReason.NO_VOTERS;
      case 13 -> RefusalReason.BAD_CHANGE;
      case 14 -> RefusalReason.NOT_UNDERSTOOD;
      case 15 -> RefusalReason.NAME_USED;
      case 16 -> RefusalReason.ADDRESS_USED;
      default -> throw new MalformedException("an unknown reason " + code);
    };
  }
}
