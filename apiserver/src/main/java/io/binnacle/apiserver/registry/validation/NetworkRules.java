package io.binnacle.apiserver.registry.validation;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ingresses and network policies (VAL-45, VAL-46). */
public final class NetworkRules {
  private static final List<String> DIRECTIONS = List.of("Egress", "Ingress");
  private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");

  public static final List<Rule> INGRESS =
      List.of(NetworkRules::leadsSomewhere, NetworkRules::backendsAreWhole);

  public static final List<Rule> NETWORK_POLICY =
      List.of(NetworkRules::directions, peers("ingress", "from"), peers("egress", "to"));

  private NetworkRules() {}

  private static void leadsSomewhere(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    if (!object.has("spec", "defaultBackend") && object.items("spec", "rules").isEmpty()) {
      errors.add(
          FieldError.invalidJson(
              "spec",
              Rule.shown(object.object("spec")),
              "either `defaultBackend` or `rules` must be specified"));
    }
  }

  private static void backendsAreWhole(
      Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    Manifest standard = object.object("spec", "defaultBackend");
    if (standard != null) {
      backend("spec.defaultBackend", standard, errors);
    }
    List<Manifest> rules = object.items("spec", "rules");
    for (int i = 0; i < rules.size(); i++) {
      List<Manifest> paths = rules.get(i).items("http", "paths");
      for (int j = 0; j < paths.size(); j++) {
        String shown = "spec.rules[" + i + "].http.paths[" + j + "]";
        path(shown, paths.get(j), errors);
        Manifest target = paths.get(j).object("backend");
        if (target != null) {
          backend(shown + ".backend", target, errors);
        }
      }
    }
  }

  private static void path(String shown, Manifest rule, List<FieldError> errors) {
    String path = rule.textOrEmpty("path");
    String type = rule.textOrEmpty("pathType");
    if (type.equals("ImplementationSpecific") && path.isEmpty()) {
      return;
    }
    if (!path.startsWith("/")) {
      errors.add(FieldError.invalid(shown + ".path", path, "must be an absolute path"));
    }
    if (!type.equals("ImplementationSpecific")) {
      for (String part : NOT_IN_PATHS) {
        if (path.contains(part)) {
          errors.add(FieldError.invalid(shown + ".path", path, "must not contain '" + part + "'"));
        }
      }
    }
  }

  private static void backend(String shown, Manifest target, List<FieldError> errors) {
    boolean hasResource = target.has("resource");
    if (target.has("service") == hasResource) {
      String why =
          hasResource
              ? "cannot set both resource and service backends"
              : "resource or service backend is required";
      errors.add(FieldError.invalid(shown, "", why));
      return;
    }
    if (hasResource) {
      return;
    }
    String name = target.textOrEmpty("service", "port", "name");
    long number = target.integerOr(0, "service", "port", "number");
    if (name.isEmpty() && number == 0) {
      errors.add(FieldError.required(shown + ".service.port", "port name or number is required"));
    } else if (!name.isEmpty() && number != 0) {
      errors.add(
          FieldError.invalid(
              shown + ".service.port.name", name, "cannot set both port name & port number"));
    } else if (name.isEmpty() && (number < 1 || number > 65_535)) {
      errors.add(
          FieldError.invalid(
              shown + ".service.port.number", number, "must be between 1 and 65535, inclusive"));
    }
  }

  private static void directions(Manifest object, @Nullable Manifest old, List<FieldError> errors) {
    List<String> types = object.texts("spec", "policyTypes");
    if (types.size() > DIRECTIONS.size()) {
      errors.add(
          FieldError.invalidJson(
              "spec.policyTypes",
              "[\"" + String.join("\",\"", types) + "\"]",
              "may not specify more than two policyTypes"));
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!DIRECTIONS.contains(types.get(i))) {
        errors.add(
            FieldError.notSupported("spec.policyTypes[" + i + "]", types.get(i), DIRECTIONS));
      }
    }
  }

  private static Rule peers(String direction, String side) {
    return (object, _, errors) -> {
      List<Manifest> rules = object.items("spec", direction);
      for (int i = 0; i < rules.size(); i++) {
        String shown = "spec." + direction + "[" + i + "]";
        List<Manifest> peers = rules.get(i).items(side);
        for (int j = 0; j < peers.size(); j++) {
          peer(shown + "." + side + "[" + j + "]", peers.get(j), errors);
        }
        ports(shown, rules.get(i).items("ports"), errors);
      }
    };
  }

  private static void peer(String shown, Manifest peer, List<FieldError> errors) {
    boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
    if (peer.has("ipBlock")) {
      if (selects) {
        errors.add(FieldError.forbidden(shown, "may not specify both ipBlock and another peer"));
      }
    } else if (!selects) {
      errors.add(FieldError.required(shown, "must specify a peer"));
    }
  }

  private static void ports(String shown, List<Manifest> ports, List<FieldError> errors) {
    for (int i = 0; i < ports.size(); i++) {
      String field = shown + ".ports[" + i + "]";
      Long number = ports.get(i).integer("port");
      Long end = ports.get(i).integer("endPort");
      if (end == null) {
        continue;
      }
      if (!ports.get(i).has("port")) {
        errors.add(
            FieldError.required(field + ".port", "must be specified when `endPort` is specified"));
      } else if (number == null) {
        errors.add(
            FieldError.invalid(
                field + ".endPort", end, "may not be specified when `port` is non-numeric"));
      } else if (end < number) {
        errors.add(
            FieldError.invalid(field + ".endPort", end, "must be greater than or equal to `port`"));
      }
    }
  }
}
