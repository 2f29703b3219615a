package io.binnacle.consensus.linearizability;

import io.binnacle.consensus.linearizability.Operation.Call;
import io.binnacle.consensus.linearizability.Operation.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down calls in the order in which they begin and end. A number is taken before a call is
 * made and after its outcome is known, so the order here is never stricter than what really was.
 * Bounded by whoever makes the calls.
 */
public final class History {
  private final List<Begun> calls = new ArrayList<>();
  private long order;

  /** A call that was made. */
  public final class Begun {
    private final int client;
    private final String key;
    private final Call call;
    private final long invoked;
    private Result result = new Result.Unknown();
    private long returned = Operation.NEVER;

    private Begun(int client, String key, Call call, long invoked) {
      this.client = client;
      this.key = key;
      this.call = call;
      this.invoked = invoked;
    }

    /** The client knows; {@link Result.Unknown} is what it is without this. */
    public void ended(Result known) {
      synchronized (History.this) {
        if (!(known instanceof Result.Unknown)) {
          result = known;
          order++;
          returned = order;
        }
      }
    }

    /** It certainly had and will have no effect, so it says nothing. */
    public void refused() {
      synchronized (History.this) {
        calls.remove(this);
      }
    }

    private Operation operation() {
      return new Operation(client, key, call, result, invoked, returned);
    }
  }

  public synchronized Begun begin(int client, String key, Call call) {
    order++;
    Begun begun = new Begun(client, key, call, order);
    calls.add(begun);
    return begun;
  }

  public synchronized List<Operation> operations() {
    return calls.stream().map(Begun::operation).toList();
  }
}
