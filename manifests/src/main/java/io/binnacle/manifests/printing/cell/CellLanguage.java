package io.binnacle.manifests.printing.cell;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the text of a cell: {@code .path.to.field} or {@code function argument...}, then maybe
 * {@code or} and what is shown where there is nothing. Without that, nothing is the empty text, 0
 * or false.
 */
public final class CellLanguage {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String FALLBACK = " or ";

  private CellLanguage() {}

  /**
   * @param text the cell as the definition files write it
   * @param type the type of the column
   * @throws IllegalArgumentException when there is no such function
   */
  public static Cell parse(String text, String type) {
    int fallbackAt = text.indexOf(FALLBACK);
    String main = fallbackAt < 0 ? text : text.substring(0, fallbackAt);
    JsonNode absent =
        fallbackAt < 0
            ? absentOf(type)
            : typed(text.substring(fallbackAt + FALLBACK.length()), type);
    List<String> words = List.of(main.split(" "));
    CellFunction function = function(words.getFirst(), words.subList(1, words.size()));
    return (object, nowEpochSeconds) -> {
      JsonNode value = function.apply(object, nowEpochSeconds);
      return value == null || value.isNull() ? absent : value;
    };
  }

  private static JsonNode absentOf(String type) {
    return switch (type) {
      case "integer", "number" -> NODES.numberNode(0);
      case "boolean" -> NODES.booleanNode(false);
      default -> NODES.stringNode("");
    };
  }

  private static JsonNode typed(String fallback, String type) {
    return switch (type) {
      case "boolean" -> NODES.booleanNode(Boolean.parseBoolean(fallback));
      case "integer" -> NODES.numberNode(Long.parseLong(fallback));
      default -> NODES.stringNode(fallback);
    };
  }

  private static CellFunction function(String name, List<String> arguments) {
    if (name.startsWith(".")) {
      String[] path = FieldCells.path(name);
      return (object, _) -> FieldCells.value(object, path);
    }
    CellFunction found = fieldFunction(name, arguments);
    if (found == null) {
      found = workloadFunction(name);
    }
    if (found == null) {
      found = networkFunction(name);
    }
    if (found == null) {
      found = clusterFunction(name, arguments);
    }
    if (found == null) {
      found = policyFunction(name);
    }
    if (found == null) {
      throw new IllegalArgumentException("no cell function called " + name);
    }
    return found;
  }

  private static @Nullable CellFunction fieldFunction(String name, List<String> arguments) {
    return switch (name) {
      case "age" -> FieldCells.age(FieldCells.path(arguments.getFirst()));
      case "count" -> FieldCells.count(arguments.stream().map(FieldCells::path).toList());
      case "ratio" ->
          FieldCells.ratio(
              FieldCells.path(arguments.getFirst()), FieldCells.path(arguments.get(1)));
      case "names" -> FieldCells.ofItems(FieldCells.path(arguments.getFirst()), "name");
      case "images" -> FieldCells.ofItems(FieldCells.path(arguments.getFirst()), "image");
      case "labels" -> FieldCells.labels(FieldCells.path(arguments.getFirst()));
      case "selector" -> FieldCells.selector(FieldCells.path(arguments.getFirst()));
      case "joined" -> FieldCells.joined(FieldCells.path(arguments.getFirst()));
      case "trueFalse" -> FieldCells.trueFalse(FieldCells.path(arguments.getFirst()));
      case "trimmed" -> FieldCells.trimmed(FieldCells.path(arguments.getFirst()));
      case "objectReference" -> FieldCells.objectReference(FieldCells.path(arguments.getFirst()));
      default -> null;
    };
  }

  private static @Nullable CellFunction workloadFunction(String name) {
    return switch (name) {
      case "podReady" -> (object, _) -> CellFunction.textNode(PodSummary.of(object).ready());
      case "podStatus" -> (object, _) -> CellFunction.textNode(PodSummary.of(object).status());
      case "podRestarts" ->
          (object, now) -> CellFunction.textNode(PodSummary.of(object).restarts(now));
      case "podIp" -> CellFunction.text(PodSummary::address);
      case "readinessGates" -> CellFunction.text(PodSummary::readinessGates);
      case "jobStatus" -> CellFunction.text(WorkloadCells::jobStatus);
      case "jobCompletions" -> CellFunction.text(WorkloadCells::jobCompletions);
      case "jobDuration" ->
          (object, now) -> CellFunction.textNode(WorkloadCells.jobDuration(object, now));
      case "scaleTarget" -> CellFunction.text(WorkloadCells::scaleTarget);
      case "autoscalerTargets" -> CellFunction.text(WorkloadCells::autoscalerTargets);
      case "controllerOwner" -> CellFunction.text(ClusterCells::controllerOwner);
      default -> null;
    };
  }

  private static @Nullable CellFunction networkFunction(String name) {
    return switch (name) {
      case "serviceClusterIp" -> CellFunction.text(NetworkCells::clusterAddress);
      case "serviceExternalIp" -> CellFunction.text(NetworkCells::externalAddress);
      case "servicePorts" -> CellFunction.text(NetworkCells::servicePorts);
      case "loadBalancerAddresses" -> CellFunction.text(NetworkCells::loadBalancerAddresses);
      case "endpointAddresses" -> CellFunction.text(NetworkCells::endpoints);
      case "slicePorts" -> CellFunction.text(NetworkCells::slicePorts);
      case "sliceEndpoints" -> CellFunction.text(NetworkCells::sliceEndpoints);
      case "ingressClass" -> CellFunction.text(NetworkCells::ingressClass);
      case "ingressHosts" -> CellFunction.text(NetworkCells::ingressHosts);
      case "parentReference" -> CellFunction.text(NetworkCells::parentReference);
      case "ingressPorts" -> CellFunction.text(NetworkCells::ingressPorts);
      default -> null;
    };
  }

  private static @Nullable CellFunction policyFunction(String name) {
    return switch (name) {
      case "requestedDuration" -> CellFunction.text(ClusterCells::requestedDuration);
      case "requestCondition" -> CellFunction.text(ClusterCells::requestCondition);
      case "danglingLevel" -> CellFunction.text(ClusterCells::danglingLevel);
      case "paramKind" -> CellFunction.text(ClusterCells::paramKind);
      case "paramReference" -> CellFunction.text(ClusterCells::paramReference);
      case "componentHealth" -> CellFunction.text(ClusterCells::componentHealth);
      case "resourceClaimState" -> CellFunction.text(StorageCells::resourceClaimState);
      default -> null;
    };
  }

  private static @Nullable CellFunction clusterFunction(String name, List<String> arguments) {
    return switch (name) {
      case "nodeStatus" -> CellFunction.text(ClusterCells::nodeStatus);
      case "nodeRoles" -> CellFunction.text(ClusterCells::nodeRoles);
      case "nodeAddress" ->
          CellFunction.text(node -> ClusterCells.nodeAddress(node, arguments.getFirst()));
      case "componentText" ->
          CellFunction.text(each -> ClusterCells.componentText(each, arguments.getFirst()));
      case "eventLastSeen" -> EventCells::lastSeen;
      case "eventFirstSeen" -> EventCells::firstSeen;
      case "eventObject" -> CellFunction.text(EventCells::object);
      case "eventSource" -> CellFunction.text(EventCells::source);
      case "eventCount" -> EventCells::count;
      case "phaseOrTerminating" -> CellFunction.text(StorageCells::phase);
      case "claimCapacity" -> CellFunction.text(StorageCells::claimCapacity);
      case "claimAccessModes" -> CellFunction.text(StorageCells::claimAccessModes);
      case "accessModes" ->
          CellFunction.text(
              volume ->
                  StorageCells.accessModes(volume.texts(FieldCells.path(arguments.getFirst()))));
      case "claimReference" -> CellFunction.text(StorageCells::claimReference);
      case "storageClassName" -> CellFunction.text(StorageCells::className);
      case "nameOfStorageClass" -> CellFunction.text(StorageCells::nameOfClass);
      case "tokenAudiences" -> CellFunction.text(StorageCells::tokenAudiences);
      case "quotaRequests" -> CellFunction.text(quota -> ClusterCells.quota(quota, false));
      case "quotaLimits" -> CellFunction.text(quota -> ClusterCells.quota(quota, true));
      case "roleReference" -> CellFunction.text(ClusterCells::roleReference);
      case "subjects" ->
          CellFunction.text(binding -> ClusterCells.subjects(binding, arguments.getFirst()));
      default -> null;
    };
  }
}
