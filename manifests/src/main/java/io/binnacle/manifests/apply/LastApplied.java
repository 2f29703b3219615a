package io.binnacle.manifests.apply;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.typed.Differences;
import io.binnacle.manifests.typed.TypedComparison;
import io.binnacle.manifests.typed.TypedFields;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The annotation in which kubectl keeps what it applied from the client's side, for objects on
 * their way from there to server-side apply (SSA-42). Only the manager {@code kubectl} has a part
 * in it: whoever goes by another name has chosen so.
 */
final class LastApplied {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String[] PATH = {"metadata", "annotations", ANNOTATION};
  private static final String KUBECTL = "kubectl";

  /** META-06: the limit of all annotations together. */
  private static final int ANNOTATIONS_BYTES_MAX = 262_144;

  private LastApplied() {}

  static boolean concerns(String manager) {
    return manager.equals(KUBECTL);
  }

  /** The fields that the annotation says were applied and that still have those values. */
  static FieldSet stillInPlace(TypedVersion version, Manifest live) {
    String text = live.textOrEmpty(PATH);
    if (text.isEmpty()) {
      return FieldSet.EMPTY;
    }
    Manifest applied;
    try {
      applied = Manifest.parseJson(text.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException _) {
      // Anybody may write into an annotation; what makes no sense allows nothing.
      return FieldSet.EMPTY;
    }
    if (!applied.apiVersion().equals(version.apiVersion())) {
      return FieldSet.EMPTY;
    }
    Differences since = TypedComparison.compare(version.schema(), applied, live);
    return TypedFields.of(version.schema(), applied)
        .difference(since.set())
        .difference(since.removed());
  }

  /** Keeps the annotation, where there is one, in step with what kubectl applies. */
  static Manifest inStep(Manifest object, Manifest applied) {
    if (object.text(PATH) == null) {
      return object;
    }
    Manifest bare = applied.edit(editor -> editor.remove(PATH));
    Manifest config =
        bare.fieldNames("metadata", "annotations").isEmpty()
            ? bare.edit(editor -> editor.remove("metadata", "annotations"))
            : bare;
    String text = new String(config.toJson(), StandardCharsets.UTF_8) + "\n";
    Manifest kept = object.edit(editor -> editor.setText(text, PATH));
    return bytes(kept.annotations()) > ANNOTATIONS_BYTES_MAX
        ? object.edit(editor -> editor.remove(PATH))
        : kept;
  }

  private static long bytes(Map<String, String> annotations) {
    long bytes = 0;
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      bytes += annotation.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }
}
