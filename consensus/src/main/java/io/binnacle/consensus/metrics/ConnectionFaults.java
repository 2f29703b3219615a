package io.binnacle.consensus.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each fault of a connection was met; any thread counts, any reads. */
public final class ConnectionFaults {
  private final Map<ConnectionFault, LongAdder> counts = new EnumMap<>(ConnectionFault.class);

  /** Nothing was met. */
  public ConnectionFaults() {
    for (ConnectionFault fault : ConnectionFault.values()) {
      counts.put(fault, new LongAdder());
    }
  }

  public void count(ConnectionFault fault) {
    LongAdder count = counts.get(fault);
    if (count != null) {
      count.increment();
    }
  }

  /** One for each fault, in the order of the enum. */
  public List<Count> values() {
    List<Count> values = new ArrayList<>();
    counts.forEach((fault, count) -> values.add(new Count(fault, count.sum())));
    return List.copyOf(values);
  }

  /** How often one fault was met. */
  public record Count(ConnectionFault fault, long times) {}
}
