package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.metrics.ConnectionFault;
import java.io.IOException;

/** The other side of a connection did something that ends it. */
public final class RefusedPeerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ConnectionFault fault;

  public RefusedPeerException(ConnectionFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public ConnectionFault fault() {
    return fault;
  }
}
