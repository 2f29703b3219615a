package io.binnacle.consensus.snapshot;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.SnapshotDescription;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends snapshots to members that are too far behind, and receives one. Steps on a thread of its
 * own, so that neither the log nor the driver waits for it (RAFT-67).
 */
public final class SnapshotTransfers implements AutoCloseable {
  /** Told by this thread. */
  public interface Outlet {
    void send(long to, PeerMessage message);

    /** A snapshot was received, verified and made durable. */
    void received(SnapshotDescription snapshot);

    void sendFinished(long to, LogPosition position, boolean delivered);
  }

  private sealed interface Task {
    record StartSend(long to, long term, LogPosition position) implements Task {}

    record Acknowledged(long from, PeerMessage.InstallSnapshotReply reply) implements Task {}

    record Received(long from, PeerMessage.InstallSnapshot part) implements Task {}

    record Reconnected(long peer) implements Task {}

    record StopSends() implements Task {}
  }

  /** Parts that wait here; a sender has at most its window under way, so more are strays. */
  private static final int PARTS_WAITING_MAX = 64;

  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotTransfers.class);

  private final SnapshotStore store;
  private final long bytesPerSecondMax;
  private final SnapshotReceiver receiver;
  private final Outlet outlet;
  private final Runnable wakeUp;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger partsWaiting = new AtomicInteger();
  private final Map<Long, SnapshotSender> senders = new TreeMap<>();

  /** What a receiver did not take is looked at before it is sent again. */
  private LogPosition suspect = LogPosition.NONE;

  /**
   * @param bytesPerSecondMax of each transfer to another member; 0 for as fast as it can take it
   */
  public SnapshotTransfers(
      SnapshotStore store, long bytesPerSecondMax, Outlet outlet, Runnable wakeUp) {
    this.store = store;
    this.bytesPerSecondMax = bytesPerSecondMax;
    this.receiver = new SnapshotReceiver(store);
    this.outlet = outlet;
    this.wakeUp = wakeUp;
  }

  /** Begins a transfer, and gives up the one to that member that is under way. */
  public void startSend(long to, long term, LogPosition position) {
    add(new Task.StartSend(to, term, position));
  }

  public void acknowledged(long from, PeerMessage.InstallSnapshotReply reply) {
    add(new Task.Acknowledged(from, reply));
  }

  /** Takes a part, or drops it when too many wait: the sender sends it again. */
  public void receive(long from, PeerMessage.InstallSnapshot part) {
    if (partsWaiting.incrementAndGet() > PARTS_WAITING_MAX) {
      partsWaiting.decrementAndGet();
      return;
    }
    add(new Task.Received(from, part));
  }

  /** A connection to this member is open again: what was on its way there is lost. */
  public void reconnected(long peer) {
    add(new Task.Reconnected(peer));
  }

  /** Ends all transfers to others without a report: this member leads no more. */
  public void stopSends() {
    add(new Task.StopSends());
  }

  private void add(Task task) {
    tasks.add(task);
    wakeUp.run();
  }

  /**
   * @throws IOException the member must stop (WAL-09)
   */
  public int doWork(long nowNanos) throws IOException {
    int work = 0;
    Task task = tasks.poll();
    if (task != null) {
      work++;
      switch (task) {
        case Task.StartSend(long to, long term, LogPosition position) ->
            begin(to, term, position, nowNanos);
        case Task.Acknowledged(long from, PeerMessage.InstallSnapshotReply reply) -> {
          SnapshotSender sender = senders.get(from);
          if (sender != null) {
            sender.acknowledged(reply, nowNanos);
          }
        }
        case Task.Received(long from, PeerMessage.InstallSnapshot part) -> {
          partsWaiting.decrementAndGet();
          outlet.send(from, receiver.receive(part, outlet::received));
        }
        case Task.Reconnected(long peer) -> {
          SnapshotSender sender = senders.get(peer);
          if (sender != null) {
            sender.reconnected(nowNanos);
          }
        }
        case Task.StopSends() -> closeSenders();
      }
    }
    return work + stepSenders(nowNanos);
  }

  private void begin(long to, long term, LogPosition position, long nowNanos) throws IOException {
    SnapshotSender previous = senders.remove(to);
    if (previous != null) {
      previous.close();
    }
    try {
      SnapshotFile file =
          position.equals(suspect) ? store.openVerified(position) : store.open(position);
      if (file == null) {
        throw new IOException("it is damaged");
      }
      senders.put(to, new SnapshotSender(file, term, bytesPerSecondMax, nowNanos));
      LOGGER.info(
          "sending the snapshot at index {} to member {}", position.index(), HexadecimalId.of(to));
    } catch (IOException e) {
      // A newer one may have taken its place, or takes that of a damaged one; the core asks again.
      LOGGER.warn("the snapshot at index {} cannot be sent: {}", position.index(), e.toString());
      outlet.sendFinished(to, position, false);
    }
  }

  private int stepSenders(long nowNanos) throws IOException {
    int work = 0;
    Iterator<Map.Entry<Long, SnapshotSender>> each = senders.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, SnapshotSender> entry = each.next();
      long to = entry.getKey();
      SnapshotSender sender = entry.getValue();
      work += sender.doWork(nowNanos, part -> outlet.send(to, part));
      if (sender.state() != SnapshotSender.State.UNDER_WAY) {
        each.remove();
        sender.close();
        boolean delivered = sender.state() == SnapshotSender.State.DELIVERED;
        suspect = delivered ? suspect : sender.position();
        LOGGER.info(
            "the snapshot at index {} {} member {}",
            sender.position().index(),
            delivered ? "has reached" : "did not reach",
            HexadecimalId.of(to));
        outlet.sendFinished(to, sender.position(), delivered);
        work++;
      }
    }
    return work;
  }

  private void closeSenders() throws IOException {
    for (SnapshotSender sender : senders.values()) {
      sender.close();
    }
    senders.clear();
  }

  /** After the thread that steps it has stopped. */
  @Override
  public void close() throws IOException {
    try (receiver) {
      closeSenders();
    }
  }
}
