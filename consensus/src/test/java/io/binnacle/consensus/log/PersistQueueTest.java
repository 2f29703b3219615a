package io.binnacle.consensus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Invariant;
import org.junit.jupiter.api.Test;

/** RAFT-42, RAFT-74: writes that are on their way to the disk. */
class PersistQueueTest {
  @Test
  void oneReportStandsForAllWritesBeforeIt() {
    PersistQueue writes = new PersistQueue(3);
    assertThat(writes.durableIndex()).isEqualTo(3);
    assertThat(writes.issue(4, 0)).isEqualTo(1);
    assertThat(writes.issue(6, 0)).isEqualTo(2);
    assertThat(writes.issue(7, 0)).isEqualTo(3);
    writes.persisted(2);
    assertThat(writes.durableIndex()).isEqualTo(6);
    assertThat(writes.isDurable(2)).isTrue();
    assertThat(writes.isDurable(3)).isFalse();
    writes.persisted(3);
    assertThat(writes.durableIndex()).isEqualTo(7);
  }

  /** The ABA of asynchronous writes: index and term may be the same, and still it is another. */
  @Test
  void aWriteOfWhatWasReplacedProvesNothingAboutWhatTookItsPlace() {
    PersistQueue writes = new PersistQueue(1);
    writes.issue(5, 0);
    writes.truncatedFrom(3);
    writes.issue(4, 0);
    writes.persisted(1);
    assertThat(writes.durableIndex()).as("only what stood before").isEqualTo(2);
    writes.persisted(2);
    assertThat(writes.durableIndex()).isEqualTo(4);
  }

  @Test
  void whatWasDurableIsSoNoMoreOnceItIsReplaced() {
    PersistQueue writes = new PersistQueue(9);
    writes.truncatedFrom(5);
    assertThat(writes.durableIndex()).isEqualTo(4);
    writes.issue(5, 0);
    writes.persisted(1);
    assertThat(writes.durableIndex()).isEqualTo(5);
  }

  /** A vote has no entries: it makes none durable that is still on its way before it. */
  @Test
  void aWriteWithoutEntriesCarriesTheEndOfTheLogAsItStands() {
    PersistQueue writes = new PersistQueue(2);
    writes.issue(2, 0);
    writes.persisted(1);
    assertThat(writes.durableIndex()).isEqualTo(2);
  }

  /** BUG-35, RAFT-74 */
  @Test
  void theOldestWriteTellsThatADiskHangs() {
    PersistQueue writes = new PersistQueue(0);
    assertThat(writes.isStalled(1_000, 40)).as("nothing is on its way").isFalse();
    writes.issue(1, 100);
    writes.issue(2, 139);
    assertThat(writes.isStalled(140, 40)).isFalse();
    assertThat(writes.isStalled(141, 40)).isTrue();
    writes.persisted(1);
    assertThat(writes.isStalled(141, 40)).isFalse();
  }

  @Test
  void aReportOfAWriteThatWasNeverIssuedIsAnError() {
    PersistQueue writes = new PersistQueue(0);
    assertThatThrownBy(() -> writes.persisted(1)).isInstanceOf(Invariant.Violation.class);
  }
}
