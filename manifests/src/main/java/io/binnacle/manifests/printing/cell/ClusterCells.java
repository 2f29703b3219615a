package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Cells of nodes, quotas, role bindings, revisions and components (PRINT-35, PRINT-50, PRINT-54,
 * PRINT-55, PRINT-63).
 */
final class ClusterCells {
  private static final String ROLE_LABEL_PREFIX = "node-role.kubernetes.io/";
  private static final String ROLE_LABEL = "kubernetes.io/role";
  private static final String UNSET = "<unset>";

  private ClusterCells() {}

  static String nodeStatus(Manifest node) {
    String ready = "Unknown";
    for (Manifest condition : node.items("status", "conditions")) {
      if (condition.textOrEmpty("type").equals("Ready")) {
        ready = condition.textOrEmpty("status").equals("True") ? "Ready" : "NotReady";
      }
    }
    boolean closed = Objects.equals(node.bool("spec", "unschedulable"), true);
    return closed ? ready + ",SchedulingDisabled" : ready;
  }

  static String nodeRoles(Manifest node) {
    TreeSet<String> roles = new TreeSet<>();
    for (Map.Entry<String, String> label : node.labels().entrySet()) {
      if (label.getKey().startsWith(ROLE_LABEL_PREFIX)) {
        roles.add(label.getKey().substring(ROLE_LABEL_PREFIX.length()));
      } else if (label.getKey().equals(ROLE_LABEL)) {
        roles.add(label.getValue());
      }
    }
    roles.remove("");
    return roles.isEmpty() ? FieldCells.NONE : String.join(",", roles);
  }

  static String nodeAddress(Manifest node, String type) {
    for (Manifest address : node.items("status", "addresses")) {
      if (address.textOrEmpty("type").equals(type)) {
        return address.textOrEmpty("address");
      }
    }
    return FieldCells.NONE;
  }

  static String componentHealth(Manifest component) {
    return switch (componentText(component, "status")) {
      case "True" -> "Healthy";
      case "False" -> "Unhealthy";
      default -> "Unknown";
    };
  }

  /** A field of the one condition that says how a component is. */
  static String componentText(Manifest component, String field) {
    for (Manifest condition : component.items("conditions")) {
      if (condition.textOrEmpty("type").equals("Healthy")) {
        return condition.textOrEmpty(field);
      }
    }
    return "";
  }

  /** {@code name: used/hard}, those of limits in one column and all others in the other. */
  static String quota(Manifest quota, boolean limits) {
    List<String> shown = new ArrayList<>();
    List<String> names = new ArrayList<>(quota.fieldNames("status", "hard"));
    names.sort(null);
    for (String name : names) {
      if (name.startsWith("limits.") == limits) {
        String used = quota.scalarText("status", "used", name);
        String hard = quota.scalarText("status", "hard", name);
        shown.add(name + ": " + (used == null ? "0" : used) + "/" + hard);
      }
    }
    return String.join(", ", shown);
  }

  static String roleReference(Manifest binding) {
    return binding.textOrEmpty("roleRef", "kind") + "/" + binding.textOrEmpty("roleRef", "name");
  }

  static String subjects(Manifest binding, String kind) {
    List<String> names = new ArrayList<>();
    for (Manifest subject : binding.items("subjects")) {
      if (subject.kind().equals(kind)) {
        String name = subject.textOrEmpty("name");
        names.add(
            kind.equals("ServiceAccount") ? subject.textOrEmpty("namespace") + "/" + name : name);
      }
    }
    return String.join(", ", names);
  }

  static @Nullable String controllerOwner(Manifest object) {
    for (var owner : object.ownerReferences()) {
      if (owner.controller()) {
        int slash = owner.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : owner.apiVersion().substring(0, slash);
        return (group.isEmpty() ? owner.kind() : owner.kind() + "." + group) + "/" + owner.name();
      }
    }
    return FieldCells.NONE;
  }

  static String requestedDuration(Manifest request) {
    Long seconds = request.integer("spec", "expirationSeconds");
    return seconds == null ? FieldCells.NONE : HumanDuration.of(seconds);
  }

  /** Pending, or what was decided, then what came of it (PRINT-56). */
  static String requestCondition(Manifest request) {
    List<String> types =
        request.items("status", "conditions").stream()
            .map(condition -> condition.textOrEmpty("type"))
            .toList();
    List<String> shown = new ArrayList<>();
    shown.add(
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending");
    if (types.contains("Failed")) {
      shown.add("Failed");
    }
    if (!request.textOrEmpty("status", "certificate").isEmpty()) {
      shown.add("Issued");
    }
    return String.join(",", shown);
  }

  static String danglingLevel(Manifest flowSchema) {
    return flowSchema.items("status", "conditions").stream()
        .filter(condition -> condition.textOrEmpty("type").equals("Dangling"))
        .map(condition -> condition.textOrEmpty("status"))
        .findFirst()
        .orElse("?");
  }

  static String paramKind(Manifest policy) {
    return policy.has("spec", "paramKind")
        ? policy.textOrEmpty("spec", "paramKind", "apiVersion")
            + ", Kind="
            + policy.textOrEmpty("spec", "paramKind", "kind")
        : UNSET;
  }

  static String paramReference(Manifest binding) {
    if (!binding.has("spec", "paramRef")) {
      return UNSET;
    }
    String name = binding.textOrEmpty("spec", "paramRef", "name");
    if (name.isEmpty()) {
      return FieldCells.selectorText(binding.object("spec", "paramRef", "selector"));
    }
    String namespace = binding.textOrEmpty("spec", "paramRef", "namespace");
    return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
  }
}
