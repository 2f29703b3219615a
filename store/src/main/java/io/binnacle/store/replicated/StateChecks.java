package io.binnacle.store.replicated;

import io.binnacle.consensus.ConsensusNode;
import io.binnacle.consensus.GroupView;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.disk.DataRefusedException;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.store.Revision;
import io.binnacle.store.WriteOutcome;
import io.binnacle.store.comparison.Comparison;
import io.binnacle.store.comparison.Comparison.Judgement;
import io.binnacle.store.comparison.ComparisonCounts;
import io.binnacle.store.comparison.StateCheck;
import io.binnacle.store.comparison.StateCheckCodec;
import io.binnacle.store.mvcc.StateDigest;
import io.binnacle.store.mvcc.StateRoot;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the state of this member with those of the others, at one position of the log (CLUS-28).
 * The leader proposes a comparison now and then, and a member that has started soon after that.
 * Each member that applies it keeps its state of that position, which is a value, takes its digest
 * on a thread of its own and proposes what it found. By the reports that are committed each member
 * judges nobody but itself: if a majority of the voters agrees on a state that is not its own, it
 * stops being trusted (CLUS-29). Where no majority agrees, nobody knows who is right, and nobody is
 * stopped.
 *
 * <p>A member has a state of its own to compare only if it applied the comparison itself, in this
 * life: what was in its log at its start is not compared again, and a snapshot that is installed
 * ends what was under way.
 */
final class StateChecks {
  private static final Logger LOGGER = LoggerFactory.getLogger(StateChecks.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long FOREVER_NANOS = 3_600_000_000_000L;

  /** Between two attempts to get a report into the log. */
  private static final long ATTEMPT_NANOS = 1_000 * NANOS_PER_MILLI;

  private static final int ATTEMPTS_MAX = 10;

  /** How long members that have not reported are waited for before a difference is told. */
  private static final long PATIENCE_NANOS = 60_000 * NANOS_PER_MILLI;

  private final Supplier<StateRoot> newest;
  private final Distrust distrust;
  private final StoreThread thread = new StoreThread("binnacle-state-check", this::doWork);

  // From here on guarded by this.
  private @Nullable ConsensusNode<WriteOutcome> node;

  /** The end of the log at the start of this member. */
  private long ignoredUpToIndex = Long.MAX_VALUE;

  private @Nullable Running running;
  private final ComparisonSchedule schedule;
  private boolean isWaitTold;

  /** Written under the lock; whoever scrapes metrics does not wait for it. */
  private volatile ComparisonCounts counts = new ComparisonCounts(0, 0, List.of());

  /** The newest comparison; an older one is given up when it begins. */
  private static final class Running {
    private final long sinceNanos;
    private final Revision revision;
    private Comparison comparison;

    /** Until its digest is taken. */
    private @Nullable StateRoot root;

    private @Nullable StateDigest own;
    private int attempts;
    private long nextAttemptNanos;
    private boolean isProposing;
    private boolean isReported;
    private boolean isAgreed;
    private boolean isUndecidedTold;
    private final TreeSet<Long> toldDiffering = new TreeSet<>();

    Running(long index, StateRoot root, long nowNanos) {
      this.comparison = Comparison.begunAt(index);
      this.root = root;
      this.revision = root.revision();
      this.sinceNanos = nowNanos;
      this.nextAttemptNanos = nowNanos;
    }
  }

  /**
   * @param intervalMillis between comparisons that this member proposes; 0 for none
   */
  StateChecks(long intervalMillis, Supplier<StateRoot> newest, Distrust distrust) {
    this.schedule = new ComparisonSchedule(intervalMillis * NANOS_PER_MILLI);
    this.newest = newest;
    this.distrust = distrust;
  }

  /** The member runs; what it applied before this is not compared. */
  synchronized void start(ConsensusNode<WriteOutcome> started) {
    node = started;
    ignoredUpToIndex = started.status().lastIndex();
    schedule.begin(System.nanoTime());
    thread.start();
  }

  void close() {
    thread.close();
  }

  ComparisonCounts counts() {
    return counts;
  }

  // The apply loop's.

  /**
   * A comparison was applied.
   *
   * @param root the state at its position
   */
  synchronized void compare(LogPosition position, StateRoot root) {
    if (position.index() <= ignoredUpToIndex) {
      return;
    }
    long nowNanos = System.nanoTime();
    tellWhatStaysUndecided();
    running = new Running(position.index(), root, nowNanos);
    schedule.compared(root.revision(), nowNanos);
    thread.signal();
  }

  /**
   * A report was applied.
   *
   * @throws UncheckedIOException where the state of this member is not the majority's; it must stop
   */
  void report(StateCheck.Report report) {
    String why = judged(report);
    if (why != null) {
      DataRefusedException refused = distrust.of(why);
      throw new UncheckedIOException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /** Null, or why this member must not be trusted any more. */
  private synchronized @Nullable String judged(StateCheck.Report report) {
    Running now = running;
    ConsensusNode<WriteOutcome> member = node;
    if (now == null || member == null) {
      return null;
    }
    GroupView group = member.group().view();
    boolean isOfMember =
        group.members().stream().anyMatch(each -> each.memberId() == report.memberId());
    if (isOfMember) {
      now.comparison = now.comparison.with(report);
    }
    // Which voters count while they change is for the next report to say, or the next comparison.
    return isOfMember && !group.joint() ? judge(now, voters(group)) : null;
  }

  /** Another state is in force: what was under way was about one that is gone. */
  synchronized void restored() {
    running = null;
    schedule.begin(System.nanoTime());
    thread.signal();
  }

  private @Nullable String judge(Running now, List<Long> voters) {
    switch (now.comparison.judge(voters)) {
      case Judgement.Open _ -> {}
      case Judgement.Split _ -> tellUndecided(now);
      case Judgement.Majority(StateDigest right, List<StateCheck.Report> wrong) -> {
        TreeSet<Long> differing = new TreeSet<>(counts.differing());
        wrong.forEach(each -> differing.add(each.memberId()));
        counts =
            new ComparisonCounts(
                counts.agreed() + (now.isAgreed ? 0 : 1),
                counts.undecided(),
                List.copyOf(differing));
        now.isAgreed = true;
        wrong.forEach(each -> tellDiffering(now, each, right));
        StateDigest own = now.own;
        if (own != null && !own.equals(right)) {
          return "the state of this member at "
              + placeOf(now)
              + " is not that of the majority of the group: "
              + said(own)
              + ", theirs "
              + said(right);
        }
      }
    }
    return null;
  }

  private static void tellDiffering(Running now, StateCheck.Report report, StateDigest right) {
    if (now.toldDiffering.add(report.memberId())) {
      LOGGER.error(
          "the state of member {} at {} is not that of the majority: it has {}, the majority {};"
              + " that member must leave the group",
          HexadecimalId.of(report.memberId()),
          placeOf(now),
          said(report.digest()),
          said(right));
    }
  }

  private void tellUndecided(Running now) {
    if (!now.isUndecidedTold) {
      now.isUndecidedTold = true;
      counts = new ComparisonCounts(counts.agreed(), counts.undecided() + 1, counts.differing());
      LOGGER.error(
          "the states of members at {} differ, and no majority of the voters agrees, so nobody can"
              + " tell which one is right and none is stopped: {}",
          placeOf(now),
          now.comparison.reports().stream()
              .map(
                  each -> "member " + HexadecimalId.of(each.memberId()) + " " + said(each.digest()))
              .collect(Collectors.joining("; ")));
    }
  }

  private void tellWhatStaysUndecided() {
    Running now = running;
    ConsensusNode<WriteOutcome> member = node;
    if (now == null || member == null || now.isAgreed || !now.comparison.differs()) {
      return;
    }
    // While the voters changed nothing was judged; the next comparison is.
    if (!(now.comparison.judge(voters(member.group().view())) instanceof Judgement.Majority)) {
      tellUndecided(now);
    }
  }

  private static String placeOf(Running now) {
    return "index " + now.comparison.index() + " of the log, revision " + now.revision.number();
  }

  private static String said(StateDigest digest) {
    return String.format(
        "revision %d compacted to %d, changes %016x, contents %016x",
        digest.revision().number(),
        digest.compactRevision().number(),
        digest.rollingHash(),
        digest.retainedHash());
  }

  private static List<Long> voters(GroupView group) {
    return group.members().stream()
        .filter(each -> each.standing() == GroupView.Standing.VOTER)
        .map(GroupView.Member::memberId)
        .toList();
  }

  // The thread's.

  private long doWork(long nowNanos) {
    takeDigest();
    long waitNanos = Math.min(proposeReport(nowNanos), tellAfterPatience(nowNanos));
    return Math.min(waitNanos, compareIfDue(nowNanos));
  }

  private void takeDigest() {
    Running now;
    StateRoot root;
    synchronized (this) {
      now = running;
      root = now == null ? null : now.root;
    }
    if (now != null && root != null) {
      StateDigest digest = null;
      try {
        digest = StateDigest.of(root);
      } finally {
        synchronized (this) {
          // Whatever came of it: without a digest this member does not report, and keeps no root.
          now.root = null;
          now.own = digest;
        }
      }
    }
  }

  private long proposeReport(long nowNanos) {
    Running now;
    ConsensusNode<WriteOutcome> member;
    StateCheck.Report report;
    synchronized (this) {
      now = running;
      member = node;
      StateDigest own = now == null ? null : now.own;
      if (now == null || own == null || member == null) {
        return FOREVER_NANOS;
      }
      if (now.isReported || now.attempts >= ATTEMPTS_MAX) {
        return FOREVER_NANOS;
      }
      if (now.isProposing) {
        return ATTEMPT_NANOS;
      }
      if (nowNanos - now.nextAttemptNanos < 0) {
        return now.nextAttemptNanos - nowNanos;
      }
      now.attempts++;
      now.isProposing = true;
      now.nextAttemptNanos = nowNanos + ATTEMPT_NANOS;
      report = new StateCheck.Report(member.status().memberId(), now.comparison.index(), own);
    }
    // Where the outcome of one is not known, a second says the same, and counts once.
    var _ =
        member
            .propose(StateCheckCodec.encode(report), StateCheck.COMMAND_VERSION)
            .whenComplete((outcome, _) -> proposed(now, outcome));
    return ATTEMPT_NANOS;
  }

  /**
   * @param outcome null where there was none; it is tried again then
   */
  private synchronized void proposed(Running now, @Nullable ProposalOutcome<WriteOutcome> outcome) {
    now.isProposing = false;
    now.isReported = outcome instanceof ProposalOutcome.Applied;
  }

  private synchronized long tellAfterPatience(long nowNanos) {
    Running now = running;
    if (now == null || now.isAgreed || now.isUndecidedTold) {
      return FOREVER_NANOS;
    }
    long waitNanos = now.sinceNanos + PATIENCE_NANOS - nowNanos;
    if (waitNanos > 0) {
      return waitNanos;
    }
    tellWhatStaysUndecided();
    return PATIENCE_NANOS;
  }

  private long compareIfDue(long nowNanos) {
    ConsensusNode<WriteOutcome> member;
    long pauseNanos;
    synchronized (this) {
      member = node;
      if (schedule.isNever() || member == null) {
        return FOREVER_NANOS;
      }
      long waitNanos = schedule.waitNanos(nowNanos);
      if (waitNanos > 0) {
        return waitNanos;
      }
      boolean begins = mayBegin(member, nowNanos);
      pauseNanos = schedule.looked(begins, nowNanos);
      if (!begins) {
        return pauseNanos;
      }
    }
    var _ =
        member.propose(
            StateCheckCodec.encode(new StateCheck.Compare()), StateCheck.COMMAND_VERSION);
    return pauseNanos;
  }

  /** Only where it is wanted, and somebody is there to compare with. */
  private boolean mayBegin(ConsensusNode<WriteOutcome> member, long nowNanos) {
    boolean leads = member.status().role() == MemberStatus.Role.LEADER;
    if (!schedule.isWanted(leads, newest.get().revision(), nowNanos)
        || (running != null && running.root != null)) {
      return false;
    }
    GroupView group = member.group().view();
    return !group.joint() && voters(group).size() > 1 && isUnderstood(group);
  }

  /** CLUS-25. One that is away for long, or was never started, keeps all from being compared. */
  private boolean isUnderstood(GroupView group) {
    boolean understood = group.understands().commands() >= StateCheck.COMMAND_VERSION;
    if (!understood && !isWaitTold) {
      LOGGER.warn(
          "the members' states are not compared until all of them have said that they can read that;"
              + " missing: {}",
          group.members().stream()
              .filter(each -> each.understands().commands() < StateCheck.COMMAND_VERSION)
              .map(each -> each.name() + " (" + HexadecimalId.of(each.memberId()) + ")")
              .collect(Collectors.joining(", ")));
    }
    isWaitTold = !understood;
    return understood;
  }
}
