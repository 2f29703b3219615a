package io.binnacle.manifests.patch;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.tree.TreeNames;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of a patch; what is malformed is a 400. */
final class PatchReader {
  /** As deep as any object may be, and as long as any body (PATCH-08). */
  static final int DEPTH_MAX = 512;

  static final int BYTES_MAX = 3 * 1024 * 1024;

  private static final ReadLimits LIMITS = new ReadLimits(BYTES_MAX, DEPTH_MAX, 1_000, 0);

  private PatchReader() {}

  /** The words before the reason; kube-apiserver says none for a strategic merge patch. */
  static final String DECODING = "error decoding patch: ";

  static ObjectNode object(byte[] patch, String words) {
    JsonNode value = read(patch, words);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrongKind(value, words, "map[string]interface {}");
  }

  static ArrayNode operations(byte[] patch) {
    JsonNode value = read(patch, DECODING);
    if (value instanceof ArrayNode array) {
      return array;
    }
    throw wrongKind(value, DECODING, "[]handlers.jsonPatchOp");
  }

  private static JsonNode read(byte[] patch, String words) {
    if (patch.length > BYTES_MAX) {
      throw Status.requestEntityTooLarge(BYTES_MAX).toException();
    }
    try {
      return JsonTreeReader.readValue(patch, LIMITS);
    } catch (MalformedTreeException e) {
      throw Status.badRequest(words + e.reason()).toException();
    }
  }

  /** The words of Go's decoder, which cannot put the value into a variable of a type. */
  static StatusException wrongKind(JsonNode value, String words, String wanted) {
    return Status.badRequest(
            words
                + "json: cannot unmarshal "
                + TreeNames.kindOf(value)
                + " into Go "
                + (wanted.startsWith("struct") ? "" : "value of type ")
                + wanted)
        .toException();
  }
}
