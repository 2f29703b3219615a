package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhook configurations (DEF-69). */
public final class WebhookRules {
  private static final int TIMEOUT_SECONDS_MAX = 30;
  private static final int NAME_PARTS_MIN = 3;
  private static final int CONDITIONS_MAX = 64;
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
  private static final List<String> OPEN_LISTS = List.of("operations", "apiGroups", "apiVersions");

  public static final List<Rule> CONFIGURATION = List.of(WebhookRules::webhooks);

  private WebhookRules() {}

  private static void webhooks(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<Manifest> webhooks = object.items("webhooks");
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < webhooks.size(); i++) {
      String field = "webhooks[" + i + "]";
      Manifest webhook = webhooks.get(i);
      name(webhook.textOrEmpty("name"), field + ".name", names, errors);
      Long timeout = webhook.integer("timeoutSeconds");
      if (timeout != null && (timeout < 1 || timeout > TIMEOUT_SECONDS_MAX)) {
        errors.add(
            FieldError.invalid(
                field + ".timeoutSeconds",
                timeout,
                "the timeout value must be between 1 and 30 seconds"));
      }
      reviewVersions(webhook.texts("admissionReviewVersions"), field, errors);
      client(webhook, field + ".clientConfig", errors);
      wildcards(webhook.items("rules"), field + ".rules", errors);
      conditions(webhook.items("matchConditions"), field + ".matchConditions", errors);
    }
  }

  private static void name(String name, String field, Set<String> known, List<FieldError> errors) {
    if (name.isEmpty()) {
      return;
    }
    NameRules.dnsSubdomain(name).forEach(why -> errors.add(FieldError.invalid(field, name, why)));
    if (name.split("\\.").length < NAME_PARTS_MIN) {
      errors.add(
          FieldError.invalid(
              field, name, "should be a domain with at least three segments separated by dots"));
    }
    if (!known.add(name)) {
      errors.add(FieldError.duplicate(field, name));
    }
  }

  private static void reviewVersions(
      List<String> versions, String webhook, List<FieldError> errors) {
    String field = webhook + ".admissionReviewVersions";
    if (versions.isEmpty()) {
      errors.add(FieldError.required(field, "must specify one of v1, v1beta1"));
    } else if (versions.stream().noneMatch(REVIEW_VERSIONS::contains)) {
      errors.add(
          FieldError.invalidJson(
              field,
              "[\"" + String.join("\",\"", versions) + "\"]",
              "must include at least one of v1, v1beta1"));
    }
  }

  private static void client(Manifest webhook, String field, List<FieldError> errors) {
    boolean named = webhook.has("clientConfig", "url");
    if (named == webhook.has("clientConfig", "service")) {
      errors.add(FieldError.required(field, "exactly one of url or service is required"));
    }
    if (named) {
      url(webhook.textOrEmpty("clientConfig", "url"), field + ".url", errors);
    }
    Long port = webhook.integer("clientConfig", "service", "port");
    if (port != null && (port < 1 || port > 65_535)) {
      errors.add(
          FieldError.invalid(
              field + ".service.port",
              port,
              "port is not valid: must be between 1 and 65535, inclusive"));
    }
  }

  private static void url(String text, String field, List<FieldError> errors) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      errors.add(FieldError.invalid(field, text, "url must be a valid URL"));
      return;
    }
    String why =
        !"https".equals(url.getScheme())
            ? "'https' is the only allowed URL scheme"
            : url.getHost() == null
                ? "host must be specified"
                : url.getUserInfo() != null
                    ? "user information is not permitted in the URL"
                    : url.getFragment() != null
                        ? "fragments are not permitted in the URL"
                        : url.getQuery() != null
                            ? "query parameters are not permitted in the URL"
                            : "";
    if (!why.isEmpty()) {
      errors.add(FieldError.invalid(field, text, why + "; desired format: https://host[/path]"));
    }
  }

  private static void wildcards(List<Manifest> rules, String field, List<FieldError> errors) {
    for (int i = 0; i < rules.size(); i++) {
      for (String list : OPEN_LISTS) {
        List<String> values = rules.get(i).texts(list);
        String shown = field + "[" + i + "]." + list;
        if (values.isEmpty()) {
          errors.add(FieldError.required(shown, ""));
        } else if (values.contains("*") && values.size() > 1) {
          errors.add(
              FieldError.invalidJson(
                  shown,
                  "[\"" + String.join("\",\"", values) + "\"]",
                  "if '*' is present, must not specify other "
                      + (list.equals("operations")
                          ? "operations"
                          : list.equals("apiGroups") ? "API groups" : "API versions")));
        }
      }
    }
  }

  private static void conditions(List<Manifest> conditions, String field, List<FieldError> errors) {
    if (conditions.size() > CONDITIONS_MAX) {
      errors.add(FieldError.tooMany(field, conditions.size(), CONDITIONS_MAX));
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String name = conditions.get(i).textOrEmpty("name");
      if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.duplicate(field + "[" + i + "].name", name));
      }
    }
  }
}
