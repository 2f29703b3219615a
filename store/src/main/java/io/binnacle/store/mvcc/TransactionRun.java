package io.binnacle.store.mvcc;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Compare;
import io.binnacle.store.Compare.Operand;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.WriteOutcome.OperationResult;
import io.binnacle.store.WriteOutcome.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction, in three passes: every compare, also of nested transactions, on the state before
 * (KV-36); then everything that can be refused (KV-40); only then the operations of the branches
 * taken, each seeing what the earlier ones did (KV-37).
 */
final class TransactionRun {
  private final MvccState state;
  private final Revision next;
  private int subRevision;

  TransactionRun(MvccState state) {
    this.state = state;
    this.next = state.revision().next();
  }

  WriteOutcome run(Write.Transaction transaction) {
    Taken taken = decide(transaction);
    WriteOutcome refusal = refusalOf(taken);
    if (refusal != null) {
      return refusal;
    }
    List<OperationResult> results = carryOut(taken);
    if (subRevision > 0) {
      state.advanceTo(next);
    }
    return new WriteOutcome.Transacted(state.revision(), taken.succeeded, results);
  }

  /** A branch that was chosen, with the choices of the transactions nested in it, in order. */
  private record Taken(boolean succeeded, List<Operation> operations, List<Taken> nested) {}

  private Taken decide(Write.Transaction transaction) {
    boolean succeeded = true;
    for (Compare compare : transaction.compares()) {
      succeeded = succeeded && holds(compare);
    }
    List<Operation> operations = succeeded ? transaction.onSuccess() : transaction.onFailure();
    List<Taken> nested = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Nested(Write.Transaction inner)) {
        nested.add(decide(inner));
      }
    }
    return new Taken(succeeded, operations, nested);
  }

  private boolean holds(Compare compare) {
    boolean anyKey = false;
    Iterator<VersionChain> chains = state.tree().iterate(compare.range());
    while (chains.hasNext()) {
      KeyVersion version = chains.next().version();
      if (version != null) {
        anyKey = true;
        if (!holds(compare, version)) {
          return false;
        }
      }
    }
    return anyKey || holds(compare, null);
  }

  private static boolean holds(Compare compare, @Nullable KeyVersion version) {
    int order =
        switch (compare.operand()) {
          case Operand.Version(long wanted) ->
              Long.compare(version == null ? 0 : version.version(), wanted);
          case Operand.CreateRevision(Revision wanted) ->
              (version == null ? Revision.NONE : version.createRevision()).compareTo(wanted);
          case Operand.ModRevision(Revision wanted) ->
              (version == null ? Revision.NONE : version.modRevision()).compareTo(wanted);
          case Operand.KeyLease(long wanted) ->
              Long.compare(version == null ? 0 : version.keyLease(), wanted);
          case Operand.Value(Bytes wanted) ->
              version == null ? 0 : version.value().compareTo(wanted);
        };
    boolean absentValue = version == null && compare.operand() instanceof Operand.Value;
    return !absentValue
        && switch (compare.relation()) {
          case EQUAL -> order == 0;
          case NOT_EQUAL -> order != 0;
          case GREATER -> order > 0;
          case LESS -> order < 0;
        };
  }

  /** Decided against the replicated compact revision, so that all members agree (KV-44). */
  private @Nullable WriteOutcome refusalOf(Taken taken) {
    for (Operation operation : taken.operations) {
      if (operation instanceof Operation.Range(_, _, Revision at) && !at.equals(Revision.NONE)) {
        if (at.compareTo(state.compactRevision()) < 0) {
          return new WriteOutcome.Refused(
              Reason.ALREADY_COMPACTED,
              "revision " + state.compactRevision() + " is already compacted");
        }
        if (at.compareTo(state.revision()) > 0) {
          return new WriteOutcome.Refused(
              Reason.FUTURE_REVISION, "revision " + state.revision() + " is the newest");
        }
      }
    }
    for (Taken nested : taken.nested) {
      WriteOutcome refusal = refusalOf(nested);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private List<OperationResult> carryOut(Taken taken) {
    List<OperationResult> results = new ArrayList<>();
    Iterator<Taken> nested = taken.nested.iterator();
    for (Operation operation : taken.operations) {
      results.add(
          switch (operation) {
            case Operation.Put put -> put(put);
            case Operation.DeleteRange(KeyRange range) -> deleteRange(range);
            case Operation.Range(KeyRange range, int limit, Revision at) -> read(range, limit, at);
            case Operation.Nested _ -> {
              Taken inner = nested.next();
              yield new OperationResult.NestedDone(inner.succeeded, carryOut(inner));
            }
          });
    }
    return results;
  }

  private OperationResult put(Operation.Put put) {
    KeyVersion previous = state.live(put.key());
    state.write(put.key(), put.value(), put.attachment(), next, subRevision++);
    return new OperationResult.PutDone(previous);
  }

  private OperationResult deleteRange(KeyRange range) {
    List<KeyVersion> deleted = state.buryRange(range, next, subRevision);
    subRevision += deleted.size();
    return new OperationResult.RangeDeleted(deleted);
  }

  private OperationResult read(KeyRange range, int limit, Revision at) {
    long revision = at.equals(Revision.NONE) ? Long.MAX_VALUE : at.number();
    List<KeyVersion> versions = new ArrayList<>();
    long count = 0;
    Iterator<VersionChain> chains = state.tree().iterate(range);
    while (chains.hasNext()) {
      KeyVersion version = chains.next().at(revision);
      if (version != null) {
        count++;
        if (limit <= 0 || versions.size() < limit) {
          versions.add(version);
        }
      }
    }
    return new OperationResult.RangeRead(versions, count);
  }
}
