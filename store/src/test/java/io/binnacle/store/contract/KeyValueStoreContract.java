package io.binnacle.store.contract;

import static io.binnacle.store.contract.Texts.bytes;
import static io.binnacle.store.contract.Texts.prefix;
import static io.binnacle.store.contract.Texts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Compare;
import io.binnacle.store.Compare.Operand;
import io.binnacle.store.Compare.Relation;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreView;
import io.binnacle.store.StoreView.AtRevision;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.WriteOutcome.OperationResult;
import io.binnacle.store.WriteOutcome.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads and writes; what is not tested here, callers may not rely on. */
@Tag("contract")
public abstract class KeyValueStoreContract {
  private KeyValueStore store;

  /** A new, empty store. */
  protected abstract KeyValueStore open() throws Exception;

  @BeforeEach
  void start() throws Exception {
    store = open();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private WriteOutcome write(Write write) {
    return store.write(write).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private KeyVersion put(String key, String value) {
    Write.Put put =
        new Write.Put(bytes(key), bytes(value), bytes("@" + value), new Expected.Anything());
    return ((WriteOutcome.Written) write(put)).current();
  }

  private StoreView view() {
    ViewOutcome outcome =
        store.view(new Freshness.Linearizable()).orTimeout(20, TimeUnit.SECONDS).join();
    return ((ViewOutcome.Ready) outcome).view();
  }

  private static List<String> keys(StoreView view, KeyRange range) {
    List<String> keys = new ArrayList<>();
    view.iterate(range).forEachRemaining(version -> keys.add(text(version.key())));
    return keys;
  }

  /** KV-02 */
  @Test
  void anEmptyStoreHasRevisionOneAndEachChangeOneMore() {
    assertThat(view().revision()).isEqualTo(new Revision(1));
    assertThat(put("/a", "1").modRevision()).isEqualTo(new Revision(2));
    assertThat(put("/b", "1").modRevision()).isEqualTo(new Revision(3));
    assertThat(write(new Write.Delete(bytes("/none"), new Expected.Anything())))
        .isEqualTo(new WriteOutcome.Unchanged(new Revision(3)));
    assertThat(write(new Write.DeleteRange(prefix("/none"))))
        .isEqualTo(new WriteOutcome.Unchanged(new Revision(3)));
    assertThat(view().revision()).isEqualTo(new Revision(3));
  }

  /** KV-04 */
  @Test
  void versionsCountFromTheCreationAndStartAgainAfterADelete() {
    put("/a", "1");
    KeyVersion second = put("/a", "2");
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.createRevision()).isEqualTo(new Revision(2));
    assertThat(second.modRevision()).isEqualTo(new Revision(3));
    write(new Write.Delete(bytes("/a"), new Expected.Anything()));
    KeyVersion again = put("/a", "3");
    assertThat(again.version()).isEqualTo(1);
    assertThat(again.createRevision()).isEqualTo(new Revision(5));
    assertThat(view().get(bytes("/a"))).isEqualTo(again);
    assertThat(text(again.attachment())).isEqualTo("@3");
  }

  /** KV-05 */
  @Test
  void keysAreOrderedAsUnsignedBytes() {
    for (int last : new int[] {0xff, 0x00, 0x7f, 0x80}) {
      Bytes key = Bytes.wrap(new byte[] {'k', (byte) last});
      write(new Write.Put(key, bytes("v"), Bytes.empty(), new Expected.Anything()));
    }
    List<Integer> order = new ArrayList<>();
    view()
        .iterate(KeyRange.all())
        .forEachRemaining(version -> order.add(version.key().byteAt(1) & 0xff));
    assertThat(order).containsExactly(0x00, 0x7f, 0x80, 0xff);
  }

  /** KV-05, KV-10 */
  @Test
  void anEmptyKeyIsRefused() {
    Write.Put put =
        new Write.Put(Bytes.empty(), bytes("v"), Bytes.empty(), new Expected.Anything());
    assertThat(write(put))
        .isEqualTo(new WriteOutcome.Refused(Reason.INVALID, "key is not provided"));
    assertThat(view().revision()).isEqualTo(new Revision(1));
  }

  @Test
  void aWriteThatExpectsSomethingElseChangesNothing() {
    Write.Put create = new Write.Put(bytes("/a"), bytes("1"), Bytes.empty(), new Expected.Absent());
    KeyVersion created = ((WriteOutcome.Written) write(create)).current();
    assertThat(write(create)).isEqualTo(new WriteOutcome.Conflict(new Revision(2), created));
    Expected stale = new Expected.ModRevision(new Revision(1));
    assertThat(write(new Write.Put(bytes("/a"), bytes("2"), Bytes.empty(), stale)))
        .isEqualTo(new WriteOutcome.Conflict(new Revision(2), created));
    assertThat(write(new Write.Delete(bytes("/a"), stale)))
        .isEqualTo(new WriteOutcome.Conflict(new Revision(2), created));
    assertThat(write(new Write.Delete(bytes("/b"), stale)))
        .isEqualTo(new WriteOutcome.Conflict(new Revision(2), null));
    Expected right = new Expected.ModRevision(new Revision(2));
    assertThat(write(new Write.Delete(bytes("/a"), right)))
        .isEqualTo(new WriteOutcome.Deleted(new Revision(3), List.of(created)));
  }

  /** KV-19, KV-22 */
  @Test
  void aRangeIsReadInOrderAndCountedExactly() {
    for (int i = 0; i < 300; i++) {
      put(String.format("/r/pods/ns%d/p%03d", i % 3, i), "v");
    }
    write(new Write.Delete(bytes("/r/pods/ns0/p000"), new Expected.Anything()));
    StoreView view = view();
    assertThat(view.count(prefix("/r/pods/"))).isEqualTo(299);
    assertThat(view.count(prefix("/r/pods/ns0/"))).isEqualTo(99);
    assertThat(keys(view, prefix("/r/pods/ns1/"))).hasSize(100).isSorted();
    assertThat(view.count(new KeyRange(bytes("/z"), bytes("/a")))).isZero();
    assertThat(keys(view, new KeyRange(bytes("/z"), bytes("/a")))).isEmpty();
    KeyRange rest = prefix("/r/pods/ns1/").startingAt(bytes("/r/pods/ns1/p290"));
    assertThat(keys(view, rest))
        .containsExactly("/r/pods/ns1/p292", "/r/pods/ns1/p295", "/r/pods/ns1/p298");
  }

  /** KV-20, KV-26 */
  @Test
  void anOldRevisionIsReadAsItWas() {
    put("/a", "1");
    put("/b", "1");
    write(new Write.Delete(bytes("/a"), new Expected.Anything()));
    put("/b", "2");
    StoreView then = ((AtRevision.View) view().at(new Revision(3))).view();
    assertThat(keys(then, KeyRange.all())).containsExactly("/a", "/b");
    assertThat(text(then.get(bytes("/b")).value())).isEqualTo("1");
    assertThat(then.count(KeyRange.all())).isEqualTo(2);
    assertThat(view().count(KeyRange.all())).isEqualTo(1);
    assertThat(view().at(new Revision(6))).isEqualTo(new AtRevision.Future(new Revision(5)));
  }

  /** KV-45, KV-46 */
  @Test
  void compactionForgetsWhatWasSupersededBelowIt() {
    put("/a", "1");
    put("/a", "2");
    write(new Write.Delete(bytes("/a"), new Expected.Anything()));
    put("/b", "1");
    put("/b", "2");
    StoreView before = view();
    assertThat(write(new Write.Compact(new Revision(5))))
        .isEqualTo(new WriteOutcome.Compacted(new Revision(5)));
    StoreView after = view();
    assertThat(after.compactRevision()).isEqualTo(new Revision(5));
    assertThat(after.at(new Revision(4))).isEqualTo(new AtRevision.Compacted(new Revision(5)));
    StoreView atFive = ((AtRevision.View) after.at(new Revision(5))).view();
    assertThat(keys(atFive, KeyRange.all())).containsExactly("/b");
    assertThat(text(atFive.get(bytes("/b")).value())).isEqualTo("1");
    assertThat(text(((AtRevision.View) before.at(new Revision(3))).view().get(bytes("/a")).value()))
        .as("a view that is held stays what it was")
        .isEqualTo("2");
  }

  /** KV-45 */
  @Test
  void compactionBelowTheCompactedOrBeyondTheNewestRevisionIsRefused() {
    put("/a", "1");
    assertThat(write(new Write.Compact(Revision.NONE)))
        .isEqualTo(new WriteOutcome.Compacted(Revision.NONE));
    assertThat(((WriteOutcome.Refused) write(new Write.Compact(new Revision(3)))).reason())
        .isEqualTo(Reason.FUTURE_REVISION);
    write(new Write.Compact(new Revision(2)));
    assertThat(((WriteOutcome.Refused) write(new Write.Compact(new Revision(2)))).reason())
        .isEqualTo(Reason.ALREADY_COMPACTED);
  }

  /** KV-33 */
  @Test
  void deletingARangeTakesOneRevision() {
    put("/a/1", "1");
    put("/a/2", "2");
    put("/b", "3");
    WriteOutcome.Deleted deleted =
        (WriteOutcome.Deleted) write(new Write.DeleteRange(prefix("/a/")));
    assertThat(deleted.revision()).isEqualTo(new Revision(5));
    assertThat(deleted.previous())
        .extracting(version -> text(version.key()))
        .containsExactly("/a/1", "/a/2");
    assertThat(keys(view(), KeyRange.all())).containsExactly("/b");
  }

  private static Compare compare(String key, Relation relation, Operand operand) {
    return new Compare(KeyRange.single(bytes(key)), relation, operand);
  }

  private static Operation putOf(String key, String value) {
    return new Operation.Put(bytes(key), bytes(value), Bytes.empty());
  }

  private static Operation read(String key) {
    return new Operation.Range(KeyRange.single(bytes(key)), 0);
  }

  private WriteOutcome.Transacted transact(
      List<Compare> compares, List<Operation> onSuccess, List<Operation> onFailure) {
    return (WriteOutcome.Transacted) write(new Write.Transaction(compares, onSuccess, onFailure));
  }

  private boolean holds(Compare compare) {
    return transact(List.of(compare), List.of(), List.of()).succeeded();
  }

  /** KV-34 */
  @Test
  void comparesLookAtEachAttributeAndAMissingKeyCountsAsZero() {
    put("/a", "m");
    put("/a", "m");
    assertThat(holds(compare("/a", Relation.EQUAL, new Operand.Version(2)))).isTrue();
    assertThat(holds(compare("/a", Relation.LESS, new Operand.CreateRevision(new Revision(3)))))
        .isTrue();
    assertThat(holds(compare("/a", Relation.GREATER, new Operand.ModRevision(new Revision(3)))))
        .isFalse();
    assertThat(holds(compare("/a", Relation.NOT_EQUAL, new Operand.Value(bytes("n"))))).isTrue();
    assertThat(holds(compare("/a", Relation.GREATER, new Operand.Value(bytes("l"))))).isTrue();
    assertThat(holds(compare("/a", Relation.EQUAL, new Operand.KeyLease(0)))).isTrue();
    assertThat(holds(compare("/x", Relation.EQUAL, new Operand.ModRevision(Revision.NONE))))
        .isTrue();
    assertThat(holds(compare("/x", Relation.EQUAL, new Operand.Value(Bytes.empty())))).isFalse();
    assertThat(holds(compare("/x", Relation.NOT_EQUAL, new Operand.Value(bytes("n"))))).isFalse();
  }

  /** KV-35 */
  @Test
  void aCompareOverARangeHoldsForAllItsKeys() {
    put("/a/1", "x");
    put("/a/2", "x");
    Compare once = new Compare(prefix("/a/"), Relation.EQUAL, new Operand.Version(1));
    assertThat(holds(once)).isTrue();
    put("/a/2", "x");
    assertThat(holds(once)).isFalse();
    assertThat(holds(new Compare(prefix("/b/"), Relation.EQUAL, new Operand.Version(0)))).isTrue();
  }

  /** KV-03, KV-36, KV-37, KV-41 */
  @Test
  void operationsSeeEarlierOnesOfTheSameTransactionAndShareItsRevision() {
    put("/old", "0");
    WriteOutcome.Transacted outcome =
        transact(
            List.of(compare("/old", Relation.EQUAL, new Operand.Version(1))),
            List.of(
                putOf("/a", "1"),
                read("/a"),
                new Operation.DeleteRange(KeyRange.single(bytes("/old"))),
                new Operation.Range(KeyRange.all(), 1)),
            List.of(putOf("/never", "1")));
    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.revision()).isEqualTo(new Revision(3));
    assertThat(outcome.results()).hasSize(4);
    OperationResult.RangeRead first = (OperationResult.RangeRead) outcome.results().get(1);
    assertThat(first.versions().getFirst().modRevision()).isEqualTo(new Revision(3));
    OperationResult.RangeRead last = (OperationResult.RangeRead) outcome.results().get(3);
    assertThat(last.count()).isEqualTo(1);
    assertThat(text(last.versions().getFirst().key())).isEqualTo("/a");
    assertThat(view().revision()).isEqualTo(new Revision(3));
  }

  /** KV-36: the compare of a nested transaction does not see what runs before it. */
  @Test
  void nestedComparesAreDecidedOnTheStateBefore() {
    Write.Transaction nested =
        new Write.Transaction(
            List.of(compare("/a", Relation.EQUAL, new Operand.Version(0))),
            List.of(putOf("/b", "absent before")),
            List.of(putOf("/b", "present before")));
    WriteOutcome.Transacted outcome =
        transact(List.of(), List.of(putOf("/a", "1"), new Operation.Nested(nested)), List.of());
    assertThat(((OperationResult.NestedDone) outcome.results().get(1)).succeeded()).isTrue();
    assertThat(text(view().get(bytes("/b")).value())).isEqualTo("absent before");
    assertThat(view().get(bytes("/b")).modRevision()).isEqualTo(new Revision(2));
  }

  /** KV-38, RAFT-73: judged before it is proposed, so that no log ever holds it. */
  @Test
  void aKeyWrittenTwiceByOneBranchIsRefused() {
    Operation.DeleteRange deleteAll = new Operation.DeleteRange(prefix("/a"));
    Operation nestedPut =
        new Operation.Nested(
            new Write.Transaction(List.of(), List.of(putOf("/a", "2")), List.of()));
    for (List<Operation> branch :
        List.of(
            List.of(putOf("/a", "1"), putOf("/a", "2")),
            List.of(putOf("/ab", "1"), deleteAll),
            List.of(deleteAll, putOf("/ab", "1")),
            List.of(putOf("/a", "1"), nestedPut))) {
      assertThat(write(new Write.Transaction(List.of(), List.of(), branch)))
          .isEqualTo(
              new WriteOutcome.Refused(Reason.INVALID, "duplicate key given in txn request"));
    }
    Operation eitherOr =
        new Operation.Nested(
            new Write.Transaction(List.of(), List.of(putOf("/c", "1")), List.of(putOf("/c", "2"))));
    assertThat(transact(List.of(), List.of(deleteAll, deleteAll, eitherOr), List.of()).succeeded())
        .as("two deletes, and the two branches of one transaction, do not contradict")
        .isTrue();
  }

  /** BUG-12, BUG-17, KV-40, KV-44 */
  @Test
  void aTransactionThatReadsOutsideTheWindowChangesNothing() {
    put("/a", "1");
    put("/a", "2");
    Operation readOld = new Operation.Range(KeyRange.all(), 0, new Revision(2));
    WriteOutcome.Transacted inside =
        transact(List.of(), List.of(putOf("/b", "1"), readOld), List.of());
    OperationResult.RangeRead read = (OperationResult.RangeRead) inside.results().get(1);
    assertThat(text(read.versions().getFirst().value())).isEqualTo("1");
    write(new Write.Compact(new Revision(3)));
    Write.Transaction outside =
        new Write.Transaction(List.of(), List.of(putOf("/c", "1"), readOld), List.of());
    assertThat(((WriteOutcome.Refused) write(outside)).reason())
        .isEqualTo(Reason.ALREADY_COMPACTED);
    Operation readFuture = new Operation.Range(KeyRange.all(), 0, new Revision(99));
    Write.Transaction future =
        new Write.Transaction(List.of(), List.of(putOf("/c", "1"), readFuture), List.of());
    assertThat(((WriteOutcome.Refused) write(future)).reason()).isEqualTo(Reason.FUTURE_REVISION);
    assertThat(view().get(bytes("/c"))).isNull();
  }

  /** BUG-23, KV-09 */
  @Test
  void aTransactionWithTooManyOperationsIsRefused() {
    List<Operation> many = new ArrayList<>();
    for (int i = 0; i < 129; i++) {
      many.add(putOf("/k" + i, "v"));
    }
    assertThat(write(new Write.Transaction(List.of(), many, List.of())))
        .isEqualTo(new WriteOutcome.Refused(Reason.INVALID, "too many operations in txn request"));
    assertThat(transact(List.of(), many.subList(0, 128), List.of()).results()).hasSize(128);
  }

  /** KV-02, KV-43 */
  @Test
  void aTransactionThatChangesNothingTakesNoRevision() {
    put("/a", "1");
    WriteOutcome.Transacted outcome =
        transact(
            List.of(compare("/a", Relation.EQUAL, new Operand.Version(7))),
            List.of(putOf("/a", "2")),
            List.of(read("/a"), new Operation.DeleteRange(prefix("/none"))));
    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.revision()).isEqualTo(new Revision(2));
  }

  @Test
  void aViewOfALaterRevisionIsWaitedFor() {
    var waiting = store.view(new Freshness.AtLeast(new Revision(3)));
    put("/a", "1");
    assertThat(waiting).isNotDone();
    put("/a", "2");
    ViewOutcome outcome = waiting.orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(((ViewOutcome.Ready) outcome).view().revision().number()).isGreaterThanOrEqualTo(3);
    assertThat(text(((ViewOutcome.Ready) outcome).view().get(bytes("/a")).value())).isEqualTo("2");
  }

  @Test
  void aViewHeldWhileOthersWriteStaysTheSame() {
    for (int i = 0; i < 500; i++) {
      put("/k" + i, "1");
    }
    StoreView held = view();
    var cursor = held.iterate(KeyRange.all());
    for (int i = 0; i < 500; i += 2) {
      write(new Write.Delete(bytes("/k" + i), new Expected.Anything()));
      put("/other" + i, "1");
    }
    int seen = 0;
    while (cursor.hasNext()) {
      assertThat(text(cursor.next().value())).isEqualTo("1");
      seen++;
    }
    assertThat(seen).isEqualTo(500);
    assertThat(held.count(KeyRange.all())).isEqualTo(500);
  }

  @Test
  void aClosedStoreRefusesAndSaysWhyItStopped() {
    store.close();
    WriteOutcome outcome =
        write(new Write.Put(bytes("/a"), bytes("1"), Bytes.empty(), new Expected.Anything()));
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(store.stopped().orTimeout(20, TimeUnit.SECONDS).join()).isNotEmpty();
  }
}
