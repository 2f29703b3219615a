package io.binnacle.manifests.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Documents;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.TypeCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Before and after, for a human to read: each case of the tables has an object, a patch and either
 * the object that must come out or the code and the message of the refusal.
 */
class PatchTablesTest {
  private static final TypeCatalogue TYPES = BuiltinTypes.load();

  private interface Patch {
    Manifest apply(byte[] patch, Manifest before);
  }

  @TestFactory
  List<DynamicTest> jsonPatch() {
    return table("json-patch.yaml", _ -> JsonPatch::apply);
  }

  @TestFactory
  List<DynamicTest> mergePatch() {
    return table("merge-patch.yaml", _ -> MergePatch::apply);
  }

  @TestFactory
  List<DynamicTest> strategicMergePatch() {
    return table(
        "strategic-merge-patch.yaml",
        one -> {
          StructuralSchema schema = schemaOf(one.textOrEmpty("type"));
          return (patch, before) -> StrategicMergePatch.apply(schema, patch, before);
        });
  }

  private static StructuralSchema schemaOf(String type) {
    int space = type.indexOf(' ');
    GroupVersionKind kind =
        GroupVersionKind.of(type.substring(0, space), type.substring(space + 1));
    return Objects.requireNonNull(TYPES.schemaOf(kind), type);
  }

  private static List<DynamicTest> table(
      String name, java.util.function.Function<Manifest, Patch> patchOf) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Manifest one : read(name).items("cases")) {
      String title = one.textOrEmpty("item") + " " + one.textOrEmpty("case");
      tests.add(DynamicTest.dynamicTest(title, () -> check(one, patchOf.apply(one))));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void check(Manifest one, Patch patch) {
    Manifest before = Objects.requireNonNull(one.object("before"));
    String untouched = Documents.text(before);
    byte[] changes = patchBytes(one);
    Manifest after = one.object("after");
    if (after == null) {
      assertThatThrownBy(() -> patch.apply(changes, before))
          .isInstanceOf(StatusException.class)
          .satisfies(
              e -> {
                assertThat(((StatusException) e).status().code())
                    .isEqualTo((int) one.integerOr(0, "code"));
                assertThat(e.getMessage()).contains(one.textOrEmpty("message"));
              });
    } else {
      // Also the order of lists and fields counts.
      assertThat(Documents.text(patch.apply(changes, before))).isEqualTo(Documents.text(after));
    }
    assertThat(Documents.text(before)).isEqualTo(untouched);
  }

  private static byte[] patchBytes(Manifest one) {
    String raw = one.text("rawPatch");
    if (raw != null) {
      return Documents.utf8(raw);
    }
    JsonNode patch = ManifestTree.of(one).get("patch");
    return JsonTreeWriter.toBytes(patch);
  }

  private static Manifest read(String name) {
    try (InputStream in = PatchTablesTest.class.getResourceAsStream(name)) {
      byte[] yaml = Objects.requireNonNull(in, name).readAllBytes();
      return Manifest.parseYaml(yaml, DecodeLimits.standard());
    } catch (IOException | MalformedManifestException e) {
      throw new AssertionError(name, e);
    }
  }
}
