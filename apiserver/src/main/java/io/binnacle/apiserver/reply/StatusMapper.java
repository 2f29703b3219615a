package io.binnacle.apiserver.reply;

import io.binnacle.manifests.status.Details;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusCause;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.store.Revision;
import io.binnacle.store.WriteOutcome;
import java.util.List;

/** What the store, or a fault of ours, means to a client. */
public final class StatusMapper {
  /** Clients try again by themselves when they are told when (ERR-13). */
  private static final int RETRY_AFTER_SECONDS = 1;

  private StatusMapper() {}

  /** A write that never will be carried out. */
  public static Status of(WriteOutcome.Refused refused) {
    return switch (refused.reason()) {
      case UNAVAILABLE -> unavailable(refused.why());
      case OVERLOADED -> Status.tooManyRequests(refused.why(), RETRY_AFTER_SECONDS);
      case TOO_LARGE -> Status.requestEntityTooLarge(refused.why());
      case NO_SPACE ->
          Status.serviceUnavailable("the store has no space for more data: " + refused.why());
      case INVALID, ALREADY_COMPACTED, FUTURE_REVISION -> Status.internalError(refused.why());
    };
  }

  /** A write of which nobody knows whether it will be carried out: never "failed", never "done". */
  public static Status of(WriteOutcome.Undecided undecided) {
    return Status.timeout(
        "request did not complete within the allotted timeout, it may or may not have been carried"
            + " out: "
            + undecided.why(),
        0);
  }

  public static Status unavailable(String why) {
    return new Status(
        503,
        StatusReason.SERVICE_UNAVAILABLE,
        "the store cannot answer at the moment: " + why,
        Details.retryAfter(RETRY_AFTER_SECONDS));
  }

  /** LIST-22: the cause is what client-go's reflector looks for. */
  public static Status tooLargeResourceVersion(Revision wanted, Revision current) {
    return new Status(
        504,
        StatusReason.TIMEOUT,
        "Timeout: Too large resource version: " + wanted + ", current: " + current,
        new Details(
            "",
            "",
            "",
            "",
            List.of(new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")),
            RETRY_AFTER_SECONDS));
  }

  /** What went wrong, as a client may know it. */
  public static Status of(Throwable failure) {
    return failure instanceof StatusException expected
        ? expected.status()
        : Status.internalError(failure.getClass().getSimpleName() + ": " + failure.getMessage());
  }
}
