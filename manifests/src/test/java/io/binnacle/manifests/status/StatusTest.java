package io.binnacle.manifests.status;

import static io.binnacle.manifests.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answers that clients test for, letter by letter (section ERR of the checklist). */
class StatusTest {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource DEPLOYMENTS = new GroupResource("apps", "deployments");

  /** ERR-01, ERR-02, ERR-03. */
  @Test
  void notFoundHasEveryFieldInPlace() {
    assertThat(text(Status.notFound(DEPLOYMENTS, "x")))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"deployments.apps \\\"x\\\" not found\",\"reason\":\"NotFound\","
                + "\"details\":{\"name\":\"x\",\"group\":\"apps\",\"kind\":\"deployments\"},\"code\":404}");
    assertThat(Status.notFound(PODS, "x").message()).isEqualTo("pods \"x\" not found");
  }

  /** ERR-01. */
  @Test
  void successHasNoReason() {
    Details details = Details.of(PODS, "x").withUid("u1");
    assertThat(text(Status.success(details)))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                + "\"details\":{\"name\":\"x\",\"kind\":\"pods\",\"uid\":\"u1\"},\"code\":200}");
  }

  /** ERR-04, ERR-05. */
  @Test
  void conflictsAreOfTwoKinds() {
    assertThat(Status.alreadyExists(new GroupResource("", "configmaps"), "x").message())
        .isEqualTo("configmaps \"x\" already exists");
    Status conflict = Status.conflict(DEPLOYMENTS, "x");
    assertThat(conflict.message())
        .isEqualTo(
            "Operation cannot be fulfilled on deployments.apps \"x\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
    assertThat(conflict.reason().text()).isEqualTo("Conflict");
    assertThat(conflict.code()).isEqualTo(409);
    // CRUD-24, CRUD-27.
    assertThat(Status.generateNameConflict(PODS, "x").details().retryAfterSeconds()).isOne();
    assertThat(Status.alreadyExistsBeingDeleted(PODS, "x").message())
        .isEqualTo("object is being deleted: pods \"x\" already exists");
  }

  /** ERR-06. */
  @Test
  void forbiddenNamesWhatItIsAbout() {
    String why =
        "User \"u\" cannot get resource \"pods\" in API group \"\" in the namespace \"ns\"";
    assertThat(Status.forbidden(PODS, "x", why).message())
        .isEqualTo("pods \"x\" is forbidden: " + why);
    assertThat(Status.forbidden(PODS, "", why).message()).isEqualTo("pods is forbidden: " + why);
    assertThat(
            Status.forbidden(new GroupResource("", ""), "", "User \"u\" cannot get path \"/x\"")
                .message())
        .isEqualTo("forbidden: User \"u\" cannot get path \"/x\"");
  }

  /** ERR-08: one error without brackets. */
  @Test
  void invalidWithOneError() {
    Status status =
        Status.invalid(
            new GroupKind("apps", "Deployment"),
            "x",
            List.of(FieldError.required("spec.selector", "")));
    assertThat(status.message())
        .isEqualTo("Deployment.apps \"x\" is invalid: spec.selector: Required value");
    assertThat(json(text(status)).items("details", "causes").getFirst())
        .isEqualTo(
            json(
                "{\"reason\":\"FieldValueRequired\",\"message\":\"Required value\",\"field\":\"spec.selector\"}"));
    assertThat(json(text(status)).text("details", "kind")).isEqualTo("Deployment");
    assertThat(status.code()).isEqualTo(422);
  }

  /** ERR-08: several in brackets, the same text once, but each a cause. */
  @Test
  void invalidWithSeveralErrors() {
    FieldError error = FieldError.invalid("a", "x", "must be y");
    Status status =
        Status.invalid(
            new GroupKind("", "Pod"), "p", List.of(error, error, FieldError.forbidden("b", "no")));
    assertThat(status.message())
        .isEqualTo("Pod \"p\" is invalid: [a: Invalid value: \"x\": must be y, b: Forbidden: no]");
    assertThat(status.details().causes()).hasSize(3);
  }

  /** ERR-09. */
  @Test
  void fieldErrorsFollowTheGrammar() {
    assertThat(FieldError.required("f", "why").text()).isEqualTo("Required value: why");
    assertThat(FieldError.invalid("f", "a\"b", "why").text())
        .isEqualTo("Invalid value: \"a\\\"b\": why");
    assertThat(FieldError.invalid("f", -1, "why").text()).isEqualTo("Invalid value: -1: why");
    assertThat(FieldError.notSupported("f", "x", List.of("A", "B")).text())
        .isEqualTo("Unsupported value: \"x\": supported values: \"A\", \"B\"");
    assertThat(FieldError.duplicate("f", "x").text()).isEqualTo("Duplicate value: \"x\"");
    assertThat(FieldError.tooLong("f", 63).text())
        .isEqualTo("Too long: may not be more than 63 bytes");
    assertThat(FieldError.tooMany("f", 9, 8).text())
        .isEqualTo("Too many: 9: must have at most 8 items");
    assertThat(FieldError.notFound("f", "x").text()).isEqualTo("Not found: \"x\"");
    assertThat(FieldError.internal("f", "why").text()).isEqualTo("Internal error: why");
    assertThat(FieldError.required("[0].name", "").at("spec.containers").message())
        .isEqualTo("spec.containers[0].name: Required value");
    assertThat(FieldError.required("name", "").at("metadata").field()).isEqualTo("metadata.name");
  }

  /**
   * ERR-07, ERR-10, ERR-11, ERR-12, ERR-13, ERR-14, ERR-15, NEG-03, NEG-04: code and reason of
   * each.
   */
  @Test
  void everyReasonHasItsCode() {
    check(Status.unauthorized(), 401, "Unauthorized", "Unauthorized");
    check(Status.badRequest("m"), 400, "BadRequest", "m");
    check(Status.expired("m"), 410, "Expired", "m");
    check(Status.gone("m"), 410, "Gone", "m");
    check(
        Status.requestEntityTooLarge(3_145_728),
        413,
        "RequestEntityTooLarge",
        "Request entity too large: limit is 3145728");
    check(
        Status.tooManyRequests(1),
        429,
        "TooManyRequests",
        "too many requests, please try again later.");
    check(
        Status.serverTimeout(PODS, "list", 2),
        500,
        "ServerTimeout",
        "The list operation against pods could not be completed at this time, please try again.");
    check(Status.timeout("m", 0), 504, "Timeout", "Timeout: m");
    check(Status.internalError("e"), 500, "InternalError", "Internal error occurred: e");
    check(Status.serviceUnavailable("m"), 503, "ServiceUnavailable", "m");
    check(
        Status.methodNotAllowed(DEPLOYMENTS, "watch"),
        405,
        "MethodNotAllowed",
        "watch is not supported on resources of kind \"deployments.apps\"");
    check(
        Status.notAcceptable(List.of("a/b", "c/d")),
        406,
        "NotAcceptable",
        "only the following media types are accepted: a/b, c/d");
    check(
        Status.unsupportedMediaType(List.of("a/b")),
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: a/b");
    check(
        Status.unprocessablePatch(),
        422,
        "Invalid",
        "the server rejected our request due to an error in our request");
    check(Status.storageReadError("m", List.of()), 500, "StorageReadError", "m");
    assertThat(Status.internalError("e").details().causes()).hasSize(1);
    assertThat(json(text(Status.tooManyRequests(3))).integer("details", "retryAfterSeconds"))
        .isEqualTo(3);
  }

  private static void check(Status status, int code, String reason, String message) {
    assertThat(status.code()).isEqualTo(code);
    assertThat(status.reason().text()).isEqualTo(reason);
    assertThat(status.message()).isEqualTo(message);
    assertThat(status.isSuccess()).isFalse();
  }

  private static String text(Status status) {
    return new String(status.toJson(), StandardCharsets.UTF_8);
  }
}
