package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.balancer.BackendState;
import io.binnacle.apiserver.cli.client.ReplicaClient;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Asks one replica again and again whether it is ready, and tells the verdict when it changes.
 *
 * <p>Transitions: an answer of 200 makes READY. A refused connection makes DEAD at once. Two other
 * answers in a row make NOT_READY, so that an election does not empty the balancer. Three questions
 * without an answer in a row make DEAD, for a process that hangs.
 */
final class HealthWatch implements AutoCloseable {
  /** Somebody waits for it at first; one that stays away is asked less and less often. */
  private static final int PAUSE_UNREADY_MILLIS_MIN = 25;

  private static final int PAUSE_UNREADY_MILLIS_MAX = 400;

  private static final int PAUSE_READY_MILLIS = 500;
  private static final int TIMEOUT_MILLIS = 1_500;
  private static final int SAME_ANSWERS = 2;
  private static final int SILENCES = 3;

  /** How a line of {@code /readyz?verbose} begins that tells of a check that failed. */
  private static final String FAILED = "[-]";

  private final ReplicaClient client;
  private final Consumer<BackendState> verdict;
  private final Thread thread;
  private volatile BackendState state = BackendState.NOT_READY;
  private int otherAnswers;
  private int silences;
  private int unreadyAnswers;
  private volatile String lastFailure = "it was not asked yet";

  HealthWatch(SSLContext identity, ReplicaSpec spec, Consumer<BackendState> verdict) {
    this.client = new ReplicaClient(identity, spec.securePort(), TIMEOUT_MILLIS);
    this.verdict = verdict;
    this.thread = Thread.ofVirtual().name("health-of-" + spec.name()).start(this::run);
  }

  boolean isReady() {
    return state == BackendState.READY;
  }

  /** Whether it took no connection, or did not answer for long. */
  boolean isDead() {
    return state == BackendState.DEAD;
  }

  /** The checks that failed when it was asked last, or why it did not answer. */
  String whatFails() {
    return lastFailure;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        BackendState next = ask();
        if (next != state) {
          state = next;
          verdict.accept(next);
        }
        Thread.sleep(pauseAfter(next));
      }
    } catch (InterruptedException _) {
      // Closed.
    } finally {
      client.close();
    }
  }

  private int pauseAfter(BackendState answer) {
    if (answer == BackendState.READY) {
      unreadyAnswers = 0;
      return PAUSE_READY_MILLIS;
    }
    unreadyAnswers++;
    return Math.clamp(unreadyAnswers, PAUSE_UNREADY_MILLIS_MIN, PAUSE_UNREADY_MILLIS_MAX);
  }

  private BackendState ask() {
    try {
      ReplicaClient.Answer answer = client.get("/readyz?verbose");
      boolean ready = answer.status() == 200;
      if (!ready) {
        lastFailure = "these checks of /readyz fail: " + failedChecks(answer.body());
      }
      silences = 0;
      otherAnswers = ready ? 0 : otherAnswers + 1;
      if (ready) {
        return BackendState.READY;
      }
      boolean stays = otherAnswers < SAME_ANSWERS && state == BackendState.READY;
      return stays ? BackendState.READY : BackendState.NOT_READY;
    } catch (ConnectException _) {
      lastFailure = "it takes no connection";
      return BackendState.DEAD;
    } catch (IOException _) {
      lastFailure = "it does not answer /readyz";
      silences++;
      return silences >= SILENCES ? BackendState.DEAD : state;
    }
  }

  private static String failedChecks(String verbose) {
    return verbose
        .lines()
        .filter(line -> line.startsWith(FAILED))
        .map(line -> line.substring(FAILED.length()).replaceFirst(" failed.*", ""))
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
