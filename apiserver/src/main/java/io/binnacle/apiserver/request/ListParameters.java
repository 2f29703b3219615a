package io.binnacle.apiserver.request;

import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupKind;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of list, watch and deletecollection, read but not yet looked at together.
 *
 * @param limit 0 for none
 * @param resourceVersion empty where it is unset
 * @param sendInitialEvents null where the client does not say
 * @param timeoutSeconds 0 where the client does not say
 */
public record ListParameters(
    String labelSelector,
    String fieldSelector,
    long limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch,
    boolean allowWatchBookmarks,
    @Nullable Boolean sendInitialEvents,
    long timeoutSeconds) {
  private static final GroupKind LIST_OPTIONS = new GroupKind("meta.k8s.io", "ListOptions");
  private static final String MATCH = "resourceVersionMatch";

  /**
   * @throws StatusException 400 where a number is none (URL-15)
   */
  public static ListParameters parse(QueryParameters query) {
    return new ListParameters(
        query.text("labelSelector"),
        query.text("fieldSelector"),
        Math.max(0, number(query, "limit")),
        query.text("continue"),
        query.text("resourceVersion"),
        query.text(MATCH),
        query.isTrue("allowWatchBookmarks"),
        query.has("sendInitialEvents") ? query.isTrue("sendInitialEvents") : null,
        Math.max(0, number(query, "timeoutSeconds")));
  }

  /** A whole number, 0 where it is absent. */
  public static long number(QueryParameters query, String name) {
    String text = query.text(name);
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new StatusException(
          Status.badRequest(
              "invalid value \"" + text + "\" of parameter " + name + ": it must be a number"));
    }
  }

  /** Whether the version is exact: said so, or by the legacy rule for pages (section 4.2). */
  public boolean isExact() {
    boolean legacy =
        resourceVersionMatch.isEmpty()
            && limit > 0
            && !resourceVersion.isEmpty()
            && !resourceVersion.equals("0");
    return resourceVersionMatch.equals("Exact") || legacy;
  }

  /**
   * @throws StatusException 422 where the parameters contradict each other in a list (LIST-21)
   */
  public void checkList() {
    List<FieldError> errors = new ArrayList<>();
    if (sendInitialEvents != null) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    if (!resourceVersionMatch.isEmpty()) {
      checkListMatch(errors);
    }
    refuse(errors);
    boolean pinned = !resourceVersion.isEmpty() && !resourceVersion.equals("0");
    if (!continueToken.isEmpty() && pinned) {
      throw new StatusException(
          Status.badRequest("specifying resource version is not allowed when using continue"));
    }
  }

  private void checkListMatch(List<FieldError> errors) {
    if (!continueToken.isEmpty()) {
      errors.add(FieldError.forbidden(MATCH, MATCH + " is forbidden when continue is provided"));
    }
    if (resourceVersion.isEmpty()) {
      errors.add(
          FieldError.forbidden(MATCH, MATCH + " is forbidden unless resourceVersion is provided"));
    }
    boolean exact = resourceVersionMatch.equals("Exact");
    if (exact && resourceVersion.equals("0")) {
      errors.add(
          FieldError.forbidden(MATCH, MATCH + " \"Exact\" is forbidden for resourceVersion \"0\""));
    }
    if (!exact && !resourceVersionMatch.equals("NotOlderThan")) {
      errors.add(
          FieldError.notSupported(MATCH, resourceVersionMatch, List.of("Exact", "NotOlderThan")));
    }
  }

  /**
   * @throws StatusException 422 where the parameters contradict each other in a watch (WATCH-22)
   */
  public void checkWatch() {
    List<FieldError> errors = new ArrayList<>();
    boolean wantsInitialEvents = Boolean.TRUE.equals(sendInitialEvents);
    if (sendInitialEvents == null && !resourceVersionMatch.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              MATCH, MATCH + " is forbidden for watch unless sendInitialEvents is provided"));
    } else if (wantsInitialEvents && resourceVersionMatch.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    } else if (sendInitialEvents != null
        && !resourceVersionMatch.isEmpty()
        && !resourceVersionMatch.equals("NotOlderThan")) {
      errors.add(FieldError.notSupported(MATCH, resourceVersionMatch, List.of("NotOlderThan")));
    }
    refuse(errors);
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw new StatusException(Status.invalid(LIST_OPTIONS, "", errors));
    }
  }
}
