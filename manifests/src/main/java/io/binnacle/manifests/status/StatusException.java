package io.binnacle.manifests.status;

/** Lets pure code that must stop early say what the client is to be told. */
public final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  public StatusException(Status status) {
    // Bad requests are ordinary: no stack is taken for them.
    super(status.message(), null, false, false);
    this.status = status;
  }

  public Status status() {
    return status;
  }
}
