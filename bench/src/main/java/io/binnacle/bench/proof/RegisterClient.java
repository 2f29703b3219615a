package io.binnacle.bench.proof;

import io.binnacle.consensus.linearizability.History;
import io.binnacle.consensus.linearizability.Operation.Call;
import io.binnacle.consensus.linearizability.Operation.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client: reads and changes registers at any member, one call after the other. */
final class RegisterClient implements Runnable {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int NOBODY_THERE_MILLIS = 50;
  private static final int PAUSE_MILLIS_MAX = 20;

  private final int number;
  private final List<RegisterApi> members;
  private final RegisterKeys keys;
  private final History history;
  private final Observed observed;
  private final AtomicBoolean goesOn;
  private final Random random;
  private final Map<String, Known> known = new HashMap<>();

  private record Known(long value, long resourceVersion) {}

  /** What clients share. */
  record Shared(RegisterKeys keys, History history, Observed observed, AtomicBoolean goesOn) {}

  RegisterClient(int number, List<RegisterApi> members, Shared shared, long seed) {
    this.number = number;
    this.members = members;
    this.keys = shared.keys;
    this.history = shared.history;
    this.observed = shared.observed;
    this.goesOn = shared.goesOn;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (goesOn.get()) {
        RegisterApi member = members.get(random.nextInt(members.size()));
        String key = keys.use(random.nextInt(Integer.MAX_VALUE));
        boolean sent =
            (known.containsKey(key) && random.nextInt(100) < 60)
                ? compareAndPut(member, key)
                : read(member, key) != Read.NOT_SENT;
        Thread.sleep(sent ? random.nextInt(PAUSE_MILLIS_MAX) : NOBODY_THERE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      members.forEach(RegisterApi::close);
    }
  }

  /** What became of a read. */
  enum Read {
    ANSWERED,
    UNANSWERED,
    NOT_SENT
  }

  Read read(RegisterApi member, String key) throws InterruptedException {
    History.Begun begun = history.begin(number, key, new Call.Read());
    double from = observed.nowMillis();
    RegisterApi.Answer answer = member.get(key);
    if (answer.equals(RegisterApi.Answer.NOT_SENT)) {
      begun.refused();
      return Read.NOT_SENT;
    }
    boolean answered = answer.status() == OK || answer.status() == NOT_FOUND;
    if (answered) {
      long value = answer.status() == OK ? answer.value() : 0;
      known.put(key, new Known(value, answer.resourceVersion()));
      begun.ended(new Result.Held(value));
    }
    observed.call(number, from, answered ? Observed.End.DONE : Observed.End.UNKNOWN);
    return answered ? Read.ANSWERED : Read.UNANSWERED;
  }

  /**
   * Whatever is no clear yes or no may have had its effect.
   *
   * @return whether it was sent
   */
  private boolean compareAndPut(RegisterApi member, String key) throws InterruptedException {
    Known expected = known.getOrDefault(key, new Known(0, 0));
    long value = keys.newValue();
    History.Begun begun = history.begin(number, key, new Call.CompareAndPut(expected.value, value));
    double from = observed.nowMillis();
    RegisterApi.Answer answer =
        expected.value == 0
            ? member.create(key, value)
            : member.update(key, value, expected.resourceVersion);
    if (answer.equals(RegisterApi.Answer.NOT_SENT)) {
      begun.refused();
      return false;
    }
    Observed.End end =
        switch (answer.status()) {
          case OK, CREATED -> Observed.End.DONE;
          case CONFLICT, NOT_FOUND -> Observed.End.CONFLICT;
          default -> Observed.End.UNKNOWN;
        };
    switch (end) {
      case DONE -> {
        begun.ended(new Result.Put());
        known.put(key, new Known(value, answer.resourceVersion()));
      }
      case CONFLICT -> {
        begun.ended(new Result.Mismatch());
        known.remove(key);
      }
      case UNKNOWN -> known.remove(key);
    }
    observed.call(number, from, end);
    return true;
  }
}
