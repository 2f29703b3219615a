package io.binnacle.store.command;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a command (design D16): two bytes of magic, the format version, bits that a
 * reader must understand, the kind, then its fields. Readers take this version and the one before.
 * A new kind or bit is written only after every member can read it.
 */
public final class CommandCodec {
  private static final int MAGIC_FIRST = 'B';
  private static final int MAGIC_SECOND = 'C';
  private static final int FORMAT_VERSION = 1;

  /** No bit has a meaning yet. */
  private static final int UNDERSTOOD_BITS = 0;

  private static final int KIND_PUT = 1;
  private static final int KIND_DELETE = 2;
  private static final int KIND_DELETE_RANGE = 3;
  private static final int KIND_TRANSACTION = 4;
  private static final int KIND_COMPACT = 5;

  // 6 and 7 are commands of version 2, which compare members: see comparison.StateCheckCodec.

  private static final int EXPECTED_ANYTHING = 0;
  private static final int EXPECTED_ABSENT = 1;
  private static final int EXPECTED_REVISION = 2;

  /** Header, kind, and the longest lengths in front of a put's fields. */
  private static final int FRAME_BYTES = 48;

  private CommandCodec() {}

  public static Bytes encode(Write write) {
    int bytes =
        write instanceof Write.Put put
            ? put.key().length() + put.value().length() + put.attachment().length()
            : 256;
    ByteWriter writer = new ByteWriter(bytes + FRAME_BYTES);
    writer.putByte(MAGIC_FIRST);
    writer.putByte(MAGIC_SECOND);
    writer.putByte(FORMAT_VERSION);
    writer.putByte(0);
    switch (write) {
      case Write.Put(Bytes key, Bytes value, Bytes attachment, Expected expected) -> {
        writer.putByte(KIND_PUT);
        writer.putBytes(key);
        writer.putBytes(value);
        writer.putBytes(attachment);
        putExpected(writer, expected);
      }
      case Write.Delete(Bytes key, Expected expected) -> {
        writer.putByte(KIND_DELETE);
        writer.putBytes(key);
        putExpected(writer, expected);
      }
      case Write.DeleteRange(KeyRange range) -> {
        writer.putByte(KIND_DELETE_RANGE);
        putRange(writer, range);
      }
      case Write.Transaction transaction -> {
        writer.putByte(KIND_TRANSACTION);
        TransactionCodec.put(writer, transaction);
      }
      case Write.Compact(Revision revision) -> {
        writer.putByte(KIND_COMPACT);
        writer.putNumber(revision.number());
      }
    }
    return writer.toBytes();
  }

  /**
   * @return a write whose bytes share the command's array
   * @throws MalformedCommandException and nothing else, whatever the bytes are
   */
  public static Write decode(Bytes command) {
    ByteReader reader = new ByteReader(command);
    if (reader.readByte() != MAGIC_FIRST || reader.readByte() != MAGIC_SECOND) {
      throw new MalformedCommandException("not a command of the store");
    }
    int version = reader.readByte();
    if (version != FORMAT_VERSION) {
      throw new MalformedCommandException("format version " + version + " is not known");
    }
    int bits = reader.readByte();
    if ((bits & ~UNDERSTOOD_BITS) != 0) {
      throw new MalformedCommandException("feature bits " + bits + " are not understood");
    }
    Write write = readWrite(reader);
    if (reader.remaining() != 0) {
      throw new MalformedCommandException(reader.remaining() + " bytes behind the command");
    }
    return write;
  }

  private static Write readWrite(ByteReader reader) {
    int kind = reader.readByte();
    return switch (kind) {
      case KIND_PUT ->
          new Write.Put(
              reader.readBytes(), reader.readBytes(), reader.readBytes(), readExpected(reader));
      case KIND_DELETE -> new Write.Delete(reader.readBytes(), readExpected(reader));
      case KIND_DELETE_RANGE -> new Write.DeleteRange(readRange(reader));
      case KIND_TRANSACTION -> TransactionCodec.read(reader, 1);
      case KIND_COMPACT -> new Write.Compact(new Revision(reader.readPositive()));
      default -> throw new MalformedCommandException("command kind " + kind + " is not known");
    };
  }

  private static void putExpected(ByteWriter writer, Expected expected) {
    switch (expected) {
      case Expected.Anything _ -> writer.putByte(EXPECTED_ANYTHING);
      case Expected.Absent _ -> writer.putByte(EXPECTED_ABSENT);
      case Expected.ModRevision(Revision revision) -> {
        writer.putByte(EXPECTED_REVISION);
        writer.putNumber(revision.number());
      }
    }
  }

  private static Expected readExpected(ByteReader reader) {
    int kind = reader.readByte();
    return switch (kind) {
      case EXPECTED_ANYTHING -> new Expected.Anything();
      case EXPECTED_ABSENT -> new Expected.Absent();
      case EXPECTED_REVISION -> new Expected.ModRevision(new Revision(reader.readPositive()));
      default -> throw new MalformedCommandException("expectation " + kind + " is not known");
    };
  }

  static void putRange(ByteWriter writer, KeyRange range) {
    writer.putBytes(range.from());
    @Nullable Bytes end = range.to();
    writer.putByte(end == null ? 0 : 1);
    if (end != null) {
      writer.putBytes(end);
    }
  }

  static KeyRange readRange(ByteReader reader) {
    Bytes from = reader.readBytes();
    int hasEnd = reader.readByte();
    return switch (hasEnd) {
      case 0 -> new KeyRange(from, null);
      case 1 -> new KeyRange(from, reader.readBytes());
      default -> throw new MalformedCommandException("range end mark " + hasEnd);
    };
  }
}
