package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.metrics.ConnectionFault;
import java.io.IOException;

/**
 * The other side of a connection did something that ends it. The message may hold what a proper
 * hello or certificate says of the other side; the kind never does.
 */
public final class RefusedPeerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ConnectionFault fault;
  private final Hello.Verdict verdict;
  private final String kind;

  /**
   * @param kind why, without anything that the other side said, so that there are few of them
   */
  public RefusedPeerException(ConnectionFault fault, String kind) {
    this(fault, Hello.Verdict.REFUSED, kind, kind);
  }

  /**
   * @param kind why, without anything that the other side said, so that there are few of them
   * @param message why, with it
   */
  public RefusedPeerException(ConnectionFault fault, String kind, String message) {
    this(fault, Hello.Verdict.REFUSED, kind, message);
  }

  private RefusedPeerException(
      ConnectionFault fault, Hello.Verdict verdict, String kind, String message) {
    super(message);
    this.fault = fault;
    this.verdict = verdict;
    this.kind = kind;
  }

  /** It was a member once. */
  public static RefusedPeerException removed(long memberId) {
    return new RefusedPeerException(
        ConnectionFault.MEMBER,
        Hello.Verdict.REMOVED,
        "a member that was removed",
        "member " + HexadecimalId.of(memberId) + " called, which the group has removed");
  }

  /**
   * It is a stranger, or was a member before {@code recover} made a group of its own of what one
   * member had, or the called one was.
   */
  public static RefusedPeerException otherCluster(long calling, long called) {
    return new RefusedPeerException(
        ConnectionFault.CLUSTER,
        Hello.Verdict.OTHER_CLUSTER,
        "another cluster",
        "cluster "
            + HexadecimalId.of(calling)
            + " called, this is cluster "
            + HexadecimalId.of(called)
            + ": the caller is of another group, or of this one as it was before 'binnacle recover';"
            + " to belong here, it joins with an empty directory and --join");
  }

  /** Its directory was emptied, or is that of a second process. */
  public static RefusedPeerException otherDirectory(long memberId) {
    return new RefusedPeerException(
        ConnectionFault.MEMBER,
        Hello.Verdict.OTHER_DIRECTORY,
        "a member with another data directory",
        "member "
            + HexadecimalId.of(memberId)
            + " called from another data directory than before: its votes and acknowledgements"
            + " there are forgotten; remove it with 'binnacle member remove', empty its directory,"
            + " and let it join with --join");
  }

  public Hello.Verdict verdict() {
    return verdict;
  }

  /** Why, in one of few texts. */
  public String kind() {
    return kind;
  }

  public ConnectionFault fault() {
    return fault;
  }
}
