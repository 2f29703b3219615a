package io.binnacle.consensus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final LogPosition PLACE = new LogPosition(41, 6);
  private static final Membership MEMBERSHIP =
      new Membership(List.of(1L, 2L, 3L), List.of(4L), List.of(2L, 5L));
  private static final List<LogEntry> ENTRIES =
      List.of(
          LogEntry.noOp(new LogPosition(42, 7)),
          LogEntry.command(
              new LogPosition(43, 7), new ProposalId(9, 1L << 50), Bytes.ofUtf8("command")),
          LogEntry.command(new LogPosition(44, 7), new ProposalId(9, 5), Bytes.ofUtf8("later"), 3),
          new LogEntry(
              new LogPosition(45, 7),
              LogEntry.Kind.MEMBERSHIP,
              ProposalId.NONE,
              MembershipForm.write(MEMBERSHIP)));

  private static final List<PeerMessage> ALL =
      List.of(
          new PeerMessage.RequestVote(7, PLACE, true, false),
          new PeerMessage.VoteReply(7, false, true),
          new PeerMessage.AppendEntries(7, PLACE, ENTRIES, 40),
          new PeerMessage.AppendEntries(7, LogPosition.NONE, List.of(), 0),
          new PeerMessage.AppendReply(7, false, 41, PLACE),
          new PeerMessage.Heartbeat(7, 40, 12),
          new PeerMessage.HeartbeatReply(7, 12),
          new PeerMessage.Heartbeat(7, 40, 12, 1_000_000_000),
          new PeerMessage.HeartbeatReply(7, 12, true),
          new PeerMessage.CommitAdvanced(7, 40),
          new PeerMessage.InstallSnapshot(
              7, new SnapshotDescription(PLACE, MEMBERSHIP, 100, -5), 93, Bytes.ofUtf8("content")),
          new PeerMessage.InstallSnapshotReply(7, PLACE, 100, true),
          new PeerMessage.ReadIndexRequest(7, 3),
          new PeerMessage.ReadIndexReply(7, 3, 41),
          new PeerMessage.Propose(
              7, List.of(new Proposal(new ProposalId(9, 8), Bytes.ofUtf8("forwarded")))),
          new PeerMessage.Propose(
              7,
              List.of(
                  new Proposal(new ProposalId(9, 9), Bytes.ofUtf8("plain")),
                  new Proposal(
                      new ProposalId(9, 10), Bytes.ofUtf8("freeing"), Proposal.Kind.RELIEF))),
          new PeerMessage.Propose(
              7,
              List.of(
                  new Proposal(
                      new ProposalId(9, 11), Bytes.ofUtf8("later"), Proposal.Kind.RELIEF, 2),
                  new Proposal(
                      new ProposalId(9, 12), Bytes.ofUtf8("plain"), Proposal.Kind.COMMAND, 9))),
          new PeerMessage.ProposeRefused(
              7, List.of(new ProposalId(9, 11)), RefusalReason.NOT_UNDERSTOOD),
          new PeerMessage.ProposeRefused(
              7, List.of(new ProposalId(9, 8)), RefusalReason.OVERLOADED),
          new PeerMessage.TransferLeadership(7, 9),
          new PeerMessage.TimeoutNow(7));

  private static byte[] encode(PeerMessage message) {
    ByteBuffer buffer = ByteBuffer.allocate(MessageCodec.size(message));
    MessageCodec.write(message, buffer);
    assertThat(buffer.hasRemaining()).as("the size of %s", message).isFalse();
    return buffer.array();
  }

  @Test
  void everyMessageIsReadBackAsItWasWritten() throws Exception {
    for (PeerMessage message : ALL) {
      assertThat(MessageCodec.read(ByteBuffer.wrap(encode(message)))).isEqualTo(message);
    }
  }

  @Test
  void everyReasonIsReadBackAsItWasWritten() throws Exception {
    for (RefusalReason reason : RefusalReason.values()) {
      PeerMessage refused =
          new PeerMessage.ProposeRefused(7, List.of(new ProposalId(9, 8)), reason);
      assertThat(MessageCodec.read(ByteBuffer.wrap(encode(refused)))).isEqualTo(refused);
    }
  }

  /** WAL-24: an entry of a kind that comes later is told from one that is damaged. */
  @Test
  void anEntryOfAKindThatComesLaterIsToldFromDamage() {
    ByteBuffer entry = ByteBuffer.allocate(EntryCodec.size(ENTRIES.getFirst()));
    EntryCodec.write(ENTRIES.getFirst(), entry);
    entry.put(16, (byte) 5).rewind();
    assertThatThrownBy(() -> EntryCodec.read(entry)).isInstanceOf(UnknownKindException.class);
    ByteBuffer truncated = entry.duplicate().put(16, (byte) 4).rewind();
    assertThatThrownBy(() -> EntryCodec.read(truncated))
        .isInstanceOf(MalformedException.class)
        .isNotInstanceOf(UnknownKindException.class);
  }

  @Test
  void aMessageThatEndsTooEarlyOrTooLateIsMalformed() {
    for (PeerMessage message : ALL) {
      byte[] whole = encode(message);
      for (int length = 0; length < whole.length; length++) {
        ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
        assertThatThrownBy(() -> MessageCodec.read(cut)).isInstanceOf(MalformedException.class);
      }
      ByteBuffer longer = ByteBuffer.allocate(whole.length + 1).put(whole).rewind();
      assertThatThrownBy(() -> MessageCodec.read(longer)).isInstanceOf(MalformedException.class);
    }
  }

  /** Whatever bytes come: a message or a MalformedException, never another failure. */
  @Test
  void flippedBytesNeverCauseAnotherFailure() {
    Random random = new Random(20_261_124);
    int malformed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = encode(ALL.get(random.nextInt(ALL.size())));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(MessageCodec.read(ByteBuffer.wrap(bytes))).isNotNull();
      } catch (MalformedException _) {
        malformed++;
      }
    }
    assertThat(malformed).isGreaterThan(1_000);
  }
}
