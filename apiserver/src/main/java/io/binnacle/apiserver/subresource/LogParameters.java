package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.request.ListParameters;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupKind;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;

/** What may be asked of a log (SUB-43). */
final class LogParameters {
  private static final GroupKind POD_LOG_OPTIONS = new GroupKind("", "PodLogOptions");
  private static final List<String> STREAMS = List.of("All", "Stderr", "Stdout");

  private LogParameters() {}

  /**
   * @throws StatusException 422 where they contradict each other, 400 where a number is none
   */
  static void check(QueryParameters query) {
    List<FieldError> errors = new ArrayList<>();
    atLeast(query, "tailLines", 0, "must be greater than or equal to 0", errors);
    atLeast(query, "limitBytes", 1, "must be greater than 0", errors);
    atLeast(query, "sinceSeconds", 1, "must be greater than 0", errors);
    if (query.has("sinceSeconds") && query.has("sinceTime")) {
      errors.add(
          FieldError.forbidden(
              "", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    String stream = query.text("stream");
    if (!stream.isEmpty() && !STREAMS.contains(stream)) {
      errors.add(FieldError.notSupported("stream", stream, STREAMS));
    } else if (!stream.isEmpty() && !stream.equals("All") && query.has("tailLines")) {
      errors.add(
          FieldError.forbidden(
              "", "`tailLines` and specific `stream` are mutually exclusive for now"));
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Status.invalid(POD_LOG_OPTIONS, "", errors));
    }
  }

  private static void atLeast(
      QueryParameters query, String name, long least, String why, List<FieldError> errors) {
    if (query.has(name)) {
      long number = ListParameters.number(query, name);
      if (number < least) {
        errors.add(FieldError.invalid(name, number, why));
      }
    }
  }
}
