package io.binnacle.consensus.read;

import java.util.ArrayList;
import java.util.List;

/**
 * A follower's reads that wait for the leader's answer. One request is out at a time; an answer
 * counts only for the request that is still out (RAFT-48). Bounded by the caller, who asks for
 * {@link #size()}.
 */
public final class ForwardedReads {
  private record Pending(long requestId, long sinceTick) {}

  private final List<Pending> waiting = new ArrayList<>();
  private final List<Pending> asked = new ArrayList<>();
  private long context;
  private long askedTick;

  /**
   * @param firstContext differs from one life of the member to the next, so that an answer to an
   *     earlier life's request confirms nothing
   */
  public ForwardedReads(long firstContext) {
    this.context = firstContext;
  }

  public int size() {
    return waiting.size() + asked.size();
  }

  public void add(long requestId, long tick) {
    waiting.add(new Pending(requestId, tick));
  }

  public boolean isRequestDue(long tick, long retryTicks) {
    return asked.isEmpty() ? !waiting.isEmpty() : tick - askedTick >= retryTicks;
  }

  /** Asks for all that wait: with a fresh context, so that no older answer fits (RAFT-47). */
  public long ask(long tick) {
    asked.addAll(waiting);
    waiting.clear();
    askedTick = tick;
    context++;
    return context;
  }

  /** The reads that this answer is for. */
  public List<Long> answered(long answeredContext) {
    return answeredContext == context ? take(asked, Long.MAX_VALUE) : List.of();
  }

  public List<Long> expire(long beforeTick) {
    List<Long> expired = take(asked, beforeTick);
    expired.addAll(take(waiting, beforeTick));
    return expired;
  }

  public List<Long> drain() {
    return expire(Long.MAX_VALUE);
  }

  private static List<Long> take(List<Pending> from, long beforeTick) {
    List<Long> taken = new ArrayList<>();
    from.removeIf(read -> read.sinceTick() < beforeTick && taken.add(read.requestId()));
    return taken;
  }
}
