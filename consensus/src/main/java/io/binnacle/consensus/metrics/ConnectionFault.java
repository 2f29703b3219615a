package io.binnacle.consensus.metrics;

/** Why a connection between members was not taken, or was closed. */
public enum ConnectionFault {
  /** What came is no message of ours, or none that makes sense. */
  GARBAGE("garbage"),
  /** A frame beyond the limit. */
  OVERSIZED("oversized_frame"),
  /** No version of the protocol that both sides speak. */
  VERSION("protocol_version"),
  /** Another group's member, or one that means another group. */
  CLUSTER("foreign_cluster"),
  /** Not a member of the group, or it means another member. */
  MEMBER("unknown_member"),
  /** Expired, of a foreign authority, or not that of the member it is shown by. */
  CERTIFICATE("certificate"),
  /** Nothing came for too long: the other side is gone without having said so. */
  SILENT("half_open"),
  /** More connections than members can have use for. */
  TOO_MANY("too_many");

  private final String label;

  ConnectionFault(String label) {
    this.label = label;
  }

  /** As exporters of metrics name it. */
  public String label() {
    return label;
  }
}
