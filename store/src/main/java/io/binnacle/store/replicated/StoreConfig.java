package io.binnacle.store.replicated;

import io.binnacle.consensus.base.Invariant;
import io.binnacle.store.Limits;

/**
 * What an operator can set. Members may differ: nothing of it is looked at by apply.
 *
 * @param historyMillis how long superseded versions are kept; 0 turns the automatic compaction by
 *     time off
 * @param historyBytesMax superseded versions beyond this are compacted earlier
 * @param stateBytesMax live and superseded versions together; beyond it writes that grow the state
 *     are refused
 * @param commandBytesMax the largest encoded write
 * @param transactionOperationsMax compares, and operations of each branch (KV-09)
 * @param watchersMax cursors open at a time
 * @param revisionWaitersMax calls that wait for a revision at a time
 * @param revisionWaitMillis how long a call waits for a revision
 * @param stateCheckMillis how often the leader lets the members compare their states; 0 for never
 */
public record StoreConfig(
    long historyMillis,
    long historyBytesMax,
    long stateBytesMax,
    int commandBytesMax,
    int transactionOperationsMax,
    int watchersMax,
    int revisionWaitersMax,
    long revisionWaitMillis,
    long stateCheckMillis) {

  public StoreConfig {
    Invariant.check(historyMillis >= 0, "history of %s ms", historyMillis);
    Invariant.check(
        historyBytesMax > 0 && stateBytesMax > 0,
        "history %d and state %d bytes must be positive",
        historyBytesMax,
        stateBytesMax);
    Invariant.check(
        commandBytesMax > 0 && commandBytesMax <= Limits.COMMAND_BYTES_MAX,
        "commands of %d bytes, at most %d",
        commandBytesMax,
        Limits.COMMAND_BYTES_MAX);
    Invariant.check(
        transactionOperationsMax > 0
            && transactionOperationsMax <= Limits.TRANSACTION_OPERATIONS_MAX,
        "%d operations, at most %d",
        transactionOperationsMax,
        Limits.TRANSACTION_OPERATIONS_MAX);
    Invariant.check(
        watchersMax > 0 && revisionWaitersMax > 0 && revisionWaitMillis >= 0,
        "watchers %d and waiters %d must be positive",
        watchersMax,
        revisionWaitersMax);
    Invariant.check(stateCheckMillis >= 0, "a comparison each %s ms", stateCheckMillis);
  }

  /**
   * Five minutes of history in at most a quarter of the heap, and 45 % of the heap for all versions
   * (design D4). A waiter is some 100 bytes and a watcher some 200, so their bounds cost a few
   * megabytes.
   */
  public static StoreConfig defaults() {
    long heapBytes = Runtime.getRuntime().maxMemory();
    return new StoreConfig(
        300_000,
        heapBytes / 4,
        heapBytes / 100 * 45,
        Limits.COMMAND_BYTES_MAX_DEFAULT,
        Limits.TRANSACTION_OPERATIONS_MAX_DEFAULT,
        100_000,
        10_000,
        3_000,
        300_000);
  }

  public StoreConfig withHistoryMillis(long millis) {
    return new StoreConfig(
        millis,
        historyBytesMax,
        stateBytesMax,
        commandBytesMax,
        transactionOperationsMax,
        watchersMax,
        revisionWaitersMax,
        revisionWaitMillis,
        stateCheckMillis);
  }

  public StoreConfig withBytesMax(long historyBytes, long stateBytes) {
    return new StoreConfig(
        historyMillis,
        historyBytes,
        stateBytes,
        commandBytesMax,
        transactionOperationsMax,
        watchersMax,
        revisionWaitersMax,
        revisionWaitMillis,
        stateCheckMillis);
  }

  public StoreConfig withCommandBytesMax(int bytes) {
    return new StoreConfig(
        historyMillis,
        historyBytesMax,
        stateBytesMax,
        bytes,
        transactionOperationsMax,
        watchersMax,
        revisionWaitersMax,
        revisionWaitMillis,
        stateCheckMillis);
  }

  public StoreConfig withWatchersMax(int watchers) {
    return new StoreConfig(
        historyMillis,
        historyBytesMax,
        stateBytesMax,
        commandBytesMax,
        transactionOperationsMax,
        watchers,
        revisionWaitersMax,
        revisionWaitMillis,
        stateCheckMillis);
  }

  public StoreConfig withRevisionWait(int waitersMax, long waitMillis) {
    return new StoreConfig(
        historyMillis,
        historyBytesMax,
        stateBytesMax,
        commandBytesMax,
        transactionOperationsMax,
        watchersMax,
        waitersMax,
        waitMillis,
        stateCheckMillis);
  }

  public StoreConfig withStateCheckMillis(long millis) {
    return new StoreConfig(
        historyMillis,
        historyBytesMax,
        stateBytesMax,
        commandBytesMax,
        transactionOperationsMax,
        watchersMax,
        revisionWaitersMax,
        revisionWaitMillis,
        millis);
  }
}
