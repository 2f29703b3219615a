package io.binnacle.manifests.schema;

import io.binnacle.manifests.Manifest;
import java.util.List;

/**
 * A manifest without unknown fields.
 *
 * @param unknownFieldPaths {@code spec.foo}, in the order of the document, at most 100
 */
public record Pruned(Manifest manifest, List<String> unknownFieldPaths) {}
