package io.binnacle.manifests.apply;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.TypeCheck;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.typed.TypedCheck;
import java.util.List;

/** The body of an apply request (SSA-01, SSA-02, SSA-07, SSA-37, SSA-38, SSA-45). */
public final class AppliedObject {
  private AppliedObject() {}

  /**
   * Reads YAML, of which JSON is a part.
   *
   * @throws io.binnacle.manifests.status.StatusException 400 for what is malformed, or names a
   *     field twice
   */
  public static Manifest read(byte[] body, DecodeLimits limits) {
    checkLength(body, limits);
    Manifest applied;
    try {
      applied = isJson(body) ? jsonOrYaml(body, limits) : Manifest.parseYaml(body, limits);
    } catch (MalformedManifestException e) {
      throw Status.badRequest("error decoding YAML: " + e.getMessage()).toException();
    }
    if (!applied.duplicateFields().isEmpty()) {
      String field = applied.duplicateFields().getFirst();
      throw Status.badRequest(
              "error decoding YAML: key " + FieldError.quote(field) + " already set in map")
          .toException();
    }
    return applied;
  }

  /**
   * Reads CBOR, in which a field that is named twice is malformed.
   *
   * @throws io.binnacle.manifests.status.StatusException 400 for what is malformed, in the words of
   *     kube-apiserver, which speaks of YAML whatever it was
   */
  public static Manifest readCbor(byte[] body, DecodeLimits limits) {
    checkLength(body, limits);
    try {
      return CborForm.read(body, limits);
    } catch (MalformedManifestException e) {
      throw Status.badRequest("error decoding YAML: " + e.getMessage()).toException();
    }
  }

  private static void checkLength(byte[] body, DecodeLimits limits) {
    if (body.length > limits.bytesMax()) {
      throw Status.requestEntityTooLarge(limits.bytesMax()).toException();
    }
  }

  private static Manifest jsonOrYaml(byte[] body, DecodeLimits limits)
      throws MalformedManifestException {
    try {
      return Manifest.parseJson(body, limits);
    } catch (MalformedManifestException _) {
      // YAML in flow style begins with a brace too.
      return Manifest.parseYaml(body, limits);
    }
  }

  /** JSON reads faster as what it is. */
  private static boolean isJson(byte[] body) {
    return body.length > 0 && body[0] == '{';
  }

  /**
   * @param kind what the URL takes
   * @throws io.binnacle.manifests.status.StatusException 400 for another kind or version and for
   *     unknown fields, 422 for values that cannot be merged
   */
  public static void check(GroupVersionKind kind, StructuralSchema schema, Manifest applied) {
    String apiVersion = applied.apiVersion();
    if (!applied.kind().equals(kind.kind()) || apiVersion.isEmpty()) {
      throw Status.badRequest("invalid object type: " + shown(applied.groupVersionKind()))
          .toException();
    }
    if (!apiVersion.equals(kind.apiVersion())) {
      throw Status.badRequest(
              "Incorrect version specified in apply patch. Specified patch version: "
                  + apiVersion
                  + ", expected: "
                  + kind.apiVersion())
          .toException();
    }
    if (applied.has("metadata", "managedFields")) {
      throw Status.badRequest("metadata.managedFields must be nil").toException();
    }
    List<String> wrongTypes = TypeCheck.check(schema, applied);
    if (!wrongTypes.isEmpty()) {
      throw untyped(422, StatusReason.INVALID, kind, applied, wrongTypes.subList(0, 1));
    }
    TypedCheck.Problems problems = TypedCheck.check(schema, applied);
    if (!problems.unknownFields().isEmpty()) {
      throw untyped(400, StatusReason.BAD_REQUEST, kind, applied, problems.unknownFields());
    }
    if (!problems.brokenLists().isEmpty()) {
      throw untyped(422, StatusReason.INVALID, kind, applied, problems.brokenLists());
    }
  }

  private static RuntimeException untyped(
      int code, StatusReason reason, GroupVersionKind kind, Manifest applied, List<String> why) {
    String all = why.size() == 1 ? why.getFirst() : "errors:\n  " + String.join("\n  ", why);
    String message =
        "failed to create typed patch object ("
            + applied.namespace()
            + "/"
            + applied.name()
            + "; "
            + shown(kind)
            + "): "
            + all;
    return Status.of(code, reason, message).toException();
  }

  private static String shown(GroupVersionKind kind) {
    return kind.group() + "/" + kind.version() + ", Kind=" + kind.kind();
  }
}
