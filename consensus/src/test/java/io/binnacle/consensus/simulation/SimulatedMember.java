package io.binnacle.consensus.simulation;

import io.binnacle.consensus.log.LogPosition;
import io.binnacle.consensus.membership.Membership;
import io.binnacle.consensus.membership.MembershipChange;
import io.binnacle.consensus.message.PeerMessage;

/**
 * A member under test, as the simulation and its nemesis see it. What a nemesis does with a boolean
 * answer is not possible on every kind of member.
 */
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

  /**
   * It never starts again: its disk rotted and it was found out, a minority at most; or it was
   * removed from the group.
   */
  default boolean isLost() {
    return false;
  }

  void start();

  /** Stops at once: what was not synced is lost, or not. */
  void crash();

  /** Stands still, as after SIGSTOP; what arrives waits. */
  void pause(long nanos);

  /** How long a sync may take from now on. */
  void slowDisk(long nanosMax);

  /** FAULT-07. */
  default boolean fillDisk(long bytesLeft) {
    return false;
  }

  default void emptyDisk() {}

  /** FAULT-05: some bits of what is durable are others. */
  default boolean rot() {
    return false;
  }

  /** FAULT-05: a write goes to another place of its file. */
  default void misdirect(MisdirectedWrite next) {}

  /** Its disk has been damaged. */
  default void countAsDamaged() {}

  /** FAULT-09. */
  default boolean setClock(int permille, long jumpNanos) {
    return false;
  }

  /** FAULT-13: one of its threads gets the processor late. */
  default boolean starve(long nanos) {
    return false;
  }

  /** Everything that was done to it but its damage is undone. */
  void comfort();

  void receive(long from, PeerMessage message);

  void peerLost(long peer);

  void propose(int count, Client client);

  void read(Client client);

  /** A client wants the group changed. */
  default void change(MembershipChange change, Client client) {
    client.done(Outcome.REFUSED);
  }

  /** An operator wants that member to lead. */
  default void handOver(long target) {}

  /** What it goes by; nobody where it knows none, or is down. */
  default Membership membership() {
    return Membership.NOBODY;
  }

  boolean isLeader();

  /** Whether it has applied everything that the group has committed. */
  boolean isCaughtUp();

  /** Whether its disk has this entry, or a snapshot in its place. */
  boolean holdsOrCovers(LogPosition position);

  /** INV-14. */
  default void requireBounds() {}

  String describe();
}
