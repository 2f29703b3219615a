package io.binnacle.consensus.wire;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogEntry;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.log.ProposalId;
import java.nio.ByteBuffer;

/** {@code long index | long term | byte kind | long member | long sequence | payload}. */
public final class EntryCodec {
  public static final int HEADER_BYTES = 33;

  private EntryCodec() {}

  public static int size(LogEntry entry) {
    return HEADER_BYTES + entry.payload().length();
  }

  public static void write(LogEntry entry, ByteBuffer target) {
    writeHeader(entry, target);
    entry.payload().putInto(target);
  }

  /** Everything but the payload, which follows. */
  public static void writeHeader(LogEntry entry, ByteBuffer target) {
    target.putLong(entry.index()).putLong(entry.term());
    target.put((byte) kindCode(entry.kind()));
    target.putLong(entry.proposal().memberId()).putLong(entry.proposal().sequence());
  }

  /** Reads an entry that takes the whole buffer; its payload is a copy. */
  public static LogEntry read(ByteBuffer source) throws MalformedException {
    WireReader reader = new WireReader(source);
    LogPosition position = new LogPosition(reader.readNatural(), reader.readNatural());
    LogEntry.Kind kind = kindOf(reader.readByte());
    ProposalId proposal = new ProposalId(reader.readLong(), reader.readNatural());
    return entry(position, kind, proposal, reader.readRemaining());
  }

  static LogEntry entry(
      LogPosition position, LogEntry.Kind kind, ProposalId proposal, Bytes payload)
      throws MalformedException {
    if (position.index() == 0 || position.term() == 0) {
      throw new MalformedException("an entry at " + position);
    }
    if (kind == LogEntry.Kind.VERSIONED_COMMAND
        && (payload.length() < Integer.BYTES
            || payload.asByteBuffer().getInt() <= LogEntry.FIRST_COMMAND_VERSION)) {
      throw new MalformedException("a command at " + position + " without a later version");
    }
    return new LogEntry(position, kind, proposal, payload);
  }

  static int kindCode(LogEntry.Kind kind) {
    return switch (kind) {
      case COMMAND -> 1;
      case NO_OP -> 2;
      case MEMBERSHIP -> 3;
      case VERSIONED_COMMAND -> 4;
    };
  }

  static LogEntry.Kind kindOf(byte code) throws MalformedException {
    return switch (code) {
      case 1 -> LogEntry.Kind.COMMAND;
      case 2 -> LogEntry.Kind.NO_OP;
      case 3 -> LogEntry.Kind.MEMBERSHIP;
      case 4 -> LogEntry.Kind.VERSIONED_COMMAND;
      default -> throw new UnknownKindException(code);
    };
  }
}
