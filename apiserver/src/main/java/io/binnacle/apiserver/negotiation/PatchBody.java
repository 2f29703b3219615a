package io.binnacle.apiserver.negotiation;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.AppliedObject;
import io.binnacle.manifests.patch.JsonPatch;
import io.binnacle.manifests.patch.MergePatch;
import io.binnacle.manifests.patch.StrategicMergePatch;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The patch formats by their Content-Type (PATCH-01). */
public final class PatchBody {
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String APPLY_CBOR = "application/apply-patch+cbor";
  private static final List<String> ACCEPTED =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          APPLY,
          APPLY_CBOR);

  private PatchBody() {}

  /** Whether the body is an object to be applied rather than a patch (SSA-01). */
  public static boolean isApply(@Nullable String contentType) {
    String type = BodyDecoder.mediaType(contentType);
    return type.equals(APPLY) || type.equals(APPLY_CBOR);
  }

  /**
   * The object to be applied.
   *
   * @throws StatusException 400 for what is malformed, or names a field twice
   */
  public static Manifest readApplied(
      @Nullable String contentType, byte[] body, DecodeLimits limits) {
    return BodyDecoder.mediaType(contentType).equals(APPLY_CBOR)
        ? AppliedObject.readCbor(body, limits)
        : AppliedObject.read(body, limits);
  }

  /**
   * @return makes the patched object of the current one, or throws a StatusException
   * @throws StatusException 415 for another format
   */
  public static UnaryOperator<Manifest> read(
      @Nullable String contentType, StructuralSchema schema, byte[] patch) {
    return switch (BodyDecoder.mediaType(contentType)) {
      case "application/json-patch+json" -> current -> JsonPatch.apply(patch, current);
      case "application/merge-patch+json" -> current -> MergePatch.apply(patch, current);
      case "application/strategic-merge-patch+json" ->
          current -> StrategicMergePatch.apply(schema, patch, current);
      default -> throw new StatusException(Status.unsupportedMediaType(ACCEPTED));
    };
  }
}
