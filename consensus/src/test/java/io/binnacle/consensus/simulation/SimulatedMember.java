package io.binnacle.consensus.simulation;

import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.message.PeerMessage;

/** A member under test, as the simulation and its nemesis see it. */
interface SimulatedMember {
  /** What became of a client's call. */
  enum Outcome {
    APPLIED,
    REFUSED,
    UNDECIDED
  }

  /** Called once. */
  interface Client {
    void done(Outcome outcome);
  }

  long memberId();

  boolean isUp();

  void start();

  /** Stops at once: what was not synced is lost, or not. */
  void crash();

  /** Stands still, as after SIGSTOP; what arrives waits. */
  void pause(long nanos);

  /** How long a sync may take from now on. */
  void slowDisk(long nanosMax);

  /** No more power losses in the middle of a call to the disk. */
  default void steadyPower() {}

  void receive(long from, PeerMessage message);

  void peerLost(long peer);

  void propose(int count, Client client);

  void read(Client client);

  boolean isLeader();

  /** Whether it has applied everything that the group has committed. */
  boolean isCaughtUp();

  /** Whether its disk has this entry, or a snapshot in its place. */
  boolean holdsOrCovers(LogPosition position);

  String describe();
}
