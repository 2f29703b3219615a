package io.binnacle.consensus.progress;

import java.util.ArrayDeque;

/**
 * Appends to one follower that are not yet acknowledged (RAFT-28), bounded by count and bytes.
 * Full, it pauses the follower's stream; a heartbeat's answer probes it then.
 */
final class InflightWindow {
  private record Sent(long lastIndex, long bytes) {}

  private final int appendsMax;
  private final long bytesMax;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private long bytes;

  InflightWindow(int appendsMax, long bytesMax) {
    this.appendsMax = appendsMax;
    this.bytesMax = bytesMax;
  }

  boolean isFull() {
    return sent.size() >= appendsMax || bytes >= bytesMax;
  }

  int appends() {
    return sent.size();
  }

  void add(long lastIndex, long appendBytes) {
    sent.addLast(new Sent(lastIndex, appendBytes));
    bytes += appendBytes;
  }

  /** Everything up to this index has been acknowledged. */
  void acknowledge(long index) {
    while (!sent.isEmpty() && sent.getFirst().lastIndex() <= index) {
      bytes -= sent.removeFirst().bytes();
    }
  }

  void clear() {
    sent.clear();
    bytes = 0;
  }
}
