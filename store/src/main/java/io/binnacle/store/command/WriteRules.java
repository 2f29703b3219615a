package io.binnacle.store.command;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Compare;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Limits;
import io.binnacle.store.Operation;
import io.binnacle.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What makes a write contradict itself, whatever the state is. The replica that receives a write
 * asks before it proposes, so that a refused write leaves no trace (KV-10); apply asks again with
 * the fixed bounds, so that all members answer alike.
 */
public final class WriteRules {
  private WriteRules() {}

  /**
   * @param operationsMax compares, and operations of each branch with those of nested transactions
   *     (KV-09)
   * @return why it has to be refused; null where it is sound
   */
  public static @Nullable String contradictionIn(Write write, int operationsMax) {
    return switch (write) {
      case Write.Put put -> keyProblem(put.key());
      case Write.Delete delete -> keyProblem(delete.key());
      case Write.DeleteRange(KeyRange range) -> rangeProblem(range);
      case Write.Transaction transaction -> transactionProblem(transaction, operationsMax, 1);
      case Write.Compact _ -> null;
    };
  }

  /** Whether the write can make the state larger: refused when that is full (KV-43, KV-53). */
  public static boolean mayGrow(Write write) {
    return switch (write) {
      case Write.Put _ -> true;
      case Write.Delete _, Write.DeleteRange _, Write.Compact _ -> false;
      case Write.Transaction(_, List<Operation> onSuccess, List<Operation> onFailure) ->
          anyPut(onSuccess) || anyPut(onFailure);
    };
  }

  /** A transaction that only reads needs no place in the log (KV-42). */
  public static boolean onlyReads(Write.Transaction transaction) {
    return onlyRanges(transaction.onSuccess()) && onlyRanges(transaction.onFailure());
  }

  private static boolean onlyRanges(List<Operation> operations) {
    for (Operation operation : operations) {
      boolean reads =
          switch (operation) {
            case Operation.Range _ -> true;
            case Operation.Put _, Operation.DeleteRange _ -> false;
            case Operation.Nested(Write.Transaction nested) -> onlyReads(nested);
          };
      if (!reads) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyPut(List<Operation> operations) {
    for (Operation operation : operations) {
      boolean grows =
          switch (operation) {
            case Operation.Put _ -> true;
            case Operation.DeleteRange _, Operation.Range _ -> false;
            case Operation.Nested(Write.Transaction nested) -> mayGrow(nested);
          };
      if (grows) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String keyProblem(Bytes key) {
    if (key.isEmpty()) {
      return "key is not provided";
    }
    return key.length() > Limits.KEY_BYTES_MAX ? "key is too long" : null;
  }

  private static @Nullable String rangeProblem(KeyRange range) {
    Bytes end = range.to();
    boolean tooLong =
        range.from().length() > Limits.KEY_BYTES_MAX
            || (end != null && end.length() > Limits.KEY_BYTES_MAX + 1);
    return tooLong ? "key is too long" : null;
  }

  private static @Nullable String transactionProblem(
      Write.Transaction transaction, int operationsMax, int depth) {
    if (depth > Limits.TRANSACTION_DEPTH_MAX) {
      return "transactions are nested too deeply";
    }
    for (Compare compare : transaction.compares()) {
      String problem = rangeProblem(compare.range());
      if (problem != null) {
        return problem;
      }
    }
    String problem = operationsProblem(transaction, operationsMax, depth);
    if (problem != null || depth > 1) {
      return problem;
    }
    boolean repeats =
        keysWritten(transaction.onSuccess()) == null
            || keysWritten(transaction.onFailure()) == null;
    return repeats ? "duplicate key given in txn request" : null;
  }

  private static @Nullable String operationsProblem(
      Write.Transaction transaction, int operationsMax, int depth) {
    int largest =
        Math.max(
            transaction.compares().size(),
            Math.max(transaction.onSuccess().size(), transaction.onFailure().size()));
    if (largest > operationsMax) {
      return "too many operations in txn request";
    }
    for (List<Operation> branch : List.of(transaction.onSuccess(), transaction.onFailure())) {
      for (Operation operation : branch) {
        String problem = operationProblem(operation, operationsMax - branch.size(), depth);
        if (problem != null) {
          return problem;
        }
      }
    }
    return null;
  }

  private static @Nullable String operationProblem(
      Operation operation, int operationsLeft, int depth) {
    return switch (operation) {
      case Operation.Put put -> keyProblem(put.key());
      case Operation.DeleteRange(KeyRange range) -> rangeProblem(range);
      case Operation.Range read -> rangeProblem(read.range());
      case Operation.Nested(Write.Transaction nested) ->
          transactionProblem(nested, operationsLeft, depth + 1);
    };
  }

  /** What one branch writes, with its nested transactions. */
  private record KeysWritten(TreeSet<Bytes> puts, List<KeyRange> deletes) {
    boolean deletesAny(TreeSet<Bytes> keys) {
      for (KeyRange range : deletes) {
        Bytes key = keys.ceiling(range.from());
        if (key != null && range.contains(key)) {
          return true;
        }
      }
      return false;
    }

    /** Whether both write one key; two deletes of one key are no contradiction (KV-38). */
    boolean contradicts(KeysWritten other) {
      for (Bytes key : other.puts) {
        if (puts.contains(key)) {
          return true;
        }
      }
      return deletesAny(other.puts) || other.deletesAny(puts);
    }

    void add(KeysWritten other) {
      puts.addAll(other.puts);
      deletes.addAll(other.deletes);
    }
  }

  /**
   * @return null where a key would be written twice. The two branches of a nested transaction are
   *     judged apart, since only one of them runs; each against what stands around them.
   */
  private static @Nullable KeysWritten keysWritten(List<Operation> operations) {
    KeysWritten written = new KeysWritten(new TreeSet<>(), new ArrayList<>());
    for (Operation operation : operations) {
      KeysWritten added =
          switch (operation) {
            case Operation.Put put -> onePut(put.key());
            case Operation.DeleteRange(KeyRange range) -> oneDelete(range);
            case Operation.Range _ -> new KeysWritten(new TreeSet<>(), new ArrayList<>());
            case Operation.Nested(Write.Transaction nested) -> keysWrittenByNested(nested);
          };
      if (added == null || written.contradicts(added)) {
        return null;
      }
      written.add(added);
    }
    return written;
  }

  private static @Nullable KeysWritten keysWrittenByNested(Write.Transaction nested) {
    KeysWritten onSuccess = keysWritten(nested.onSuccess());
    KeysWritten onFailure = keysWritten(nested.onFailure());
    if (onSuccess == null || onFailure == null) {
      return null;
    }
    onSuccess.add(onFailure);
    return onSuccess;
  }

  private static KeysWritten onePut(Bytes key) {
    TreeSet<Bytes> keys = new TreeSet<>();
    keys.add(key);
    return new KeysWritten(keys, new ArrayList<>());
  }

  private static KeysWritten oneDelete(KeyRange range) {
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(range);
    return new KeysWritten(new TreeSet<>(), ranges);
  }
}
