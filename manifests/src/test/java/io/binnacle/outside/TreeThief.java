package io.binnacle.outside;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import tools.jackson.databind.node.ObjectNode;

/** The bad example: a class of another module that takes the tree out of a manifest. */
final class TreeThief {
  private TreeThief() {}

  static ObjectNode steal(Manifest manifest) {
    return ManifestTree.of(manifest);
  }
}
