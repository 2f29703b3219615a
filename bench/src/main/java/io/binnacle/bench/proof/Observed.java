package io.binnacle.bench.proof;

import java.util.ArrayList;
import java.util.List;

/** What happened when, for the picture: calls of clients and faults. Written by all threads. */
final class Observed {
  /** How a call ended. */
  enum End {
    DONE,
    CONFLICT,
    UNKNOWN
  }

  /** One call; times in milliseconds since the start. */
  record ClientCall(int client, double from, double to, End end) {}

  /** One fault; times in milliseconds since the start. */
  record Fault(String what, int member, double from, double to) {}

  private final long began = System.nanoTime();
  private final List<ClientCall> calls = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  double nowMillis() {
    return (System.nanoTime() - began) / 1e6;
  }

  synchronized void call(int client, double from, End end) {
    calls.add(new ClientCall(client, from, nowMillis(), end));
  }

  synchronized void fault(String what, int member, double from) {
    faults.add(new Fault(what, member, from, nowMillis()));
  }

  synchronized List<ClientCall> calls() {
    return List.copyOf(calls);
  }

  synchronized List<Fault> faults() {
    return List.copyOf(faults);
  }
}
