package io.binnacle.consensus.membership;

/** What mutants of the membership put in the place of what is right. */
public final class TrackPatches {
  private TrackPatches() {}

  /** For a configuration that gets into the log: in force without being committed. */
  public static void inForceAtOnce(ConfigurationTrack track, long index, Membership membership) {
    track.restart(membership);
  }
}
