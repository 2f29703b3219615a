package io.binnacle.consensus.transport;

import io.binnacle.consensus.message.PeerMessage;

/** The transport of a group of one: it opens no port. */
public final class NoPeers implements PeerTransport {
  @Override
  public void start(Receiver receiver) {}

  @Override
  public void send(long to, PeerMessage message) {}

  @Override
  public boolean isConnected(long peer) {
    return false;
  }

  @Override
  public void close() {}
}
