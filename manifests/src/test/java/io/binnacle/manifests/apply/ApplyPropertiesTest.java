package io.binnacle.manifests.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.Documents;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldManager;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.typed.Differences;
import io.binnacle.manifests.typed.TypedComparison;
import io.binnacle.manifests.typed.TypedFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds after any apply and any update, over random lives of a Pod. */
class ApplyPropertiesTest {
  private static final int LIVES = 300;
  private static final int STEPS = 25;
  private static final StructuralSchema SCHEMA =
      Objects.requireNonNull(BuiltinTypes.load().schemaOf(GroupVersionKind.of("v1", "Pod")), "Pod");

  private int applies;
  private int conflicts;

  /** SSA-06, SSA-30 to SSA-36. */
  @Test
  void randomLivesKeepThePromises() throws MalformedFieldsException {
    for (int seed = 0; seed < LIVES; seed++) {
      live(new Random(seed), "seed " + seed);
    }
    // The lives are worth something only if they meet both.
    assertThat(conflicts).isGreaterThan(LIVES);
    assertThat(applies).isGreaterThan(LIVES);
  }

  private void live(Random random, String life) throws MalformedFieldsException {
    Manifest born = pod(random);
    ServerSideApply.Result now =
        new ServerSideApply.Result(born, UpdateTracking.born(write("creator", 0), born));
    for (int step = 1; step <= STEPS; step++) {
      String where = life + " step " + step;
      if (random.nextInt(4) == 0) {
        Manifest updated = pod(random);
        now =
            new ServerSideApply.Result(
                updated,
                UpdateTracking.updated(
                    write("updater", step), now.owners(), now.object(), updated));
      } else {
        now = applied(random, where, step, now);
      }
      checkOwnersOwnWhatIsThere(where, now.object(), now.owners());
    }
  }

  private ServerSideApply.Result applied(
      Random random, String where, int step, ServerSideApply.Result before)
      throws MalformedFieldsException {
    String manager = "applier-" + random.nextInt(3);
    boolean force = random.nextInt(3) == 0;
    Manifest applied = pod(random);
    ServerSideApply.Result after;
    try {
      after =
          ServerSideApply.apply(
              write(manager, step), before.owners(), before.object(), applied, force);
    } catch (StatusException refused) {
      assertThat(force).as(where + " " + refused.getMessage()).isFalse();
      conflicts++;
      return before;
    }
    applies++;
    checkApplied(where, write(manager, step + 1), applied, after);
    if (!force) {
      // Who does not force takes nothing from anybody.
      assertThat(others(after.owners(), manager))
          .as(where)
          .isEqualTo(others(before.owners(), manager));
    }
    return after;
  }

  private static void checkApplied(
      String where, OwnedWrite again, Manifest applied, ServerSideApply.Result result)
      throws MalformedFieldsException {
    Manifest object = result.object();
    FieldSet wanted = TypedFields.of(SCHEMA, applied);
    Differences differences = TypedComparison.compare(SCHEMA, applied, object);
    assertThat(differences.modified().intersection(wanted).paths()).as(where).isEmpty();
    assertThat(differences.removed().intersection(wanted).paths()).as(where).isEmpty();
    ServerSideApply.Result same =
        ServerSideApply.apply(again, result.owners(), object, applied, false);
    assertThat(Documents.text(same.owners().putInto(same.object())))
        .as(where + ", the same again")
        .isEqualTo(Documents.text(result.owners().putInto(object)));
  }

  private static void checkOwnersOwnWhatIsThere(String where, Manifest object, ManagedFields owners)
      throws MalformedFieldsException {
    // As new, an object has its empty lists too.
    FieldSet there =
        TypedComparison.born(SCHEMA, object)
            .added()
            .union(TypedFields.of(SCHEMA, object))
            .withAncestors();
    for (ManagedFieldsEntry entry : owners.entries()) {
      assertThat(entry.fields().difference(there).paths()).as(where + " " + entry).isEmpty();
      assertThat(entry.fields().isEmpty()).as(where + " " + entry).isFalse();
    }
  }

  private static Map<FieldManager, FieldSet> others(ManagedFields owners, String manager)
      throws MalformedFieldsException {
    Map<FieldManager, FieldSet> others = new LinkedHashMap<>();
    for (ManagedFieldsEntry entry : owners.entries()) {
      if (!entry.manager().equals(FieldManager.applying(manager, ""))) {
        others.put(entry.manager(), entry.fields());
      }
    }
    return others;
  }

  private static OwnedWrite write(String manager, int second) {
    return new OwnedWrite(
        TypedVersions.only(TypedVersion.requested("v1", SCHEMA)),
        manager,
        "",
        String.format("2026-01-01T00:00:%02dZ", second),
        FieldSet.EMPTY);
  }

  /** Few names and values, so that managers meet. */
  private static Manifest pod(Random random) {
    List<String> metadata = new ArrayList<>(List.of("\"name\":\"p\""));
    some(random, metadata, "\"labels\":{\"" + letter(random) + "\":\"" + digit(random) + "\"}");
    some(random, metadata, "\"finalizers\":[" + finalizers(random) + "]");
    List<String> spec = new ArrayList<>();
    some(random, spec, "\"containers\":[" + containers(random) + "]");
    some(random, spec, "\"hostname\":\"h" + digit(random) + "\"");
    some(random, spec, "\"nodeSelector\":{\"" + letter(random) + "\":\"1\"}");
    some(random, spec, "\"securityContext\":{\"runAsUser\":" + digit(random) + "}");
    String more = spec.isEmpty() ? "" : ",\"spec\":{" + String.join(",", spec) + "}";
    return Documents.json(
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{"
            + String.join(",", metadata)
            + "}"
            + more
            + "}");
  }

  private static String containers(Random random) {
    List<String> containers = new ArrayList<>();
    for (String name : shuffled(random)) {
      List<String> fields = new ArrayList<>(List.of("\"name\":\"" + name + "\""));
      some(random, fields, "\"image\":\"i" + digit(random) + "\"");
      some(random, fields, "\"args\":[\"" + digit(random) + "\"]");
      some(
          random,
          fields,
          "\"env\":[{\"name\":\"E" + letter(random) + "\",\"value\":\"" + digit(random) + "\"}]");
      some(random, fields, "\"ports\":[{\"containerPort\":8" + digit(random) + "}]");
      containers.add("{" + String.join(",", fields) + "}");
    }
    return String.join(",", containers);
  }

  private static String finalizers(Random random) {
    return String.join(
        ",", shuffled(random).stream().map(each -> "\"example.com/" + each + "\"").toList());
  }

  /** At least one of three letters, in any order. */
  private static List<String> shuffled(Random random) {
    List<String> letters = new ArrayList<>(List.of("a", "b", "c"));
    Collections.shuffle(letters, random);
    return letters.subList(0, 1 + random.nextInt(3));
  }

  private static void some(Random random, List<String> to, String field) {
    if (random.nextInt(3) == 0) {
      to.add(field);
    }
  }

  private static String letter(Random random) {
    return String.valueOf((char) ('a' + random.nextInt(3)));
  }

  private static int digit(Random random) {
    return random.nextInt(2);
  }
}
