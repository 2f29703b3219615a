package io.binnacle.manifests.decode;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reader made of a document.
 *
 * @param duplicateFields paths that occurred twice, the last one won; at most 100 are kept
 */
public record ReadTree(ObjectNode root, List<String> duplicateFields) {}
