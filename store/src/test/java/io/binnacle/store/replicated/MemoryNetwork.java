package io.binnacle.store.replicated;

import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.transport.PeerTransport;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands messages over within the process; members can be cut off. */
final class MemoryNetwork {
  private final Map<Long, PeerTransport.Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<Long, Understanding> understandings = new ConcurrentHashMap<>();
  private final Set<Long> cutOff = ConcurrentHashMap.newKeySet();

  PeerTransport transportOf(long member) {
    return new Endpoint(member);
  }

  void cutOff(long member) {
    cutOff.add(member);
    tellLost(member);
  }

  void heal(long member) {
    cutOff.remove(member);
    receivers.forEach(
        (id, receiver) -> {
          if (id != member) {
            receiver.peerConnected(member);
          }
        });
  }

  private void tellLost(long member) {
    receivers.forEach(
        (id, receiver) -> {
          if (id == member) {
            receivers.keySet().stream()
                .filter(other -> other != member)
                .forEach(receiver::peerLost);
          } else {
            receiver.peerLost(member);
          }
        });
  }

  private Understanding understandingOf(long member) {
    return understandings.getOrDefault(member, Understanding.UNSAID);
  }

  private boolean reaches(long from, long to) {
    return receivers.containsKey(to) && !cutOff.contains(from) && !cutOff.contains(to);
  }

  private final class Endpoint implements PeerTransport {
    private final long member;

    Endpoint(long member) {
      this.member = member;
    }

    @Override
    public void identify(KnownDirectories directories, Understanding understands) {
      understandings.put(member, understands);
    }

    /** As with a hello in each direction. */
    @Override
    public void start(Receiver receiver) {
      receivers.put(member, receiver);
      receivers.forEach(
          (id, other) -> {
            if (id != member) {
              other.understood(member, understandingOf(member));
              receiver.understood(id, understandingOf(id));
            }
          });
      heal(member);
    }

    @Override
    public void send(long to, PeerMessage message) {
      Receiver receiver = receivers.get(to);
      if (receiver != null && reaches(member, to)) {
        receiver.received(member, message);
      }
    }

    @Override
    public boolean isConnected(long peer) {
      return reaches(member, peer);
    }

    @Override
    public void close() {
      receivers.remove(member);
      tellLost(member);
    }
  }
}
