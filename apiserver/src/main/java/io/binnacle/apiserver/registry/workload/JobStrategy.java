package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.strategy.Propagation;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs: their selector is made of their uid (DEF-24, DEF-25, VAL-35). */
public final class JobStrategy implements Strategy {
  private static final String[] SPEC = {"spec", "template", "spec"};
  private static final String SPEC_SHOWN = "spec.template.spec";
  private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
  private static final String NAME_LABEL = "batch.kubernetes.io/job-name";

  @Override
  public Manifest prepareForCreate(Manifest object) {
    Manifest defaulted = withDefaults(object);
    if (Boolean.TRUE.equals(object.bool("spec", "manualSelector"))
        || object.has("spec", "selector")) {
      return defaulted;
    }
    return defaulted.edit(
        editor -> {
          editor.setText(object.uid(), "spec", "selector", "matchLabels", UID_LABEL);
          String[] labels = {"spec", "template", "metadata", "labels"};
          editor.setText(object.uid(), PodTemplates.append(labels, UID_LABEL));
          editor.setText(object.uid(), PodTemplates.append(labels, "controller-uid"));
          editor.setText(object.name(), PodTemplates.append(labels, NAME_LABEL));
          editor.setText(object.name(), PodTemplates.append(labels, "job-name"));
        });
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    Manifest defaulted = withDefaults(updated);
    return updated.has("spec", "selector")
        ? defaulted
        : defaulted.edit(editor -> editor.copyFrom(old, "spec", "selector"));
  }

  private static Manifest withDefaults(Manifest object) {
    return PodTemplates.withDefaults(object, false, SPEC);
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors =
        new ArrayList<>(PodTemplates.validate(object, SPEC_SHOWN, List.of(SPEC)));
    Manifest spec = object.object("spec");
    if (spec != null) {
      JobSpecRules.check(spec, "spec", errors);
    }
    if (old == null && hasForeignSelector(object)) {
      Manifest selector = object.object("spec", "selector");
      byte[] shown = selector == null ? new byte[0] : selector.toJson();
      errors.add(
          FieldError.invalidJson(
              "spec.selector",
              new String(shown, StandardCharsets.UTF_8),
              "`selector` not auto-generated"));
    }
    boolean indexed = object.textOrEmpty("spec", "completionMode").equals("Indexed");
    if (old != null) {
      validateUpdate(object, old, indexed, errors);
    }
    return errors;
  }

  private static void validateUpdate(
      Manifest object, Manifest old, boolean indexed, List<FieldError> errors) {
    boolean suspended = Boolean.TRUE.equals(old.bool("spec", "suspend"));
    if (!suspended && !object.unchangedAt(old, "spec", "template")) {
      errors.add(FieldError.invalid("spec.template", "", "field is immutable"));
    }
    if (object.sameAt(old, "spec", "completions")) {
      return;
    }
    long completions = object.integerOr(0, "spec", "completions");
    if (!indexed) {
      errors.add(FieldError.invalid("spec.completions", completions, "field is immutable"));
    } else if (completions != object.integerOr(0, "spec", "parallelism")) {
      errors.add(
          FieldError.invalid(
              "spec.completions",
              completions,
              "can only be modified in tandem with spec.parallelism"));
    }
  }

  private static boolean hasForeignSelector(Manifest object) {
    return !Boolean.TRUE.equals(object.bool("spec", "manualSelector"))
        && !object.uid().equals(object.text("spec", "selector", "matchLabels", UID_LABEL));
  }

  @Override
  public Propagation defaultPropagation() {
    return Propagation.ORPHAN;
  }
}
