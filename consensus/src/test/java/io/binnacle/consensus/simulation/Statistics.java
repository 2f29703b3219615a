package io.binnacle.consensus.simulation;

import java.util.Map;
import java.util.TreeMap;

/** What happened in one run, or in many together. */
public final class Statistics {
  private final TreeMap<String, Long> faults = new TreeMap<>();
  private final TreeMap<String, Long> transitions = new TreeMap<>();
  private final TreeMap<String, Long> changes = new TreeMap<>();
  private long runs;
  private long events;
  private long simulatedNanos;
  private long elections;
  private long acknowledged;
  private long reads;
  private long configurations;

  void fault(String kind) {
    faults.merge(kind, 1L, Long::sum);
  }

  void transition(String from, String to) {
    transitions.merge(from + " -> " + to, 1L, Long::sum);
  }

  void change(String what) {
    changes.merge(what, 1L, Long::sum);
  }

  void acknowledged() {
    acknowledged++;
  }

  void read() {
    reads++;
  }

  void configuration() {
    configurations++;
  }

  void ended(long eventCount, long nanos, long leaderTerms) {
    runs++;
    events += eventCount;
    simulatedNanos += nanos;
    elections += leaderTerms;
  }

  void add(Statistics other) {
    other.faults.forEach((kind, count) -> faults.merge(kind, count, Long::sum));
    other.transitions.forEach((which, count) -> transitions.merge(which, count, Long::sum));
    other.changes.forEach((what, count) -> changes.merge(what, count, Long::sum));
    runs += other.runs;
    events += other.events;
    simulatedNanos += other.simulatedNanos;
    elections += other.elections;
    acknowledged += other.acknowledged;
    reads += other.reads;
    configurations += other.configurations;
  }

  /** How often each fault struck. */
  public Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  /** How often each change of role was seen. */
  public Map<String, Long> transitions() {
    return new TreeMap<>(transitions);
  }

  /** What became of the group, and of the wishes to change it. */
  public Map<String, Long> changes() {
    return new TreeMap<>(changes);
  }

  public long runs() {
    return runs;
  }

  public long events() {
    return events;
  }

  public long simulatedNanos() {
    return simulatedNanos;
  }

  /** Terms that had a leader. */
  public long elections() {
    return elections;
  }

  /** Writes whose clients were told that they are applied. */
  public long acknowledgedWrites() {
    return acknowledged;
  }

  public long reads() {
    return reads;
  }

  /** Configurations of the group that came into force. */
  public long configurations() {
    return configurations;
  }

  public long faultCount() {
    return faults.values().stream().mapToLong(Long::longValue).sum()
        - faults.getOrDefault("healing", 0L);
  }
}
