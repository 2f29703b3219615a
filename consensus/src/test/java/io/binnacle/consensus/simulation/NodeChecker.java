package io.binnacle.consensus.simulation;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.LogPosition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the state machines and the clients of whole nodes see, compared with what they were
 * promised. No-ops and the log itself are not visible from here.
 */
final class NodeChecker {
  private record Applied(LogPosition position, Bytes command, long digest) {}

  private final Map<Long, Applied> byIndex = new HashMap<>();
  private final Map<Bytes, Long> indexOf = new HashMap<>();
  private final Set<Bytes> refused = new HashSet<>();
  private final Map<Bytes, Long> acknowledged = new HashMap<>();
  private long newestIndex;
  private long readFloor;

  private static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new SimulationFailure(invariant + ": " + what);
    }
  }

  /** INV-05, INV-10. */
  void applies(long member, LogPosition position, Bytes command, long digest) {
    Applied now = new Applied(position, command, digest);
    Applied known = byIndex.putIfAbsent(position.index(), now);
    if (known != null) {
      require(
          known.equals(now),
          "INV-05 state machine safety",
          "member " + member + " applies " + now + " where another applied " + known);
      return;
    }
    Long before = indexOf.putIfAbsent(command, position.index());
    require(
        before == null, "INV-10 once or never", command + " at " + before + " and at " + position);
    require(!refused.contains(command), "INV-10 once or never", command + " had been refused");
    newestIndex = Math.max(newestIndex, position.index());
  }

  void restores(long member, long commandIndex, long digest) {
    Applied known = byIndex.get(commandIndex);
    require(
        commandIndex == 0 || (known != null && known.digest() == digest),
        "INV-05 state machine safety",
        "member " + member + " restores another state at " + commandIndex);
  }

  void acknowledges(Bytes command, LogPosition position) {
    Long at = indexOf.get(command);
    require(
        at != null && at == position.index(),
        "INV-10 acknowledged writes survive",
        command + " was acknowledged at " + position + ", applied at " + at);
    acknowledged.put(command, position.index());
    readFloor = Math.max(readFloor, position.index());
  }

  void refuses(Bytes command) {
    require(
        !indexOf.containsKey(command), "INV-10 once or never", command + " is applied and refused");
    refused.add(command);
  }

  long readFloor() {
    return readFloor;
  }

  void reads(long member, long floor, long appliedIndex) {
    require(
        appliedIndex >= floor,
        "INV-11 linearizable reads",
        "member " + member + " reads at " + appliedIndex + " after " + floor + " was answered");
  }

  long newestIndex() {
    return newestIndex;
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }
}
