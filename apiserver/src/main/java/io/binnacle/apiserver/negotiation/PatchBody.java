package io.binnacle.apiserver.negotiation;

import io.binnacle.manifests.Manifest;
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
  private static final List<String> ACCEPTED =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          APPLY);

  private PatchBody() {}

  /** Whether the body is an object to be applied rather than a patch (SSA-01). */
  public static boolean isApply(@Nullable String contentType) {
    return BodyDecoder.mediaType(contentType).equals(APPLY);
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
