package io.binnacle.manifests.patch;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.status.Status;
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

  static ObjectNode object(byte[] patch) {
    JsonNode value = read(patch);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrongKind(value, "map[string]interface {}");
  }

  static ArrayNode array(byte[] patch) {
    JsonNode value = read(patch);
    if (value instanceof ArrayNode array) {
      return array;
    }
    throw wrongKind(value, "jsonpatch.Patch");
  }

  private static JsonNode read(byte[] patch) {
    if (patch.length > BYTES_MAX) {
      throw Status.requestEntityTooLarge(BYTES_MAX).toException();
    }
    try {
      return JsonTreeReader.readValue(patch, LIMITS);
    } catch (MalformedTreeException e) {
      throw Status.badRequest("error decoding patch: " + e.reason()).toException();
    }
  }

  private static RuntimeException wrongKind(JsonNode value, String wanted) {
    return Status.badRequest(
            "error decoding patch: json: cannot unmarshal "
                + TreeNames.kindOf(value)
                + " into Go value of type "
                + wanted)
        .toException();
  }
}
