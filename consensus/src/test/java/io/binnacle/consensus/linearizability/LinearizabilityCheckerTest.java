package io.binnacle.consensus.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.consensus.linearizability.LinearizabilityChecker.Verdict;
import io.binnacle.consensus.linearizability.Operation.Call;
import io.binnacle.consensus.linearizability.Operation.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** INV-11: the checker itself, on histories whose verdict is known. */
class LinearizabilityCheckerTest {
  private final List<Operation> history = new ArrayList<>();

  private void read(int client, long seen, long from, long to) {
    history.add(new Operation(client, "k", new Call.Read(), new Result.Held(seen), from, to));
  }

  private void put(int client, long expected, long value, long from, long to) {
    history.add(
        new Operation(
            client, "k", new Call.CompareAndPut(expected, value), new Result.Put(), from, to));
  }

  private void mismatch(int client, long expected, long value, long from, long to) {
    history.add(
        new Operation(
            client, "k", new Call.CompareAndPut(expected, value), new Result.Mismatch(), from, to));
  }

  private void lost(int client, long expected, long value, long from) {
    history.add(
        new Operation(
            client,
            "k",
            new Call.CompareAndPut(expected, value),
            new Result.Unknown(),
            from,
            Operation.NEVER));
  }

  private void isGood() {
    assertThat(LinearizabilityChecker.check(history)).isInstanceOf(Verdict.Linearizable.class);
  }

  private void isBad() {
    assertThat(LinearizabilityChecker.check(history)).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void nothingIsGood() {
    isGood();
  }

  @Test
  void oneAfterTheOtherIsGood() {
    put(1, 0, 11, 1, 2);
    read(2, 11, 3, 4);
    put(2, 11, 12, 5, 6);
    mismatch(1, 11, 13, 7, 8);
    read(1, 12, 9, 10);
    isGood();
  }

  @Test
  void aReadBesideAWriteMaySeeEither() {
    put(1, 0, 11, 1, 10);
    read(2, 0, 2, 3);
    read(2, 11, 4, 5);
    isGood();
  }

  @Test
  void aReadThatGoesBackIsBad() {
    put(1, 0, 11, 1, 10);
    read(2, 11, 2, 3);
    read(3, 0, 4, 5);
    isBad();
  }

  @Test
  void aReadThatMissesAnEndedWriteIsBad() {
    put(1, 0, 11, 1, 2);
    read(2, 0, 3, 4);
    isBad();
  }

  /** BUG-36 */
  @Test
  void aLostAcknowledgedWriteIsBad() {
    put(1, 0, 11, 1, 2);
    put(2, 0, 12, 3, 4);
    isBad();
  }

  @Test
  void twoWritesThatExpectedTheSameAreBadEvenAtOnce() {
    put(1, 0, 11, 1, 10);
    put(2, 0, 12, 2, 9);
    isBad();
  }

  @Test
  void aMismatchWithoutAReasonIsBad() {
    put(1, 0, 11, 1, 2);
    mismatch(2, 11, 12, 3, 4);
    isBad();
  }

  @Test
  void aWriteWithoutAnOutcomeMayComeLateOrNever() {
    lost(1, 0, 11, 1);
    read(2, 0, 2, 3);
    read(2, 11, 4, 5);
    read(3, 11, 6, 7);
    isGood();
    history.clear();
    lost(1, 0, 11, 1);
    read(2, 0, 2, 3);
    put(2, 0, 12, 4, 5);
    read(3, 12, 6, 7);
    isGood();
  }

  @Test
  void aWriteWithoutAnOutcomeComesOnceOnly() {
    lost(1, 0, 11, 1);
    read(2, 11, 2, 3);
    put(2, 11, 12, 4, 5);
    read(3, 11, 6, 7);
    isBad();
  }

  @Test
  void aValueThatNobodyWroteIsBad() {
    lost(1, 0, 11, 1);
    read(2, 99, 2, 3);
    isBad();
  }

  @Test
  void keysAreJudgedAlone() {
    put(1, 0, 11, 1, 2);
    history.add(new Operation(2, "other", new Call.Read(), new Result.Held(0), 3, 4));
    isGood();
    history.add(new Operation(2, "other", new Call.Read(), new Result.Held(11), 5, 6));
    assertThat(LinearizabilityChecker.check(history))
        .isInstanceOfSatisfying(
            Verdict.Violation.class, found -> assertThat(found.key()).isEqualTo("other"));
  }

  @Test
  void theExplanationNamesTheCallThatFitsNowhere() {
    put(1, 0, 11, 1, 2);
    read(7, 0, 3, 4);
    assertThat(LinearizabilityChecker.check(history))
        .isInstanceOfSatisfying(
            Verdict.Violation.class,
            found -> assertThat(found.why()).contains("holds 11").contains("client 7"));
  }

  @Test
  void aSearchThatIsTooLargeSaysSo() {
    for (int i = 0; i < 12; i++) {
      put(i, i % 2, 1 - i % 2, 1 + i, 100 + i);
    }
    read(99, 5, 200, 201);
    assertThat(LinearizabilityChecker.check(history, 50)).isInstanceOf(Verdict.GivenUp.class);
  }

  /** However many reads are under way at once, their orders are not all tried. */
  @Test
  void manyReadsAtOnceAreJudgedQuickly() {
    put(0, 0, 7, 1, 2_000);
    for (int i = 1; i <= 300; i++) {
      read(i, i % 2 == 0 ? 7 : 0, 1 + i, 1_000 + i);
    }
    assertThat(LinearizabilityChecker.check(history, 1_000))
        .isInstanceOf(Verdict.Linearizable.class);
    read(999, 5, 3_000, 3_001);
    assertThat(LinearizabilityChecker.check(history, 1_000)).isInstanceOf(Verdict.Violation.class);
  }

  /**
   * BUG-25. Histories of a real register are good; the same with one answer changed are found out.
   */
  @Test
  void aThousandHistoriesOfARegisterAreGoodAndWithOneFalseReadBad() {
    for (int seed = 1; seed <= 1_000; seed++) {
      history.clear();
      happenAtARegister(new Random(seed));
      isGood();
      List<Operation> good = List.copyOf(history);
      for (int i = 0; i < good.size(); i++) {
        if (good.get(i).result() instanceof Result.Held) {
          Operation read = good.get(i);
          history.set(
              i,
              new Operation(
                  read.client(),
                  "k",
                  read.call(),
                  new Result.Held(-7),
                  read.invoked(),
                  read.returned()));
          isBad();
          history.set(i, read);
        }
      }
    }
  }

  /** Each call takes effect at a moment between its beginning and its end; some ends are lost. */
  private void happenAtARegister(Random random) {
    int calls = 30;
    long value = 0;
    long nextValue = 1;
    for (int i = 0; i < calls; i++) {
      long effect = 1_000L * (i + 1);
      long from = effect - 1 - random.nextInt(3_000);
      long to = effect + 1 + random.nextInt(3_000);
      long expected = random.nextInt(3) == 0 ? value + 1_000_000 : value;
      boolean answered = random.nextInt(5) != 0;
      if (random.nextBoolean()) {
        read(i, value, from, to);
      } else if (expected == value) {
        long written = nextValue++;
        if (answered) {
          put(i, expected, written, from, to);
        } else {
          lost(i, expected, written, from);
        }
        value = written;
      } else {
        mismatch(i, expected, nextValue++, from, to);
      }
    }
  }
}
