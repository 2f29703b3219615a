package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.ConnectionFaults;
import java.io.IOException;
import java.util.List;

/**
 * The seam to the network. Messages of one sender to one receiver keep their order as long as none
 * is lost; a parted connection may lose any number, and so does a full queue. Raft tolerates that.
 */
public interface PeerTransport extends AutoCloseable {
  /** {@link #roundTripNanos} of a member with whom it was not measured. */
  long UNMEASURED = -1;

  /** Told by the transport's threads; must not block. */
  interface Receiver {
    /** From a member that has proved to be it. */
    void received(long from, PeerMessage message);

    /** This member has said what it can read in the log: with each connection that it opens. */
    default void understood(long peer, Understanding understands) {}

    /** Messages to this member have a way now. */
    void peerConnected(long peer);

    /** Parts of snapshots to this member have a way now, of their own. */
    default void snapshotsConnected(long peer) {}

    /** The connection to this member closed, or one could not be made (design D17). */
    void peerLost(long peer);

    /** Another member of the group turned this one away as removed (RAFT-18). */
    default void removed() {}

    /**
     * Another member knows this one's id with another data directory than this: this one has
     * forgotten what that one promised.
     */
    default void otherDirectory(String why) {}
  }

  /**
   * What this member says of itself, and what it remembers of the others; before the start. Nothing
   * to do where nobody says hello.
   */
  default void identify(KnownDirectories directories, Understanding understands) {}

  /**
   * Whom to connect to from now on, instead of those known before; and whom to turn away because
   * the group has removed them (RAFT-18). Any thread, also before the start. Nothing to do for a
   * transport that reaches everybody anyway.
   */
  default void reach(List<ConsensusConfig.Member> others, List<Long> removed) {}

  /** Listens and connects; called once. */
  void start(Receiver receiver) throws IOException;

  /** Never blocks, never fails: what cannot be sent is dropped. */
  void send(long to, PeerMessage message);

  boolean isConnected(long peer);

  /**
   * How long it last took until this member answered on a connection that is open, or how long it
   * has been silent since, if that is more; in nanoseconds (CLUS-30). {@link #UNMEASURED} where
   * that is not known.
   */
  default long roundTripNanos(long peer) {
    return UNMEASURED;
  }

  /** How often connections were refused or closed, and for what. */
  default List<ConnectionFaults.Count> faults() {
    return new ConnectionFaults().values();
  }

  /** No call to the receiver begins after this has returned. */
  @Override
  void close();
}
