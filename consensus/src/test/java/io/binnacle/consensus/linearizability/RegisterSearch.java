package io.binnacle.consensus.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search for one register. Beginnings and ends stand in a list in their order. A call may come
 * next if its beginning stands before the first end that is left; it is then lifted out of the
 * list, with its end. At an end that cannot be lifted the last choice is taken back. What was
 * chosen and what the register held then is remembered: the same set with the same value is never
 * tried twice (Lowe, "Testing for linearizability", 2017).
 *
 * <p>A call with an outcome that changes nothing, and may come next, comes next: that takes nothing
 * away from any other, so it is never taken back for its own sake. Without that, many reads at once
 * would be tried in all their orders.
 *
 * <p>A call without an outcome has no end, so nothing forces it in; and it is chosen only where it
 * would change the register, since elsewhere its absence is as good.
 */
final class RegisterSearch {
  enum Outcome {
    FOUND,
    IMPOSSIBLE,
    GIVEN_UP
  }

  private record Configuration(BitSet chosen, long held) {}

  /**
   * @param isSafe if there is an order at all from there, there is one that begins with this
   */
  private record Choice(Event begin, long heldBefore, boolean isSafe) {}

  private static final class Event {
    private final Operation operation;
    private final int number;
    private final boolean isBegin;
    private @Nullable Event end;
    private @Nullable Event previous;
    private @Nullable Event next;

    Event(Operation operation, int number, boolean isBegin) {
      this.operation = operation;
      this.number = number;
      this.isBegin = isBegin;
    }

    long at() {
      return isBegin ? operation.invoked() : operation.returned();
    }

    void lift() {
      if (previous != null) {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
    }

    void putBack() {
      if (previous != null) {
        previous.next = this;
      }
      if (next != null) {
        next.previous = this;
      }
    }
  }

  private final List<Operation> operations;
  private final int configurationsMax;
  private final Event head;
  private final Set<Configuration> tried = new HashSet<>();
  private final ArrayDeque<Choice> choices = new ArrayDeque<>();
  private final BitSet chosen = new BitSet();
  private long held;
  private int endsLeft;
  private List<Operation> longest = List.of();
  private long longestHeld;
  private @Nullable Operation stuckAt;

  RegisterSearch(List<Operation> operations, int configurationsMax) {
    this.operations = operations;
    this.configurationsMax = configurationsMax;
    this.head = link();
  }

  private Event link() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Event begin = new Event(operations.get(i), i, true);
      events.add(begin);
      if (operations.get(i).isKnown()) {
        Event end = new Event(operations.get(i), i, false);
        begin.end = end;
        events.add(end);
        endsLeft++;
      }
    }
    events.sort(Comparator.comparingLong(Event::at));
    Event first =
        new Event(
            new Operation(
                0,
                "",
                new Operation.Call.Read(),
                new Operation.Result.Unknown(),
                0,
                Operation.NEVER),
            -1,
            true);
    Event last = first;
    for (Event event : events) {
      last.next = event;
      event.previous = last;
      last = event;
    }
    return first;
  }

  Outcome run() {
    Event event = takeSafe();
    while (endsLeft > 0) {
      if (event != null && event.isBegin) {
        event = tryNext(event) ? takeSafe() : event.next;
        if (tried.size() > configurationsMax) {
          return Outcome.GIVEN_UP;
        }
      } else {
        remember(event);
        if (choices.isEmpty()) {
          return Outcome.IMPOSSIBLE;
        }
        event = takeBack();
      }
    }
    return Outcome.FOUND;
  }

  /** Takes all that may come next and change nothing; answers where the others begin. */
  private @Nullable Event takeSafe() {
    Event event = head.next;
    while (event != null && event.isBegin) {
      Operation operation = event.operation;
      boolean isSafe = operation.isKnown() && operation.fits(held) && operation.after(held) == held;
      event = isSafe && tryNext(event) ? head.next : event.next;
    }
    return head.next;
  }

  private boolean tryNext(Event begin) {
    Operation operation = begin.operation;
    long after = operation.after(held);
    boolean isPointless = !operation.isKnown() && after == held;
    if (!operation.fits(held) || isPointless) {
      return false;
    }
    BitSet with = (BitSet) chosen.clone();
    with.set(begin.number);
    if (!tried.add(new Configuration(with, after))) {
      return false;
    }
    choices.push(new Choice(begin, held, operation.isKnown() && after == held));
    chosen.set(begin.number);
    held = after;
    begin.lift();
    if (begin.end != null) {
      begin.end.lift();
      endsLeft--;
    }
    return true;
  }

  /** The last choice that might have been another. */
  private @Nullable Event takeBack() {
    Choice last;
    do {
      last = choices.pop();
      Event begin = last.begin;
      if (begin.end != null) {
        begin.end.putBack();
        endsLeft++;
      }
      begin.putBack();
      chosen.clear(begin.number);
      held = last.heldBefore;
    } while (last.isSafe && !choices.isEmpty());
    return last.isSafe ? null : last.begin.next;
  }

  private void remember(@Nullable Event at) {
    if (stuckAt == null || choices.size() > longest.size()) {
      List<Operation> order = new ArrayList<>();
      choices.descendingIterator().forEachRemaining(choice -> order.add(choice.begin.operation));
      longest = order;
      longestHeld = held;
      stuckAt = at == null ? null : at.operation;
    }
  }

  /** The longest order there is, and what fits nowhere behind it. */
  String explain() {
    StringBuilder text = new StringBuilder();
    text.append("no order of its ").append(operations.size()).append(" calls is possible: after");
    int shown = Math.max(0, longest.size() - 6);
    text.append(shown == 0 ? "" : " " + shown + " others and");
    longest.subList(shown, longest.size()).forEach(each -> text.append("\n    ").append(each));
    text.append("\n  the register holds ").append(longestHeld).append(", which does not allow");
    text.append("\n    ").append(stuckAt);
    return text.toString();
  }
}
