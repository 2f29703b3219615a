package io.binnacle.store.contract;

import static io.binnacle.store.contract.Texts.bytes;
import static io.binnacle.store.contract.Texts.prefix;
import static io.binnacle.store.contract.Texts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.WatchCursor;
import io.binnacle.store.WatchCursor.Poll;
import io.binnacle.store.WatchEvent;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import io.binnacle.store.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Watches; what is not tested here, callers may not rely on. */
@Tag("contract")
public abstract class WatchContract {
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

  private long write(Write write) {
    WriteOutcome outcome = store.write(write).orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(outcome).isNotInstanceOf(WriteOutcome.Refused.class);
    return store.localView().revision().number();
  }

  private long put(String key, String value) {
    return write(new Write.Put(bytes(key), bytes(value), Bytes.empty(), new Expected.Anything()));
  }

  private long delete(String key) {
    return write(new Write.Delete(bytes(key), new Expected.Anything()));
  }

  private WatchCursor watch(KeyRange range, long after) {
    return watch(range, after, () -> {});
  }

  private WatchCursor watch(KeyRange range, long after, Runnable wakeUp) {
    WatchOutcome outcome = store.watch(range, new Revision(after), wakeUp);
    return ((WatchOutcome.Opened) outcome).cursor();
  }

  private static List<String> all(WatchCursor cursor, int eventsMax) {
    List<String> seen = new ArrayList<>();
    Poll poll = cursor.poll(eventsMax);
    while (poll instanceof Poll.Events(List<WatchEvent> events, _)) {
      events.forEach(event -> seen.add(shown(event)));
      poll = cursor.poll(eventsMax);
    }
    assertThat(poll).isInstanceOf(Poll.Idle.class);
    return seen;
  }

  /** For example {@code 5.0 /a 1>2}. */
  private static String shown(WatchEvent event) {
    String before = event.previous() == null ? "" : text(event.previous().value());
    String after = event.current() == null ? "" : text(event.current().value());
    String where = event.revision() + "." + event.subRevision();
    return where + " " + text(event.key()) + " " + before + ">" + after;
  }

  private static long idleAt(WatchCursor cursor) {
    return ((Poll.Idle) cursor.poll(10)).deliveredUpTo().number();
  }

  /** BUG-25, KVWATCH-01, KVWATCH-17, KVWATCH-18, KVWATCH-24 */
  @Test
  void everyChangeIsDeliveredOnceInOrderWithItsPreviousVersion() {
    WatchCursor live = watch(prefix("/a"), 1);
    put("/a", "1");
    put("/b", "x");
    put("/a", "2");
    delete("/a");
    put("/a", "3");
    List<String> expected = List.of("2.0 /a >1", "4.0 /a 1>2", "5.0 /a 2>", "6.0 /a >3");
    assertThat(all(live, 100)).isEqualTo(expected);
    assertThat(all(live, 100)).isEmpty();
    assertThat(all(watch(prefix("/a"), 1), 1)).as("caught up one by one").isEqualTo(expected);
    assertThat(all(watch(prefix("/a"), 4), 100)).isEqualTo(expected.subList(2, 4));
  }

  /** KVWATCH-01, KVWATCH-21, KV-03 */
  @Test
  void theEventsOfOneRevisionComeTogetherInTheOrderOfTheirSubRevisions() {
    put("/a/3", "x");
    List<Operation> operations =
        List.of(
            new Operation.Put(bytes("/a/2"), bytes("1"), Bytes.empty()),
            new Operation.DeleteRange(KeyRange.single(bytes("/a/3"))),
            new Operation.Put(bytes("/b"), bytes("1"), Bytes.empty()),
            new Operation.Put(bytes("/a/1"), bytes("1"), Bytes.empty()));
    write(new Write.Transaction(List.of(), operations, List.of()));
    put("/a/4", "1");
    WatchCursor cursor = watch(prefix("/a/"), 2);
    Poll.Events first = (Poll.Events) cursor.poll(1);
    assertThat(first.events().stream().map(WatchContract::shown))
        .containsExactly("3.0 /a/2 >1", "3.1 /a/3 x>", "3.3 /a/1 >1");
    assertThat(first.moreWaiting()).isTrue();
    assertThat(all(cursor, 1)).containsExactly("4.0 /a/4 >1");
  }

  /** KVWATCH-41 */
  @Test
  void aDeletedRangeGivesOneEventForEachKey() {
    put("/a/1", "1");
    put("/a/2", "2");
    WatchCursor cursor = watch(KeyRange.all(), 3);
    write(new Write.DeleteRange(prefix("/a/")));
    assertThat(all(cursor, 10)).containsExactly("4.0 /a/1 1>", "4.1 /a/2 2>");
  }

  /** BUG-05, KVWATCH-27, KVWATCH-28, KVWATCH-39: also where the range has no events at all. */
  @Test
  void anIdleCursorKnowsUpToWhereItHasSeenEverything() {
    WatchCursor quiet = watch(prefix("/quiet/"), 1);
    assertThat(idleAt(quiet)).isEqualTo(1);
    put("/busy/1", "1");
    put("/busy/2", "1");
    assertThat(idleAt(quiet)).isEqualTo(3);
    put("/quiet/1", "1");
    put("/busy/1", "2");
    assertThat(all(quiet, 10)).containsExactly("4.0 /quiet/1 >1");
    assertThat(idleAt(quiet)).isEqualTo(5);
  }

  /** BUG-13, KVWATCH-04, KVWATCH-09 */
  @Test
  void aWatchFromTheFutureDeliversNothingBeforeIt() {
    WatchCursor cursor = watch(prefix("/a"), 4);
    put("/a", "2");
    put("/a", "3");
    put("/a", "4");
    assertThat(idleAt(cursor)).isEqualTo(4);
    put("/a", "5");
    assertThat(all(cursor, 10)).containsExactly("5.0 /a 4>5");
  }

  /** KVWATCH-03: an answer made for a watch from the future is not given to its neighbours. */
  @Test
  void aWatchFromTheFutureTakesNothingFromOthersOfItsRange() {
    WatchCursor future = watch(prefix("/a"), 3);
    WatchCursor present = watch(prefix("/a"), 1);
    put("/a", "2");
    put("/a", "3");
    put("/a", "4");
    assertThat(all(future, 10)).containsExactly("4.0 /a 3>4");
    assertThat(all(present, 10)).containsExactly("2.0 /a >2", "3.0 /a 2>3", "4.0 /a 3>4");
  }

  /** KVWATCH-10, KVWATCH-19 */
  @Test
  void aWatchMayBeginAtTheCompactedRevisionButNotBelow() {
    put("/a", "1");
    put("/a", "2");
    put("/a", "3");
    delete("/a");
    write(new Write.Compact(new Revision(4)));
    assertThat(store.watch(prefix("/a"), new Revision(2), () -> {}))
        .isEqualTo(new WatchOutcome.Compacted(new Revision(4)));
    assertThat(all(watch(prefix("/a"), 3), 10))
        .as("with the previous version of its first event")
        .containsExactly("4.0 /a 2>3", "5.0 /a 3>");
  }

  /** BUG-10, KV-46 */
  @Test
  void aTombstoneAtTheCompactedRevisionIsStillDelivered() {
    put("/a", "1");
    delete("/a");
    write(new Write.Compact(new Revision(3)));
    assertThat(all(watch(prefix("/a"), 2), 10)).containsExactly("3.0 /a 1>");
  }

  /** BUG-08, KVWATCH-03, KVWATCH-11 */
  @Test
  void aSlowCursorThatCompactionOvertookIsToldSo() {
    WatchCursor slow = watch(prefix("/a"), 1);
    WatchCursor other = watch(prefix("/b"), 1);
    put("/a", "1");
    put("/a", "2");
    put("/a", "3");
    write(new Write.Compact(new Revision(4)));
    assertThat(slow.poll(10)).isEqualTo(new Poll.Compacted(new Revision(4)));
    assertThat(slow.poll(10)).isEqualTo(new Poll.Compacted(new Revision(4)));
    assertThat(idleAt(other)).as("it missed nothing of its range").isEqualTo(4);
  }

  @Test
  void aCursorThatWasPolledEmptyIsWokenOnceUntilItIsPolledAgain() throws Exception {
    Semaphore woken = new Semaphore(0);
    WatchCursor cursor = watch(prefix("/a/"), 1, woken::release);
    assertThat(idleAt(cursor)).isEqualTo(1);
    put("/b/1", "1");
    put("/a/1", "1");
    assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    put("/a/1", "2");
    put("/b/1", "2");
    assertThat(woken.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(all(cursor, 10)).hasSize(2);
    put("/a/2", "1");
    assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  /** KVWATCH-34 */
  @Test
  void aNarrowWatcherIsNotWokenByTheEventsOfOthers() throws Exception {
    List<Semaphore> woken = new ArrayList<>();
    List<WatchCursor> cursors = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Semaphore semaphore = new Semaphore(0);
      woken.add(semaphore);
      KeyRange range =
          i % 2 == 0 ? prefix("/r/ns" + i + "/") : KeyRange.single(bytes("/r/x/n" + i));
      WatchCursor cursor = watch(range, 1, semaphore::release);
      assertThat(idleAt(cursor)).isEqualTo(1);
      cursors.add(cursor);
    }
    put("/r/ns4/a", "1");
    put("/r/x/n7", "1");
    assertThat(woken.get(4).tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(woken.get(7).tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(woken.stream().mapToInt(Semaphore::availablePermits).sum()).isZero();
    assertThat(all(cursors.get(7), 10)).containsExactly("3.0 /r/x/n7 >1");
    assertThat(idleAt(cursors.get(8))).isEqualTo(3);
  }

  /** KVWATCH-12: ranges that are no path are found as well. */
  @Test
  void anyRangeCanBeWatched() {
    WatchCursor middle = watch(new KeyRange(bytes("/r/b"), bytes("/r/d/x")), 1);
    WatchCursor openEnd = watch(new KeyRange(bytes("/r/c"), null), 1);
    WatchCursor noPath = watch(prefix("/r/c"), 1);
    WatchCursor everything = watch(KeyRange.all(), 1);
    for (String key : List.of("/r/a", "/r/b", "/r/cc", "/r/d/w", "/r/d/x", "/z")) {
      put(key, "1");
    }
    assertThat(all(middle, 10)).containsExactly("3.0 /r/b >1", "4.0 /r/cc >1", "5.0 /r/d/w >1");
    assertThat(all(openEnd, 10)).hasSize(4);
    assertThat(all(noPath, 10)).containsExactly("4.0 /r/cc >1");
    assertThat(all(everything, 10)).hasSize(6);
  }

  /** KVWATCH-32: cursors of one range at different places do not disturb each other. */
  @Test
  void cursorsOfOneRangeGoTheirOwnPace() {
    WatchCursor fast = watch(prefix("/a"), 1);
    WatchCursor slow = watch(prefix("/a"), 1);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      put("/a", "" + i);
      seen.addAll(all(fast, 3));
    }
    assertThat(all(slow, 7)).hasSize(1000).isEqualTo(seen);
  }

  /** KVWATCH-15, KVWATCH-37 */
  @Test
  void cursorsEndWithTheStoreAndAreWokenToSeeIt() throws Exception {
    Semaphore woken = new Semaphore(0);
    WatchCursor cursor = watch(prefix("/a"), 1, woken::release);
    WatchCursor closed = watch(prefix("/a"), 1);
    assertThat(store.status().watchers()).isEqualTo(2);
    closed.close();
    closed.close();
    assertThat(store.status().watchers()).isEqualTo(1);
    assertThat(closed.poll(1)).isInstanceOf(Poll.Stopped.class);
    store.close();
    assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(cursor.poll(1)).isInstanceOf(Poll.Stopped.class);
  }

  /** KVWATCH-01, KVWATCH-31: opened, polled and written by different threads at once. */
  @Test
  void nothingIsLostOrDoubledWhileOthersWrite() throws Exception {
    int writes = 3000;
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < writes; i++) {
                    put("/a/" + i % 17, "" + i);
                  }
                });
    List<Thread> readers = new ArrayList<>();
    List<String> problems = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 6; i++) {
      String key = i % 2 == 0 ? "/a/" : "/a/" + i;
      int expected = i % 2 == 0 ? writes : countOf(i, writes);
      readers.add(Thread.ofPlatform().start(() -> follow(key, expected, problems)));
      Thread.sleep(20);
    }
    writer.join(60_000);
    for (Thread reader : readers) {
      reader.join(60_000);
    }
    assertThat(problems).isEmpty();
  }

  private static int countOf(int key, int writes) {
    int count = 0;
    for (int i = 0; i < writes; i++) {
      count += i % 17 == key ? 1 : 0;
    }
    return count;
  }

  private void follow(String key, int expected, List<String> problems) {
    Semaphore woken = new Semaphore(0);
    KeyRange range = key.endsWith("/") ? prefix(key) : KeyRange.single(bytes(key));
    WatchCursor cursor = watch(range, 1, woken::release);
    long last = 1;
    int seen = 0;
    while (seen < expected) {
      switch (cursor.poll(10)) {
        case Poll.Events(List<WatchEvent> events, _) -> {
          last = checkOrder(key, last, events, problems);
          seen += events.size();
        }
        case Poll.Idle(Revision upTo) -> {
          if (upTo.number() < last) {
            problems.add(key + ": idle at " + upTo + " after " + last);
          }
          if (!acquire(woken)) {
            problems.add(key + ": not woken after " + last);
            return;
          }
        }
        case Poll.Compacted _, Poll.Stopped _ -> {
          problems.add(key + ": ended");
          return;
        }
      }
    }
    cursor.close();
  }

  private static long checkOrder(
      String key, long before, List<WatchEvent> events, List<String> problems) {
    long last = before;
    for (WatchEvent event : events) {
      if (event.revision().number() <= last) {
        problems.add(key + ": " + event.revision() + " after " + last);
      }
      last = event.revision().number();
    }
    return last;
  }

  private static boolean acquire(Semaphore woken) {
    try {
      return woken.tryAcquire(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }
}
