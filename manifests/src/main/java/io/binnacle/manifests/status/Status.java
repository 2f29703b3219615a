package io.binnacle.manifests.status;

import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' answer where no object is the answer (ERR-01). The factories carry the texts and
 * codes that clients test for.
 */
public record Status(int code, StatusReason reason, String message, @Nullable Details details) {

  public static Status of(int code, StatusReason reason, String message) {
    return new Status(code, reason, message, null);
  }

  /** ERR-01: Success without a reason. */
  public static Status success(@Nullable Details details) {
    return new Status(200, StatusReason.UNKNOWN, "", details);
  }

  public boolean isSuccess() {
    return code < 400;
  }

  /** ERR-03. */
  public static Status notFound(GroupResource resource, String name) {
    return new Status(
        404,
        StatusReason.NOT_FOUND,
        resource + " " + FieldError.quote(name) + " not found",
        Details.of(resource, name));
  }

  /** No such path, rather than no such object (URL-11). */
  public static Status pathNotFound() {
    return new Status(
        404,
        StatusReason.NOT_FOUND,
        "the server could not find the requested resource",
        Details.ofCauses(List.of()));
  }

  /** ERR-04. */
  public static Status alreadyExists(GroupResource resource, String name) {
    return new Status(
        409,
        StatusReason.ALREADY_EXISTS,
        resource + " " + FieldError.quote(name) + " already exists",
        Details.of(resource, name));
  }

  /** CRUD-27: the name is taken by an object that is on its way out. */
  public static Status alreadyExistsBeingDeleted(GroupResource resource, String name) {
    return new Status(
        409,
        StatusReason.ALREADY_EXISTS,
        "object is being deleted: " + resource + " " + FieldError.quote(name) + " already exists",
        Details.of(resource, name));
  }

  /** CRUD-24: eight random names were all taken. */
  public static Status generateNameConflict(GroupResource resource, String name) {
    return new Status(
        409,
        StatusReason.ALREADY_EXISTS,
        resource
            + " "
            + FieldError.quote(name)
            + " already exists, the server was not able to generate a unique name for the object",
        Details.of(resource, name).withRetryAfterSeconds(1));
  }

  /** ERR-05 with the text for an object that somebody else has changed meanwhile. */
  public static Status conflict(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static Status conflict(GroupResource resource, String name, String why) {
    return new Status(
        409,
        StatusReason.CONFLICT,
        "Operation cannot be fulfilled on " + resource + " " + FieldError.quote(name) + ": " + why,
        Details.of(resource, name));
  }

  /** ERR-06; without a name for a list, without a resource for a path that is none. */
  public static Status forbidden(GroupResource resource, String name, String why) {
    String subject = resource.resource().isEmpty() ? "" : resource + " ";
    if (!subject.isEmpty()) {
      subject += name.isEmpty() ? "is " : FieldError.quote(name) + " is ";
    }
    return new Status(
        403, StatusReason.FORBIDDEN, subject + "forbidden: " + why, Details.of(resource, name));
  }

  /** ERR-06: for a path that is no resource. */
  public static Status forbiddenPath(String why) {
    return new Status(
        403,
        StatusReason.FORBIDDEN,
        "forbidden: " + why,
        new Details("", "", "", "", List.of(), 0));
  }

  /** ERR-07. */
  public static Status unauthorized() {
    return of(401, StatusReason.UNAUTHORIZED, "Unauthorized");
  }

  /** ERR-08: one message without, several with brackets; the same text only once. */
  public static Status invalid(GroupKind kind, String name, List<FieldError> errors) {
    List<StatusCause> causes = new ArrayList<>(errors.size());
    Set<String> messages = new LinkedHashSet<>();
    for (FieldError error : errors) {
      causes.add(error.toCause());
      messages.add(error.message());
    }
    StringBuilder message =
        new StringBuilder(kind.toString()).append(' ').append(FieldError.quote(name));
    message.append(" is invalid");
    if (messages.size() == 1) {
      message.append(": ").append(messages.iterator().next());
    } else if (messages.size() > 1) {
      StringJoiner list = new StringJoiner(", ", "[", "]");
      messages.forEach(list::add);
      message.append(": ").append(list);
    }
    return new Status(
        422, StatusReason.INVALID, message.toString(), Details.of(kind, name, causes));
  }

  /** PATCH-10, PATCH-26: a patch that fits the format but not the object. */
  public static Status unprocessablePatch() {
    return new Status(
        422,
        StatusReason.INVALID,
        "the server rejected our request due to an error in our request",
        Details.ofCauses(List.of()));
  }

  /** ERR-10. */
  public static Status badRequest(String message) {
    return of(400, StatusReason.BAD_REQUEST, message);
  }

  /** ERR-11: a continue token or a resourceVersion from before the history that is kept. */
  public static Status expired(String message) {
    return of(410, StatusReason.EXPIRED, message);
  }

  /** ERR-11. */
  public static Status gone(String message) {
    return of(410, StatusReason.GONE, message);
  }

  /** ERR-12. */
  public static Status requestEntityTooLarge(String message) {
    return of(413, StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: " + message);
  }

  public static Status requestEntityTooLarge(long bytesMax) {
    return requestEntityTooLarge("limit is " + bytesMax);
  }

  /** ERR-13. */
  public static Status tooManyRequests(String message, int retryAfterSeconds) {
    return new Status(
        429, StatusReason.TOO_MANY_REQUESTS, message, Details.retryAfter(retryAfterSeconds));
  }

  public static Status tooManyRequests(int retryAfterSeconds) {
    return tooManyRequests("too many requests, please try again later.", retryAfterSeconds);
  }

  /** ERR-14. */
  public static Status serverTimeout(GroupResource resource, String verb, int retryAfterSeconds) {
    return new Status(
        500,
        StatusReason.SERVER_TIMEOUT,
        String.format(
            Locale.ROOT,
            "The %s operation against %s could not be completed at this time, please try again.",
            verb,
            resource),
        Details.of(resource, "").withRetryAfterSeconds(retryAfterSeconds));
  }

  /** ERR-14. */
  public static Status timeout(String message, int retryAfterSeconds) {
    return new Status(
        504,
        StatusReason.TIMEOUT,
        "Timeout: " + message,
        retryAfterSeconds > 0 ? Details.retryAfter(retryAfterSeconds) : null);
  }

  /** ERR-14: one cause that repeats the error. */
  public static Status internalError(String error) {
    return new Status(
        500,
        StatusReason.INTERNAL_ERROR,
        "Internal error occurred: " + error,
        Details.ofCauses(List.of(new StatusCause("", error, ""))));
  }

  /** ERR-14. */
  public static Status serviceUnavailable(String message) {
    return of(503, StatusReason.SERVICE_UNAVAILABLE, message);
  }

  /** ERR-15. */
  public static Status methodNotAllowed(GroupResource resource, String verb) {
    return new Status(
        405,
        StatusReason.METHOD_NOT_ALLOWED,
        verb + " is not supported on resources of kind " + FieldError.quote(resource.toString()),
        Details.of(resource, ""));
  }

  /** The text for built-in routes (URL-11). */
  public static Status methodNotAllowed() {
    return of(
        405,
        StatusReason.METHOD_NOT_ALLOWED,
        "the server does not allow this method on the requested resource");
  }

  /** ERR-16: stored bytes that cannot be read back. */
  public static Status storageReadError(String message, List<StatusCause> causes) {
    return new Status(500, StatusReason.STORE_READ_ERROR, message, Details.ofCauses(causes));
  }

  /** NEG-03. */
  public static Status notAcceptable(List<String> acceptable) {
    return of(
        406,
        StatusReason.NOT_ACCEPTABLE,
        "only the following media types are accepted: " + String.join(", ", acceptable));
  }

  /** NEG-04, PATCH-01. */
  public static Status unsupportedMediaType(List<String> accepted) {
    return of(
        415,
        StatusReason.UNSUPPORTED_MEDIA_TYPE,
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }

  public StatusException toException() {
    return new StatusException(this);
  }

  public Status withMessage(String newMessage) {
    return new Status(code, reason, newMessage, details);
  }

  public Status withDetails(Details newDetails) {
    return new Status(code, reason, message, newDetails);
  }

  /** ERR-01, with the fields in the order in which Kubernetes writes them. */
  public byte[] toJson() {
    return JsonTreeWriter.toBytes(toTree());
  }

  /** For watch ERROR events and for rooms of this module that wrap it. */
  ObjectNode toTree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", "Status");
    tree.put("apiVersion", "v1");
    tree.putObject("metadata");
    tree.put("status", isSuccess() ? "Success" : "Failure");
    putText(tree, "message", message);
    putText(tree, "reason", reason.text());
    if (details != null) {
      tree.set("details", detailsTree(details));
    }
    tree.put("code", code);
    return tree;
  }

  private static ObjectNode detailsTree(Details details) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    putText(tree, "name", details.name());
    putText(tree, "group", details.group());
    putText(tree, "kind", details.kind());
    putText(tree, "uid", details.uid());
    if (!details.causes().isEmpty()) {
      ArrayNode causes = tree.putArray("causes");
      for (StatusCause cause : details.causes()) {
        ObjectNode one = causes.addObject();
        putText(one, "reason", cause.reason());
        putText(one, "message", cause.message());
        putText(one, "field", cause.field());
      }
    }
    if (details.retryAfterSeconds() > 0) {
      tree.put("retryAfterSeconds", details.retryAfterSeconds());
    }
    return tree;
  }

  private static void putText(ObjectNode tree, String name, String value) {
    if (!value.isEmpty()) {
      tree.put(name, value);
    }
  }
}
