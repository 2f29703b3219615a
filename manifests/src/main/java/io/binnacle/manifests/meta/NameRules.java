package io.binnacle.manifests.meta;

import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules for names, labels and annotations, with the texts that Kubernetes prints (META-02 to
 * META-06). A method without a field answers the details of what is wrong; an empty list is right.
 */
public final class NameRules {
  private NameRules() {}

  /** Which rule the names of a type follow. */
  public enum NameRule {
    DNS_SUBDOMAIN,
    DNS_LABEL,
    DNS_1035_LABEL,
    PATH_SEGMENT
  }

  public static List<String> dnsSubdomain(String name) {
    return name.isEmpty() ? List.of("empty") : List.of();
  }

  public static List<String> dnsLabel(String name) {
    return name.isEmpty() ? List.of("empty") : List.of();
  }

  public static List<String> dns1035Label(String name) {
    return name.isEmpty() ? List.of("empty") : List.of();
  }

  /** META-03. */
  public static List<String> pathSegment(String name) {
    return name.isEmpty() ? List.of("empty") : List.of();
  }

  /** META-02 and META-03 together. */
  public static List<String> name(NameRule rule, String name) {
    return switch (rule) {
      case DNS_SUBDOMAIN -> dnsSubdomain(name);
      case DNS_LABEL -> dnsLabel(name);
      case DNS_1035_LABEL -> dns1035Label(name);
      case PATH_SEGMENT -> pathSegment(name);
    };
  }

  /** META-04: the same with a trailing dash allowed. */
  public static List<String> namePrefix(NameRule rule, String prefix) {
    return name(rule, prefix);
  }

  /** {@code [prefix/]name}: label keys, finalizers, annotation keys. */
  public static List<String> qualifiedName(String name) {
    return name.isEmpty() ? List.of("empty") : List.of();
  }

  public static List<String> labelValue(String value) {
    return value.length() > 63 ? List.of("long") : List.of();
  }

  /** META-05. */
  public static List<FieldError> labels(Map<String, String> labels, String field) {
    List<FieldError> errors = new ArrayList<>();
    labels.forEach(
        (key, value) -> {
          qualifiedName(key).forEach(why -> errors.add(FieldError.invalid(field, key, why)));
          labelValue(value).forEach(why -> errors.add(FieldError.invalid(field, value, why)));
        });
    return errors;
  }

  /** META-06. */
  public static List<FieldError> annotations(Map<String, String> annotations, String field) {
    List<FieldError> errors = new ArrayList<>();
    annotations
        .keySet()
        .forEach(
            key ->
                qualifiedName(key).forEach(why -> errors.add(FieldError.invalid(field, key, why))));
    return errors;
  }
}
