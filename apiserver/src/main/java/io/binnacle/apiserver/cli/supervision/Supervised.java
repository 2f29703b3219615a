package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.supervision.ClusterStart.Progress;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One replica under supervision: notices that it died, and starts it again after a pause. */
final class Supervised implements ClusterStart.Observed {
  private static final long PAUSE_NANOS_MIN = 250_000_000L;
  private static final long PAUSE_NANOS_MAX = 10_000_000_000L;

  /** One that ran this long did not die of its start: the pause begins anew. */
  private static final long HEALTHY_NANOS = 5_000_000_000L;

  private final ReplicaProcess process;
  private final HealthWatch health;

  /** Why the process could not be started at all; null where it was, or was not tried yet. */
  @Nullable String startFailure;

  private final Readmission readmission;
  private final Readmission.Inquiry inquiry;
  private long startedNanos = System.nanoTime();
  private long pauseNanos = PAUSE_NANOS_MIN;
  private boolean knownDown;

  /** Whether its directory is of no use any more, so that only a person can bring it back. */
  private boolean lostForGood;

  private boolean wasReady;
  private long restartNanos;

  /** Whether somebody has asked for it although its directory is empty. */
  private boolean mayComeBack;

  /** Why it is down, as it was told last. */
  private String told = "";

  Supervised(ReplicaProcess process, HealthWatch health, Readmission readmission) {
    this.process = process;
    this.health = health;
    this.readmission = readmission;
    this.inquiry = readmission.about(process.spec());
  }

  String name() {
    return process.spec().name();
  }

  @Override
  public ReplicaProcess process() {
    return process;
  }

  @Override
  public HealthWatch health() {
    return health;
  }

  @Override
  public Progress progress(boolean othersServe) {
    String failure = startFailure;
    if (failure != null) {
      return new Progress.Out(failure, false);
    }
    if (process.running().isPresent()) {
      return new Progress.OnItsWay();
    }
    return switch (process.condition()) {
      case REMOVED -> new Progress.Removed();
      case EMPTY -> {
        if (process.pid() != 0) {
          yield new Progress.Out(process.lastWords(), false);
        }
        yield othersServe ? readmitted() : new Progress.WaitingForOthers();
      }
      case HOLDS_MEMBER, DAMAGED -> new Progress.Out(process.lastWords(), process.isLostForGood());
    };
  }

  /** Its directory is empty, and the group serves without it. */
  private Progress readmitted() {
    return switch (inquiry.poll().orElseGet(Readmission.Verdict.Unknown::new)) {
      case Readmission.Verdict.MayJoin(URI by) -> new Progress.Joining(joinBy(by));
      case Readmission.Verdict.IsMember isMember -> isMember.out();
      // Asked again, or looked at again, at the next look.
      case Readmission.Verdict.Unknown _ -> new Progress.WaitingForOthers();
    };
  }

  @Override
  public void knownToBeDown(boolean forGood) {
    knownDown = true;
    lostForGood = forGood;
    restartNanos = System.nanoTime() + pauseNanos;
  }

  /** Starts it as a new member of the group; returns the line to tell. */
  private String joinBy(URI replica) {
    try {
      process.start(replica);
      return "Started %s, which joins as a new member, pid %d".formatted(name(), process.pid());
    } catch (ClusterException e) {
      startFailure = String.valueOf(e.getMessage());
      return startFailure;
    }
  }

  /** Looks once; returns what to tell, if something has changed. It never waits for anybody. */
  Optional<String> look(boolean restart, boolean startNow, long nowNanos) {
    if (process.running().isPresent()) {
      knownDown = false;
      wasReady |= health.isReady();
      mayComeBack = false;
      told = "";
      return Optional.empty();
    }
    if (!knownDown) {
      inquiry.beginAnew();
      return Optional.of(noticeEnd(restart, nowNanos));
    }
    DirectoryCondition condition = process.condition();
    boolean due = restart && !lostForGood && nowNanos - restartNanos >= 0;
    if (condition == DirectoryCondition.EMPTY) {
      // A person may have started it by hand in the meantime.
      return process.adopt() ? Optional.empty() : withoutData(startNow, due, nowNanos);
    }
    boolean starts = due || startNow || process.adopt();
    return starts && condition != DirectoryCondition.REMOVED
        ? once(startAgain(nowNanos))
        : Optional.empty();
  }

  /** A reason that stays is told once. */
  private Optional<String> once(String line) {
    if (line.equals(told)) {
      return Optional.empty();
    }
    told = line;
    return Optional.of(line);
  }

  /**
   * Its directory was emptied: only when asked it joins anew, since whoever has removed it may want
   * it to stay away. One that has begun to join goes on by itself. Else it is told once why it
   * stays down.
   */
  private Optional<String> withoutData(boolean asked, boolean due, long nowNanos) {
    if (asked) {
      mayComeBack = true;
      told = "";
      // The group may have removed it since an earlier question.
      inquiry.beginAnew();
    }
    boolean joins = process.isJoining();
    if (!mayComeBack && (joins ? !due : lostForGood)) {
      return Optional.empty();
    }
    Readmission.Verdict verdict = inquiry.poll().orElse(null);
    if (verdict == null) {
      return Optional.empty();
    }
    boolean comesBack = joins || mayComeBack;
    mayComeBack = false;
    restartNanos = nowNanos + PAUSE_NANOS_MAX;
    if (comesBack && verdict instanceof Readmission.Verdict.MayJoin(URI by)) {
      startedNanos = nowNanos;
      lostForGood = false;
      String line = joinBy(by);
      knownDown = process.running().isEmpty();
      return once(line);
    }
    lostForGood = !joins;
    return once(name() + " stays down: " + readmission.told(spec(), verdict));
  }

  /** Nothing is left in its directory, and it has not begun to join anew. */
  private boolean isEmptied() {
    return process.condition() == DirectoryCondition.EMPTY && !process.isJoining();
  }

  private String wayBack() {
    return String.join("\n", readmission.wayBack(process.spec()));
  }

  private String noticeEnd(boolean restart, long nowNanos) {
    knownDown = true;
    if (process.condition() == DirectoryCondition.REMOVED) {
      lostForGood = true;
      return name() + " was removed from the group and stays down";
    }
    if (isEmptied()) {
      lostForGood = false;
      // Why it stays down is asked for now, and told when it is known.
      return "%s (pid %d) has ended".formatted(name(), process.pid());
    }
    lostForGood = process.isLostForGood();
    if (lostForGood) {
      return "%s (pid %d) has ended and stays down: %s\n%s"
          .formatted(name(), process.pid(), process.lastWords(), wayBack());
    }
    if (wasReady && nowNanos - startedNanos > HEALTHY_NANOS) {
      pauseNanos = PAUSE_NANOS_MIN;
    }
    wasReady = false;
    restartNanos = nowNanos + pauseNanos;
    String next =
        restart
            ? "starting it again in %.2f s".formatted(pauseNanos / 1e9)
            : "'binnacle up' starts it again";
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
    return "%s (pid %d) has ended: %s".formatted(name(), process.pid(), next);
  }

  private String startAgain(long nowNanos) {
    startedNanos = nowNanos;
    try {
      // A person may have started it by hand in the meantime.
      if (!process.adopt()) {
        process.start();
      }
      knownDown = false;
      return "Started %s, pid %d".formatted(name(), process.pid());
    } catch (ClusterException e) {
      restartNanos = nowNanos + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
      return String.valueOf(e.getMessage());
    }
  }
}
