package io.binnacle.store.command;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Compare;
import io.binnacle.store.Compare.Operand;
import io.binnacle.store.Compare.Relation;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Limits;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import java.util.ArrayList;
import java.util.List;

/** The fields of a transaction. */
final class TransactionCodec {
  private static final int OPERAND_VERSION = 0;
  private static final int OPERAND_CREATE_REVISION = 1;
  private static final int OPERAND_MOD_REVISION = 2;
  private static final int OPERAND_VALUE = 3;
  private static final int OPERAND_LEASE = 4;

  private static final int OPERATION_PUT = 0;
  private static final int OPERATION_DELETE_RANGE = 1;
  private static final int OPERATION_RANGE = 2;
  private static final int OPERATION_NESTED = 3;

  private TransactionCodec() {}

  static void put(ByteWriter writer, Write.Transaction transaction) {
    writer.putNumber(transaction.compares().size());
    for (Compare compare : transaction.compares()) {
      putCompare(writer, compare);
    }
    putOperations(writer, transaction.onSuccess());
    putOperations(writer, transaction.onFailure());
  }

  static Write.Transaction read(ByteReader reader, int depth) {
    if (depth > Limits.TRANSACTION_DEPTH_MAX) {
      throw new MalformedCommandException("transactions nested too deeply");
    }
    int count = reader.readCount(Limits.TRANSACTION_OPERATIONS_MAX);
    List<Compare> compares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      compares.add(readCompare(reader));
    }
    List<Operation> onSuccess = readOperations(reader, depth);
    return new Write.Transaction(compares, onSuccess, readOperations(reader, depth));
  }

  private static void putCompare(ByteWriter writer, Compare compare) {
    CommandCodec.putRange(writer, compare.range());
    writer.putByte(codeOf(compare.relation()));
    switch (compare.operand()) {
      case Operand.Version(long version) -> putOperand(writer, OPERAND_VERSION, version);
      case Operand.CreateRevision(Revision revision) ->
          putOperand(writer, OPERAND_CREATE_REVISION, revision.number());
      case Operand.ModRevision(Revision revision) ->
          putOperand(writer, OPERAND_MOD_REVISION, revision.number());
      case Operand.KeyLease(long keyLease) -> putOperand(writer, OPERAND_LEASE, keyLease);
      case Operand.Value(Bytes value) -> {
        writer.putByte(OPERAND_VALUE);
        writer.putBytes(value);
      }
    }
  }

  private static void putOperand(ByteWriter writer, int kind, long number) {
    writer.putByte(kind);
    writer.putNumber(number);
  }

  private static Compare readCompare(ByteReader reader) {
    KeyRange range = CommandCodec.readRange(reader);
    Relation relation = relationOf(reader.readByte());
    int kind = reader.readByte();
    Operand operand =
        switch (kind) {
          case OPERAND_VERSION -> new Operand.Version(reader.readNumber());
          case OPERAND_CREATE_REVISION ->
              new Operand.CreateRevision(new Revision(reader.readPositive()));
          case OPERAND_MOD_REVISION -> new Operand.ModRevision(new Revision(reader.readPositive()));
          case OPERAND_VALUE -> new Operand.Value(reader.readBytes());
          case OPERAND_LEASE -> new Operand.KeyLease(reader.readNumber());
          default -> throw new MalformedCommandException("operand " + kind + " is not known");
        };
    return new Compare(range, relation, operand);
  }

  private static int codeOf(Relation relation) {
    return switch (relation) {
      case EQUAL -> 0;
      case NOT_EQUAL -> 1;
      case GREATER -> 2;
      case LESS -> 3;
    };
  }

  private static Relation relationOf(int code) {
    return switch (code) {
      case 0 -> Relation.EQUAL;
      case 1 -> Relation.NOT_EQUAL;
      case 2 -> Relation.GREATER;
      case 3 -> Relation.LESS;
      default -> throw new MalformedCommandException("relation " + code + " is not known");
    };
  }

  private static void putOperations(ByteWriter writer, List<Operation> operations) {
    writer.putNumber(operations.size());
    for (Operation operation : operations) {
      putOperation(writer, operation);
    }
  }

  private static void putOperation(ByteWriter writer, Operation operation) {
    switch (operation) {
      case Operation.Put(Bytes key, Bytes value, Bytes attachment) -> {
        writer.putByte(OPERATION_PUT);
        writer.putBytes(key);
        writer.putBytes(value);
        writer.putBytes(attachment);
      }
      case Operation.DeleteRange(KeyRange range) -> {
        writer.putByte(OPERATION_DELETE_RANGE);
        CommandCodec.putRange(writer, range);
      }
      case Operation.Range(KeyRange range, int limit, Revision at) -> {
        writer.putByte(OPERATION_RANGE);
        CommandCodec.putRange(writer, range);
        writer.putNumber(Math.max(limit, 0));
        writer.putNumber(at.number());
      }
      case Operation.Nested(Write.Transaction transaction) -> {
        writer.putByte(OPERATION_NESTED);
        put(writer, transaction);
      }
    }
  }

  private static List<Operation> readOperations(ByteReader reader, int depth) {
    int count = reader.readCount(Limits.TRANSACTION_OPERATIONS_MAX);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(readOperation(reader, depth));
    }
    return operations;
  }

  private static Operation readOperation(ByteReader reader, int depth) {
    int kind = reader.readByte();
    return switch (kind) {
      case OPERATION_PUT ->
          new Operation.Put(reader.readBytes(), reader.readBytes(), reader.readBytes());
      case OPERATION_DELETE_RANGE -> new Operation.DeleteRange(CommandCodec.readRange(reader));
      case OPERATION_RANGE ->
          new Operation.Range(
              CommandCodec.readRange(reader),
              reader.readCount(Integer.MAX_VALUE),
              new Revision(reader.readPositive()));
      case OPERATION_NESTED -> new Operation.Nested(read(reader, depth + 1));
      default -> throw new MalformedCommandException("operation " + kind + " is not known");
    };
  }
}
