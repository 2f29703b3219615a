package io.binnacle.apiserver.registry.podspec;

import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.status.FieldError;
import java.util.List;

/** How names are resolved inside a pod; the bounds are those of libc's resolver (VAL-16). */
final class ResolverRules {
  private static final int NAMESERVERS_MAX = 3;
  private static final int SEARCHES_MAX = 32;
  private static final int SEARCH_CHARACTERS_MAX = 2_048;

  private ResolverRules() {}

  static void check(Manifest spec, String shown, List<FieldError> errors) {
    String field = shown + ".dnsConfig";
    List<String> servers = spec.texts("dnsConfig", "nameservers");
    if (spec.textOrEmpty("dnsPolicy").equals("None")) {
      if (!spec.has("dnsConfig")) {
        errors.add(FieldError.required(field, "must provide `dnsConfig` when `dnsPolicy` is None"));
      } else if (servers.isEmpty()) {
        errors.add(
            FieldError.required(
                field + ".nameservers",
                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
      }
    }
    if (servers.size() > NAMESERVERS_MAX) {
      errors.add(
          FieldError.invalidJson(
              field + ".nameservers",
              json(servers),
              "must not have more than " + NAMESERVERS_MAX + " nameservers"));
    }
    for (int i = 0; i < servers.size(); i++) {
      Rule.address(servers.get(i), field + ".nameservers[" + i + "]", errors);
    }
    searches(spec.texts("dnsConfig", "searches"), field + ".searches", errors);
    List<Manifest> options = spec.items("dnsConfig", "options");
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).textOrEmpty("name").isEmpty()) {
        errors.add(FieldError.required(field + ".options[" + i + "]", "must not be empty"));
      }
    }
    aliases(spec.items("hostAliases"), shown + ".hostAliases", errors);
  }

  private static void searches(List<String> searches, String shown, List<FieldError> errors) {
    if (searches.size() > SEARCHES_MAX) {
      errors.add(
          FieldError.invalidJson(
              shown, json(searches), "must not have more than " + SEARCHES_MAX + " search paths"));
    }
    if (String.join(" ", searches).length() > SEARCH_CHARACTERS_MAX) {
      errors.add(
          FieldError.invalidJson(
              shown,
              json(searches),
              "must not have more than "
                  + SEARCH_CHARACTERS_MAX
                  + " characters (including spaces) in the search list"));
    }
  }

  private static void aliases(List<Manifest> aliases, String field, List<FieldError> errors) {
    for (int i = 0; i < aliases.size(); i++) {
      Rule.address(aliases.get(i).textOrEmpty("ip"), field + "[" + i + "].ip", errors);
      List<String> names = aliases.get(i).texts("hostnames");
      for (int j = 0; j < names.size(); j++) {
        String shown = field + "[" + i + "].hostnames[" + j + "]";
        String name = names.get(j);
        NameRules.dnsSubdomain(name)
            .forEach(why -> errors.add(FieldError.invalid(shown, name, why)));
      }
    }
  }

  private static String json(List<String> texts) {
    return "[" + String.join(",", texts.stream().map(FieldError::quote).toList()) + "]";
  }
}
