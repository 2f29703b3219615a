package io.binnacle.apiserver.registry.listing;

import io.binnacle.manifests.status.Status;

/** A continue token was too old; here is one that goes on with the newest state (LIST-06). */
public final class ExpiredListException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String freshToken;

  ExpiredListException(String freshToken) {
    super("the continue token is too old", null, false, false);
    this.freshToken = freshToken;
  }

  public String freshToken() {
    return freshToken;
  }

  public Status status() {
    return Status.expired(
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.");
  }
}
