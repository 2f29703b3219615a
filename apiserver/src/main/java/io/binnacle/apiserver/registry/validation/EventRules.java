package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events, strictly in their own group and mildly in the core (DEF-71). */
public final class EventRules {
  private static final int WORD_LENGTH_MAX = 128;
  private static final int NOTE_LENGTH_MAX = 1_024;

  /** What an update may not change. */
  private static final List<String> FIXED =
      List.of(
          "regarding",
          "related",
          "note",
          "type",
          "reason",
          "action",
          "eventTime",
          "reportingController",
          "reportingInstance");

  public static final List<Rule> CORE =
      List.of((event, _, errors) -> namespace(event, "involvedObject", errors));

  public static final List<Rule> STRICT =
      List.of(
          (event, _, errors) -> namespace(event, "regarding", errors),
          EventRules::isWhole,
          EventRules::unchanged);

  private EventRules() {}

  /** Objects of the cluster have their events in default. */
  private static void namespace(Manifest event, String about, List<FieldError> errors) {
    String namespace = event.textOrEmpty(about, "namespace");
    boolean ofCluster =
        namespace.isEmpty()
            && (event.namespace().equals("default") || event.namespace().equals("kube-system"));
    if (!ofCluster && !namespace.equals(event.namespace())) {
      errors.add(
          FieldError.invalid(
              about + ".namespace",
              namespace,
              namespace.isEmpty() ? "not allowed in namespace" : "does not match event.namespace"));
    }
  }

  private static void isWhole(Manifest event, @Nullable Manifest old, List<FieldError> errors) {
    if (old != null) {
      // Made through the core group, perhaps, which asks for less; and it does not change.
      return;
    }
    if (!event.has("eventTime")) {
      errors.add(FieldError.required("eventTime", ""));
    }
    String controller = event.textOrEmpty("reportingController");
    if (controller.isEmpty()) {
      errors.add(FieldError.required("reportingController", ""));
    } else {
      NameRules.qualifiedName(controller)
          .forEach(why -> errors.add(FieldError.invalid("reportingController", controller, why)));
    }
    for (String word : List.of("reportingInstance", "action", "reason")) {
      String text = event.textOrEmpty(word);
      if (text.isEmpty()) {
        errors.add(FieldError.required(word, ""));
      } else if (text.length() > WORD_LENGTH_MAX) {
        errors.add(
            FieldError.invalid(word, text, "can have at most " + WORD_LENGTH_MAX + " characters"));
      }
    }
    String note = event.textOrEmpty("note");
    if (note.length() > NOTE_LENGTH_MAX) {
      errors.add(
          FieldError.invalid("note", note, "can have at most " + NOTE_LENGTH_MAX + " characters"));
    }
    String type = event.textOrEmpty("type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.add(FieldError.invalid("type", type, "has invalid value: " + type));
    }
    for (String former :
        List.of(
            "deprecatedFirstTimestamp",
            "deprecatedLastTimestamp",
            "deprecatedCount",
            "deprecatedSource")) {
      boolean isEmpty = event.has(former) && event.fieldNames(former).isEmpty();
      if (event.has(former) && !isEmpty) {
        errors.add(FieldError.invalid(former, "", "needs to be unset"));
      }
    }
  }

  private static void unchanged(Manifest event, @Nullable Manifest old, List<FieldError> errors) {
    if (old == null) {
      return;
    }
    for (String field : FIXED) {
      if (!event.sameAt(old, field)) {
        errors.add(FieldError.invalid(field, event.textOrEmpty(field), "field is immutable"));
      }
    }
  }
}
