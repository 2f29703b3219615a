package io.binnacle.manifests.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Documents;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.TypeCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The life of an object in steps, for a human to read: who writes or applies what, and then the
 * object, the paths that each manager owns, or the refusal.
 *
 * <p>A step has {@code create}, {@code update} or {@code apply} with the name of the manager, and
 * the {@code object} that is sent; {@code at} is the second of the write, {@code force}, {@code
 * subresource} and {@code defaults} (fills in defaults, as the server does) are optional. What is
 * expected: {@code after}, {@code owners}, {@code times}, or {@code code} and {@code message} with
 * {@code causes}.
 */
class ApplyTablesTest {
  private static final TypeCatalogue TYPES = BuiltinTypes.load();
  private static final FieldSet STATUS = FieldSet.ofFields(List.of(List.of("status")));

  @TestFactory
  Stream<DynamicTest> lives() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String table : List.of("lists-and-maps.yaml", "owners.yaml", "refusals.yaml")) {
      List<Manifest> cases = read(table).items("cases");
      assertThat(cases).as(table).isNotEmpty();
      for (Manifest one : cases) {
        String title = one.textOrEmpty("item") + " " + one.textOrEmpty("case");
        tests.add(DynamicTest.dynamicTest(title, () -> new Life(one).run()));
      }
    }
    return tests.stream();
  }

  private static final class Life {
    private final Manifest story;
    private final GroupVersionKind kind;
    private final StructuralSchema schema;
    private @Nullable Manifest live;
    private ManagedFields owners = ManagedFields.NONE;

    Life(Manifest story) {
      this.story = story;
      String type = story.textOrEmpty("type");
      int space = type.indexOf(' ');
      this.kind = GroupVersionKind.of(type.substring(0, space), type.substring(space + 1));
      this.schema = Objects.requireNonNull(TYPES.schemaOf(kind), type);
    }

    void run() {
      int number = 0;
      assertThat(story.items("steps")).isNotEmpty();
      for (Manifest step : story.items("steps")) {
        number++;
        String title = "step " + number;
        Manifest before = live;
        ManagedFields ownersBefore = owners;
        try {
          carryOut(step, number);
          assertThat(step.has("code")).as(title + " is not refused").isFalse();
        } catch (StatusException refused) {
          checkRefusal(title, step, refused.status());
          assertThat(live).isSameAs(before);
          assertThat(owners).isSameAs(ownersBefore);
        }
        checkOutcome(title, step);
      }
    }

    private void carryOut(Manifest step, int number) {
      Manifest object = Objects.requireNonNull(step.object("object"));
      String sub = step.textOrEmpty("subresource");
      String time = String.format("2026-01-01T00:00:%02dZ", step.integerOr(number, "at"));
      OwnedWrite write =
          new OwnedWrite(
              TypedVersions.only(TypedVersion.requested(kind.apiVersion(), schema)),
              Stream.of("create", "update", "apply")
                  .map(step::textOrEmpty)
                  .filter(name -> !name.isEmpty())
                  .findFirst()
                  .orElse(""),
              sub,
              time,
              sub.isEmpty() ? STATUS : FieldSet.EMPTY);
      Manifest old = live;
      if (step.has("apply")) {
        AppliedObject.check(kind, schema, object);
        boolean force = Boolean.TRUE.equals(step.bool("force"));
        ServerSideApply.Result result =
            old == null
                ? ServerSideApply.create(write, object)
                : ServerSideApply.apply(write, owners, old, object, force);
        live = defaulted(step, result.object());
        owners = result.owners();
      } else if (step.has("create") || old == null) {
        live = defaulted(step, object);
        owners = UpdateTracking.born(write, live);
      } else {
        live = defaulted(step, object);
        owners =
            owners.entries().isEmpty() ? owners : UpdateTracking.updated(write, owners, old, live);
      }
      if (Boolean.TRUE.equals(step.bool("forgetOwners"))) {
        owners = ManagedFields.NONE;
      }
    }

    private Manifest defaulted(Manifest step, Manifest object) {
      return Boolean.TRUE.equals(step.bool("defaults")) ? Defaulting.apply(schema, object) : object;
    }

    private static void checkRefusal(String title, Manifest step, Status status) {
      assertThat(step.has("code")).as(title + " is refused: " + status.message()).isTrue();
      assertThat(status.code()).as(title).isEqualTo((int) step.integerOr(0, "code"));
      assertThat(status.message()).as(title).isEqualTo(step.textOrEmpty("message"));
      List<String> causes =
          status.details() == null
              ? List.of()
              : status.details().causes().stream()
                  .map(cause -> cause.reason() + " " + cause.field() + " " + cause.message())
                  .toList();
      assertThat(causes).as(title).isEqualTo(step.texts("causes"));
    }

    private void checkOutcome(String title, Manifest step) {
      Manifest after = step.object("after");
      if (after != null) {
        // Also the order of lists and fields counts.
        assertThat(Documents.text(Objects.requireNonNull(live)))
            .as(title)
            .isEqualTo(Documents.text(after));
      }
      if (step.has("owners")) {
        List<String> expected = new ArrayList<>();
        for (String owner : step.fieldNames("owners")) {
          expected.add(owner + ": " + step.texts("owners", owner));
        }
        assertThat(owners.entries().stream().map(Life::shown)).as(title).isEqualTo(expected);
      }
      if (step.has("times")) {
        assertThat(owners.entries().stream().map(Life::second))
            .as(title)
            .isEqualTo(step.texts("times"));
      }
    }

    private static String shown(ManagedFieldsEntry entry) {
      try {
        String sub = entry.manager().subresource();
        return entry.manager().name()
            + " "
            + entry.manager().operation().text()
            + (sub.isEmpty() ? "" : " " + sub)
            + ": "
            + entry.fields().paths().stream().map(Object::toString).toList();
      } catch (MalformedFieldsException e) {
        throw new AssertionError(e);
      }
    }

    private static String second(ManagedFieldsEntry entry) {
      return entry.manager().name() + " " + entry.time().substring(17, 19);
    }
  }

  static Manifest read(String name) {
    try (InputStream in = ApplyTablesTest.class.getResourceAsStream(name)) {
      byte[] yaml = Objects.requireNonNull(in, name).readAllBytes();
      return Manifest.parseYaml(yaml, DecodeLimits.standard());
    } catch (IOException | MalformedManifestException e) {
      throw new AssertionError(name, e);
    }
  }
}
