package io.binnacle.manifests.printing;

import io.binnacle.manifests.Manifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a row says about its object beside the cells (NEG-23). */
final class RowConditions {
  private RowConditions() {}

  /** A pod that has run to its end says so; nothing else says anything. */
  static ArrayNode of(Manifest object) {
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    if (!object.kind().equals("Pod") || !object.apiVersion().equals("v1")) {
      return conditions;
    }
    String phase = object.textOrEmpty("status", "phase");
    String message =
        switch (phase) {
          case "Succeeded" -> "The pod has completed successfully.";
          case "Failed" -> "The pod failed.";
          default -> "";
        };
    if (!message.isEmpty()) {
      conditions
          .addObject()
          .put("type", "Completed")
          .put("status", "True")
          .put("reason", phase)
          .put("message", message);
    }
    return conditions;
  }
}
