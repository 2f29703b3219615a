package io.binnacle.manifests;

import tools.jackson.databind.node.ObjectNode;

/**
 * The way for the rooms of this module, and for nobody else, to the tree behind a manifest. A tree
 * that was handed out or handed in may be shared by any number of manifests: nobody changes it.
 */
public final class ManifestTree {
  private ManifestTree() {}

  /** The tree itself, to be read only. */
  public static ObjectNode of(Manifest manifest) {
    return manifest.tree();
  }

  /** Takes over a tree; the caller does not change it any more. */
  public static Manifest toManifest(ObjectNode tree) {
    return new Manifest(tree);
  }
}
