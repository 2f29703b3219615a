package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.ConsensusNode.StopReason;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.ReadOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.store.Freshness;
import io.binnacle.store.KeyRange;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.Revision;
import io.binnacle.store.StoreStatus;
import io.binnacle.store.StoreView;
import io.binnacle.store.ViewOutcome;
import io.binnacle.store.WatchOutcome;
import io.binnacle.store.Write;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.WriteOutcome.Reason;
import io.binnacle.store.command.CommandCodec;
import io.binnacle.store.command.WriteRules;
import io.binnacle.store.comparison.ComparisonCounts;
import io.binnacle.store.mvcc.MvccState;
import io.binnacle.store.mvcc.StateDigest;
import io.binnacle.store.mvcc.StateRoot;
import io.binnacle.store.watch.WatchHub;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The store of one replica, whose writes are ordered by consensus. */
public final class ReplicatedStore implements KeyValueStore {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final StoreConfig config;
  private final WatchHub hub;
  private final ApplyTimes applyTimes = new ApplyTimes();
  private final RevisionWaiters waiters;
  private final StoreThread thread;
  private final ConsensusNode<WriteOutcome> node;
  private final HistoryKeeper historyKeeper;
  private final StateChecks checks;
  private final CompletableFuture<String> stopped = new CompletableFuture<>();

  private ReplicatedStore(NodeFactory nodeFactory, StoreConfig config, Distrust distrust)
      throws IOException {
    this.config = config;
    this.thread = new StoreThread("binnacle-store", this::doWork);
    this.hub = new WatchHub(MvccState.empty().publish(), config.watchersMax(), thread::signal);
    this.waiters =
        new RevisionWaiters(
            config.revisionWaitersMax(), config.revisionWaitMillis() * NANOS_PER_MILLI);
    this.checks = new StateChecks(config.stateCheckMillis(), hub::root, distrust);
    this.node = nodeFactory.start(new StoreStateMachine(hub, applyTimes, System::nanoTime, checks));
    this.historyKeeper = new HistoryKeeper(config, hub::root, this::leads, this::compact);
  }

  /** As below, over a member that keeps nothing on a disk that could be marked. */
  public static ReplicatedStore create(NodeFactory nodeFactory, StoreConfig config)
      throws IOException {
    return create(nodeFactory, config, DataRefusedException::damaged);
  }

  /**
   * Starts the member and the store over it.
   *
   * @param distrust what happens if this member's state turns out not to be that of the others
   * @throws IOException when the member cannot start; nothing is left running
   */
  public static ReplicatedStore create(
      NodeFactory nodeFactory, StoreConfig config, Distrust distrust) throws IOException {
    ReplicatedStore store = new ReplicatedStore(nodeFactory, config, distrust);
    store.thread.start();
    store.checks.start(store.node);
    var _ = store.node.stopped().thenAccept(store::onStopped);
    return store;
  }

  private long doWork(long nowNanos) {
    hub.wakeWatchers();
    waiters.doWork(hub.root(), nowNanos);
    return Math.min(historyKeeper.doWork(nowNanos), waiters.nanosUntilNext(nowNanos));
  }

  private boolean leads() {
    return node.status().role() == MemberStatus.Role.LEADER;
  }

  private CompletableFuture<?> compact(Revision revision) {
    return node.proposeRelief(CommandCodec.encode(new Write.Compact(revision)));
  }

  private void onStopped(StopReason reason) {
    String why =
        switch (reason) {
          case StopReason.Closed _ -> "the store is closed";
          case StopReason.Removed _ -> "this member was removed from the group";
          case StopReason.Failed(String failure) -> failure;
        };
    thread.close();
    checks.close();
    hub.stop();
    waiters.stop(why);
    stopped.complete(why);
  }

  @Override
  public CompletableFuture<WriteOutcome> write(Write write) {
    String problem = WriteRules.contradictionIn(write, config.transactionOperationsMax());
    if (problem != null) {
      return refused(Reason.INVALID, problem);
    }
    if (write instanceof Write.Transaction transaction && WriteRules.onlyReads(transaction)) {
      return view(new Freshness.Linearizable())
          .thenApply(outcome -> readOnly(outcome, transaction));
    }
    boolean mayGrow = WriteRules.mayGrow(write);
    if (mayGrow && isFull(hub.root())) {
      return refused(Reason.NO_SPACE, "the state is as large as it may become");
    }
    Bytes command = CommandCodec.encode(write);
    if (command.length() > config.commandBytesMax()) {
      return refused(
          Reason.TOO_LARGE,
          "the write is of " + command.length() + " bytes, at most " + config.commandBytesMax());
    }
    // What cannot grow the state is what a full disk needs (WAL-25).
    CompletableFuture<ProposalOutcome<WriteOutcome>> outcome =
        mayGrow ? node.propose(command) : node.proposeRelief(command);
    return outcome.thenApply(ReplicatedStore::outcomeOf);
  }

  /**
   * Compaction cannot forget what the newest revision superseded; where that alone is too much, the
   * next write is let through, since only behind it history can shrink.
   */
  private boolean isFull(StateRoot root) {
    boolean canShrink = root.compactRevision().compareTo(root.revision()) < 0;
    long counted = root.liveBytes() + (canShrink ? root.historyBytes() : 0);
    return counted > config.stateBytesMax();
  }

  private static CompletableFuture<WriteOutcome> refused(Reason reason, String why) {
    return CompletableFuture.completedFuture(new WriteOutcome.Refused(reason, why));
  }

  /** Runs on a state of its own that nobody else sees. */
  private WriteOutcome readOnly(ViewOutcome outcome, Write.Transaction transaction) {
    return switch (outcome) {
      case ViewOutcome.Ready _ -> MvccState.of(hub.root()).apply(transaction);
      case ViewOutcome.Unavailable(String why) -> new WriteOutcome.Refused(Reason.UNAVAILABLE, why);
      case ViewOutcome.NotReached notReached ->
          new WriteOutcome.Refused(
              Reason.UNAVAILABLE, "revision " + notReached.wanted() + " was not reached");
    };
  }

  private static WriteOutcome outcomeOf(ProposalOutcome<WriteOutcome> outcome) {
    return switch (outcome) {
      case ProposalOutcome.Applied<WriteOutcome> applied -> applied.result();
      case ProposalOutcome.Undecided<WriteOutcome> undecided ->
          new WriteOutcome.Undecided(undecided.why());
      case ProposalOutcome.Refused<WriteOutcome> refused ->
          new WriteOutcome.Refused(
              switch (refused.reason()) {
                case NO_LEADER, STOPPED, NOT_UNDERSTOOD -> Reason.UNAVAILABLE;
                case OVERLOADED -> Reason.OVERLOADED;
                case TOO_LARGE -> Reason.TOO_LARGE;
                case DISK_FULL -> Reason.NO_SPACE;
              },
              refused.why());
    };
  }

  @Override
  public CompletableFuture<ViewOutcome> view(Freshness freshness) {
    return switch (freshness) {
      case Freshness.Linearizable _ ->
          node.readBarrier().thenApply(outcome -> viewAfter(outcome, false));
      case Freshness.PreferLinearizable _ ->
          node.readBarrier().thenApply(outcome -> viewAfter(outcome, true));
      case Freshness.AtLeast(Revision wanted) -> viewAtLeast(wanted);
    };
  }

  private ViewOutcome viewAfter(ReadOutcome outcome, boolean localIfUnavailable) {
    return switch (outcome) {
      case ReadOutcome.Ready _ -> new ViewOutcome.Ready(localView());
      case ReadOutcome.Unavailable(String why) ->
          localIfUnavailable
              ? new ViewOutcome.Ready(localView())
              : new ViewOutcome.Unavailable(why);
    };
  }

  private CompletableFuture<ViewOutcome> viewAtLeast(Revision wanted) {
    StateRoot root = hub.root();
    if (root.revision().compareTo(wanted) >= 0) {
      return CompletableFuture.completedFuture(new ViewOutcome.Ready(root.view()));
    }
    CompletableFuture<ViewOutcome> answer = waiters.await(wanted, System.nanoTime());
    // It may have been reached before it was waited for.
    thread.signal();
    return answer;
  }

  @Override
  public StoreView localView() {
    return hub.root().view();
  }

  @Override
  public WatchOutcome watch(KeyRange range, Revision after, Runnable wakeUp) {
    return hub.open(range, after, wakeUp);
  }

  @Override
  public OptionalLong appliedNanos(Revision revision) {
    return applyTimes.nanosOf(revision);
  }

  @Override
  public StoreStatus status() {
    StateRoot root = hub.root();
    return new StoreStatus(
        node.status(),
        root.revision(),
        root.compactRevision(),
        root.liveKeys(),
        root.liveBytes(),
        root.historyBytes(),
        hub.watchers());
  }

  StateRoot root() {
    return hub.root();
  }

  /** What replicas compare; walks the whole state. */
  public StateDigest digest() {
    return StateDigest.of(hub.root());
  }

  /** What comparisons with the other members have shown; never blocks. */
  public ComparisonCounts comparisons() {
    return checks.counts();
  }

  @Override
  public CompletableFuture<String> stopped() {
    return stopped.copy();
  }

  @Override
  public void close() {
    node.close();
  }
}
