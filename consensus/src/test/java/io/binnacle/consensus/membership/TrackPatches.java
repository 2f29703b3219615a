package io.binnacle.consensus.membership;

import java.util.List;

/** What mutants of the membership put in the place of what is right. */
public final class TrackPatches {
  private TrackPatches() {}

  /** For a configuration that gets into the log: in force without being committed. */
  public static void inForceAtOnce(ConfigurationTrack track, long index, Membership membership) {
    track.restart(membership);
  }

  /** Who is removed is gone when the joint consensus is left. */
  public static Membership letsGoAtOnce(Membership joint) {
    return joint.succeededBy(joint.voters(), joint.learners(), List.of(), joint.contacts());
  }
}
