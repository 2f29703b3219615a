package io.binnacle.manifests.printing.cell;

import io.binnacle.manifests.Manifest;
import tools.jackson.databind.JsonNode;

/** Computes one cell of a row. */
@FunctionalInterface
public interface Cell {
  JsonNode value(Manifest object, long nowEpochSeconds);
}
