package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ranges of limits, and quotas (DEF-68). */
public final class LimitRules {
  private static final List<String> ASCENDING = List.of("min", "defaultRequest", "default", "max");

  public static final List<Rule> LIMIT_RANGE = List.of(LimitRules::limits);

  public static final List<Rule> QUOTA = List.of(LimitRules::hard, LimitRules::scopes);

  private static final List<String> SCOPES =
      List.of(
          "BestEffort",
          "CrossNamespacePodAffinity",
          "NotBestEffort",
          "NotTerminating",
          "PriorityClass",
          "Terminating",
          "VolumeAttributesClass");

  private LimitRules() {}

  private static void hard(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    for (String resource : object.fieldNames("spec", "hard")) {
      String field = "spec.hard[" + resource + "]";
      NameRules.qualifiedName(resource)
          .forEach(why -> errors.add(FieldError.invalid(field, resource, why)));
      Quantity quantity = quantity(object, "spec", "hard", resource);
      if (quantity != null && quantity.compareTo(Quantity.parse("0")) < 0) {
        errors.add(
            FieldError.invalid(
                field,
                String.valueOf(object.scalarText("spec", "hard", resource)),
                "must be greater than or equal to 0"));
      }
    }
  }

  private static void scopes(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<String> scopes = object.texts("spec", "scopes");
    String shown = "[\"" + String.join("\",\"", scopes) + "\"]";
    if (!SCOPES.containsAll(scopes)) {
      errors.add(FieldError.invalidJson("spec.scopes", shown, "unsupported scope"));
    }
    for (String scope : List.of("BestEffort", "Terminating")) {
      if (scopes.contains(scope) && scopes.contains("Not" + scope)) {
        errors.add(FieldError.invalidJson("spec.scopes", shown, "conflicting scopes"));
      }
    }
    if (old != null && !scopes.equals(old.texts("spec", "scopes"))) {
      errors.add(FieldError.invalidJson("spec.scopes", shown, "field is immutable"));
    }
  }

  /** For containers: the default is the maximum, the default request the default or the minimum. */
  public static Manifest withDefaults(Manifest range) {
    List<Manifest> limits = new ArrayList<>();
    for (Manifest limit : range.items("spec", "limits")) {
      limits.add(limit.textOrEmpty("type").equals("Container") ? filled(limit) : limit);
    }
    return limits.isEmpty()
        ? range
        : range.edit(editor -> editor.setItems(limits, "spec", "limits"));
  }

  private static Manifest filled(Manifest limit) {
    Manifest limited = copied(limit, "max", "default");
    return copied(copied(limited, "default", "defaultRequest"), "min", "defaultRequest");
  }

  private static Manifest copied(Manifest limit, String from, String to) {
    return limit.edit(
        editor ->
            limit
                .textMap(from)
                .forEach(
                    (resource, quantity) -> {
                      if (!limit.has(to, resource)) {
                        editor.setText(quantity, to, resource);
                      }
                    }));
  }

  private static void limits(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> limits = object.items("spec", "limits");
    Set<String> types = new LinkedHashSet<>();
    for (int i = 0; i < limits.size(); i++) {
      String field = "spec.limits[" + i + "]";
      Manifest limit = limits.get(i);
      String type = limit.textOrEmpty("type");
      if (!type.isEmpty() && !types.add(type)) {
        errors.add(FieldError.duplicate(field + ".type", type));
      }
      if (type.equals("Pod")) {
        withoutDefaults(limit, field, errors);
      }
      ascending(limit, field, errors);
      ratios(limit, field, errors);
    }
  }

  private static void withoutDefaults(Manifest limit, String field, List<FieldError> errors) {
    for (String none : List.of("default", "defaultRequest")) {
      if (limit.has(none)) {
        errors.add(
            FieldError.forbidden(field + "." + none, "may not be specified when `type` is 'Pod'"));
      }
    }
  }

  private static void ascending(Manifest limit, String field, List<FieldError> errors) {
    Set<String> resources = new LinkedHashSet<>();
    ASCENDING.forEach(name -> resources.addAll(limit.fieldNames(name)));
    for (String resource : resources) {
      String lowerName = "";
      Quantity lower = null;
      for (String name : ASCENDING) {
        Quantity quantity = quantity(limit, name, resource);
        if (quantity == null) {
          continue;
        }
        if (lower != null && lower.compareTo(quantity) > 0) {
          errors.add(
              FieldError.invalid(
                  "%s.%s[%s]".formatted(field, lowerName, resource),
                  String.valueOf(limit.scalarText(lowerName, resource)),
                  "%s value %s is greater than %s value %s"
                      .formatted(
                          lowerName,
                          limit.scalarText(lowerName, resource),
                          name,
                          limit.scalarText(name, resource))));
        }
        lowerName = name;
        lower = quantity;
      }
    }
  }

  private static void ratios(Manifest limit, String field, List<FieldError> errors) {
    for (String resource : limit.fieldNames("maxLimitRequestRatio")) {
      Quantity ratio = quantity(limit, "maxLimitRequestRatio", resource);
      if (ratio != null && ratio.compareTo(Quantity.parse("1")) < 0) {
        String shown = limit.scalarText("maxLimitRequestRatio", resource);
        errors.add(
            FieldError.invalid(
                "%s.maxLimitRequestRatio[%s]".formatted(field, resource),
                String.valueOf(shown),
                "ratio " + shown + " is less than 1"));
      }
    }
  }

  private static @Nullable Quantity quantity(Manifest object, String... path) {
    String text = object.scalarText(path);
    try {
      return text == null ? null : Quantity.parse(text);
    } catch (IllegalArgumentException theSchemaSaysIt) {
      return null;
    }
  }
}
