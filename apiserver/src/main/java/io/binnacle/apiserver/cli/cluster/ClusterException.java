package io.binnacle.apiserver.cli.cluster;

/** Something about a local cluster cannot be done; the message is the one line its user reads. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String oneClearLine) {
    super(oneClearLine);
  }

  public ClusterException(String oneClearLine, Throwable cause) {
    super(oneClearLine, cause);
  }
}
