package io.binnacle.apiserver.registry.podspec;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container asks for and is limited to (VAL-13). */
public final class ResourceListRules {
  private static final List<String> STANDARD = List.of("cpu", "ephemeral-storage", "memory");
  private static final String HUGE_PAGES = "hugepages-";
  private static final Quantity NONE = Quantity.parse("0");

  private ResourceListRules() {}

  /**
   * @param field the resources of the container, as messages name them
   */
  public static void check(Manifest container, String field, List<FieldError> errors) {
    for (String list : List.of("limits", "requests")) {
      for (String resource : container.fieldNames("resources", list)) {
        String shown = field + "." + list + "[" + resource + "]";
        name(resource, shown, errors);
        Quantity amount = amount(container, list, resource);
        if (amount != null) {
          amount(resource, amount, shown, errors);
        }
      }
    }
    for (String resource : container.fieldNames("resources", "requests")) {
      requestAndLimit(container, resource, field, errors);
    }
  }

  private static void name(String resource, String shown, List<FieldError> errors) {
    List<String> wrong = NameRules.qualifiedName(resource);
    wrong.forEach(why -> errors.add(FieldError.invalid(shown, resource, why)));
    if (resource.contains("/")) {
      if (!isNative(resource) && !isExtended(resource)) {
        errors.add(
            FieldError.invalid(shown, resource, "doesn't follow extended resource name standard"));
      }
    } else if (!STANDARD.contains(resource) && !resource.startsWith(HUGE_PAGES)) {
      if (wrong.isEmpty()) {
        errors.add(
            FieldError.invalid(
                shown, resource, "must be a standard resource type or fully qualified"));
      }
      errors.add(FieldError.invalid(shown, resource, "must be a standard resource for containers"));
    }
  }

  private static boolean isNative(String resource) {
    return !resource.contains("/") || resource.contains("kubernetes.io/");
  }

  private static boolean isExtended(String resource) {
    return !isNative(resource)
        && !resource.startsWith("requests.")
        && NameRules.qualifiedName("requests." + resource).isEmpty();
  }

  private static void amount(
      String resource, Quantity amount, String shown, List<FieldError> errors) {
    if (amount.compareTo(NONE) < 0) {
      errors.add(
          FieldError.invalid(shown, amount.toString(), "must be greater than or equal to 0"));
    }
    boolean isWhole = amount.amount().stripTrailingZeros().scale() <= 0;
    if (isExtended(resource) && !isWhole) {
      errors.add(FieldError.invalid(shown, amount.toString(), "must be an integer"));
    }
  }

  private static void requestAndLimit(
      Manifest container, String resource, String field, List<FieldError> errors) {
    Quantity request = amount(container, "requests", resource);
    Quantity limit = amount(container, "limits", resource);
    if (request == null) {
      return;
    }
    boolean isShared = isNative(resource) && !resource.startsWith(HUGE_PAGES);
    if (limit == null) {
      if (!isShared && !container.has("resources", "limits", resource)) {
        errors.add(
            FieldError.required(
                field + ".limits", "Limit must be set for non overcommitable resources"));
      }
      return;
    }
    int order = request.compareTo(limit);
    if (isShared ? order > 0 : order != 0) {
      errors.add(
          FieldError.invalid(
              field + ".requests",
              request.toString(),
              (isShared ? "must be less than or equal to " : "must be equal to ")
                  + resource
                  + " limit of "
                  + limit));
    }
  }

  /** Null where there is none, or none that can be read: the schema says that. */
  private static @Nullable Quantity amount(Manifest container, String list, String resource) {
    String text = container.scalarText("resources", list, resource);
    try {
      return text == null ? null : Quantity.parse(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
