package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.metrics.ConnectionFault;
import java.io.IOException;

/** The other side of a connection did something that ends it. */
public final class RefusedPeerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ConnectionFault fault;
  private final Hello.Verdict verdict;

  public RefusedPeerException(ConnectionFault fault, String message) {
    this(fault, Hello.Verdict.REFUSED, message);
  }

  private RefusedPeerException(ConnectionFault fault, Hello.Verdict verdict, String message) {
    super(message);
    this.fault = fault;
    this.verdict = verdict;
  }

  /** It was a member once. */
  public static RefusedPeerException removed(long memberId) {
    return new RefusedPeerException(
        ConnectionFault.MEMBER,
        Hello.Verdict.REMOVED,
        "member " + memberId + " called, which the group has removed");
  }

  /** Its directory was emptied, or is that of a second process. */
  public static RefusedPeerException otherDirectory(long memberId) {
    return new RefusedPeerException(
        ConnectionFault.MEMBER,
        Hello.Verdict.OTHER_DIRECTORY,
        "member "
            + memberId
            + " called from another data directory than before: its votes and acknowledgements"
            + " there are forgotten; remove it with 'binnacle member remove', and let it join with"
            + " --join");
  }

  public Hello.Verdict verdict() {
    return verdict;
  }

  public ConnectionFault fault() {
    return fault;
  }
}
