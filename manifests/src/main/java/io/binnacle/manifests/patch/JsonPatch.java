package io.binnacle.manifests.patch;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeEquality;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 6902 (PATCH-10, PATCH-11), bounded as in PATCH-08. */
public final class JsonPatch {
  private static final int OPERATIONS_MAX = 10_000;

  private final PatchDocument document;

  /** What all copy operations together may add, in bytes of JSON. */
  private long copyBytesLeft = PatchReader.BYTES_MAX;

  private JsonPatch(PatchDocument document) {
    this.document = document;
  }

  /** Throws StatusException: 400 malformed, 413 too much, 422 does not fit the object. */
  public static Manifest apply(byte[] patch, Manifest current) {
    ArrayNode operations = PatchReader.operations(patch);
    if (operations.size() > OPERATIONS_MAX) {
      throw Status.requestEntityTooLarge(
              "The allowed maximum operations in a JSON patch is "
                  + OPERATIONS_MAX
                  + ", got "
                  + operations.size())
          .toException();
    }
    JsonPatch run = new JsonPatch(new PatchDocument(ManifestTree.of(current)));
    operations.values().forEach(JsonPatch::checkTypes);
    for (JsonNode operation : operations.values()) {
      run.apply(operation);
    }
    if (run.document.root() instanceof ObjectNode root) {
      return ManifestTree.toManifest(root);
    }
    throw unprocessable();
  }

  private void apply(JsonNode operation) {
    String name = text(operation, "op");
    JsonPointer path = JsonPointer.parse(text(operation, "path"));
    switch (name) {
      case "add" -> document.add(path, value(operation));
      case "remove" -> document.remove(path);
      case "replace" -> document.replace(path, value(operation));
      case "move" -> move(JsonPointer.parse(text(operation, "from")), path);
      case "copy" -> copy(JsonPointer.parse(text(operation, "from")), path);
      case "test" -> test(path, value(operation));
      default -> throw unprocessable();
    }
  }

  private void move(JsonPointer from, JsonPointer to) {
    JsonNode value = document.get(from);
    if (from.contains(to)) {
      throw unprocessable();
    }
    if (!from.equals(to)) {
      document.remove(from);
      document.add(to, value);
    }
  }

  private void copy(JsonPointer from, JsonPointer to) {
    JsonNode value = document.get(from);
    copyBytesLeft -= JsonTreeWriter.toBytes(value).length;
    if (copyBytesLeft < 0) {
      throw Status.requestEntityTooLarge(
              "copy operations of a JSON patch may add " + PatchReader.BYTES_MAX + " bytes")
          .toException();
    }
    document.add(to, document.copy(value));
  }

  private void test(JsonPointer path, JsonNode expected) {
    if (!TreeEquality.same(document.get(path), expected)) {
      throw unprocessable();
    }
  }

  /** All operations are read before the first one is carried out. */
  private static void checkTypes(JsonNode operation) {
    if (!operation.isObject() && !operation.isNull()) {
      throw PatchReader.wrongKind(operation, PatchReader.DECODING, "handlers.jsonPatchOp");
    }
    for (String field : List.of("op", "path", "from")) {
      JsonNode value = operation.path(field);
      if (!value.isString() && !value.isNull() && !value.isMissingNode()) {
        throw PatchReader.wrongKind(
            value, PatchReader.DECODING, "struct field jsonPatchOp." + field + " of type string");
      }
    }
  }

  /** What an operation has to say and does not is like an object that does not fit. */
  private static String text(JsonNode operation, String field) {
    JsonNode value = operation.path(field);
    if (!value.isString()) {
      throw unprocessable();
    }
    return value.stringValue();
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw unprocessable();
    }
    return value;
  }

  private static StatusException unprocessable() {
    return Status.unprocessablePatch().toException();
  }
}
