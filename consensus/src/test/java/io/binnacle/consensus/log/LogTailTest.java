package io.binnacle.consensus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RAFT-26, RAFT-41, RAFT-69, RAFT-70: the entries in memory. */
class LogTailTest {
  private static LogEntry entry(long index, long term, int bytes) {
    return LogEntry.command(
        new LogPosition(index, term), new ProposalId(1, index), Bytes.wrap(new byte[bytes]));
  }

  private static LogTail of(long... terms) {
    LogTail log = new LogTail(LogPosition.NONE, List.of());
    for (int i = 0; i < terms.length; i++) {
      log.append(entry(i + 1L, terms[i], 10));
    }
    return log;
  }

  /** The ring grows, wraps and shrinks as a plain list does. */
  @Test
  void itIsWhatAListWouldBe() {
    Random random = new Random(5);
    LogTail log = new LogTail(LogPosition.NONE, List.of());
    List<LogEntry> model = new ArrayList<>();
    long term = 1;
    int applied = 0;
    for (int round = 0; round < 5_000; round++) {
      int what = random.nextInt(10);
      long first = log.firstIndex();
      if (what < 7) {
        term += random.nextInt(3) == 0 ? 1 : 0;
        LogEntry next = entry(log.lastIndex() + 1, term, random.nextInt(100));
        log.append(next);
        model.add(next);
      } else if (what < 8 && model.size() > applied) {
        int from = applied + random.nextInt(model.size() - applied);
        log.truncateFrom(first + from);
        model.subList(from, model.size()).clear();
      } else if (what < 9 && !model.isEmpty()) {
        applied = Math.max(applied, random.nextInt(model.size() + 1));
        log.applied(first + applied - 1);
      } else if (applied > 0) {
        int released = 1 + random.nextInt(Math.min(50, applied));
        log.releaseTo(first + released - 1);
        model.subList(0, released).clear();
        applied -= released;
      }
      assertThat(log.unappliedBytes())
          .isEqualTo(model.stream().skip(applied).mapToLong(LogEntry::sizeInBytes).sum());
      assertThat(log.range(log.firstIndex(), log.lastIndex())).isEqualTo(model);
      assertThat(log.sizeInBytes())
          .isEqualTo(model.stream().mapToLong(LogEntry::sizeInBytes).sum());
    }
    assertThat(log.base().index()).isGreaterThan(100);
  }

  /** RAFT-41, RAFT-69: what is applied stays as it is, and what is not stays there. */
  @Test
  void nothingAppliedIsRemovedAndNothingElseLetGo() {
    LogTail log = of(1, 1, 1);
    log.applied(2);
    assertThatThrownBy(() -> log.truncateFrom(2)).isInstanceOf(Invariant.Violation.class);
    assertThatThrownBy(() -> log.releaseTo(3)).isInstanceOf(Invariant.Violation.class);
    log.restart(new LogPosition(7, 2));
    assertThat(log.unappliedBytes()).isZero();
    log.append(entry(8, 2, 5));
    assertThat(log.unappliedBytes()).isEqualTo(LogEntry.OVERHEAD_BYTES + 5);
  }

  @Test
  void termsNeverDecreaseAndIndexesHaveNoGaps() {
    LogTail log = of(1, 3);
    assertThatThrownBy(() -> log.append(entry(4, 3, 0))).isInstanceOf(Invariant.Violation.class);
    assertThatThrownBy(() -> log.append(entry(3, 2, 0))).isInstanceOf(Invariant.Violation.class);
    assertThatThrownBy(() -> log.termAt(3)).isInstanceOf(Invariant.Violation.class);
  }

  /** What stands at the base is known by its term only. */
  @Test
  void positionsAreComparedDownToTheBase() {
    LogTail log = of(1, 1, 2, 3);
    log.applied(2);
    log.releaseTo(2);
    assertThat(log.base()).isEqualTo(new LogPosition(2, 1));
    assertThat(log.matches(new LogPosition(2, 1))).isTrue();
    assertThat(log.matches(new LogPosition(2, 2))).isFalse();
    assertThat(log.matches(new LogPosition(1, 1))).as("released").isFalse();
    assertThat(log.matches(new LogPosition(4, 3))).isTrue();
    assertThat(log.matches(new LogPosition(5, 3))).isFalse();
  }

  /** RAFT-26 */
  @Test
  void theHintSkipsAWholeTerm() {
    LogTail log = of(1, 1, 2, 2, 2, 5);
    assertThat(log.latestNotAfter(new LogPosition(6, 4))).isEqualTo(new LogPosition(5, 2));
    assertThat(log.latestNotAfter(new LogPosition(4, 1))).isEqualTo(new LogPosition(2, 1));
    assertThat(log.latestNotAfter(new LogPosition(9, 9))).isEqualTo(new LogPosition(6, 5));
    log.applied(3);
    log.releaseTo(3);
    assertThat(log.latestNotAfter(new LogPosition(5, 1))).isEqualTo(new LogPosition(3, 2));
  }

  @Test
  void aBatchHasAtLeastOneEntryAndNoMoreThanFit() {
    LogTail log = of(1, 1, 1);
    long one = LogEntry.OVERHEAD_BYTES + 10;
    assertThat(log.batch(1, 3, 1)).hasSize(1);
    assertThat(log.batch(1, 3, 2 * one)).hasSize(2);
    assertThat(log.batch(1, 2, 10 * one)).hasSize(2);
    assertThat(log.batch(3, 2, 10 * one)).isEmpty();
    assertThat(log.bytesBehind(1)).isEqualTo(2 * one);
  }

  /** RAFT-69, RAFT-70: by number and by bytes, whichever is less. */
  @Test
  void whatIsKeptBehindASnapshotIsBoundedTwice() {
    LogTail log = of(1, 1, 1, 1, 1);
    long one = LogEntry.OVERHEAD_BYTES + 10;
    assertThat(log.baseThatKeeps(4, 2, 10 * one)).isEqualTo(2);
    assertThat(log.baseThatKeeps(4, 10, 3 * one)).isEqualTo(1);
    assertThat(log.baseThatKeeps(4, 10, 10 * one)).isZero();
    assertThat(log.baseThatKeeps(4, 0, 10 * one)).isEqualTo(4);
  }

  @Test
  void aSnapshotTakesThePlaceOfEverything() {
    LogTail log = of(1, 1, 2);
    log.restart(new LogPosition(9, 4));
    assertThat(log.lastIndex()).isEqualTo(9);
    assertThat(log.last()).isEqualTo(new LogPosition(9, 4));
    assertThat(log.sizeInBytes()).isZero();
    log.append(entry(10, 4, 0));
    assertThat(log.firstIndex()).isEqualTo(10);
  }
}
