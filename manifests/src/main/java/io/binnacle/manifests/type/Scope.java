package io.binnacle.manifests.type;

/** Whether objects of a type live inside a namespace. */
public enum Scope {
  /** Named inside one namespace. */
  NAMESPACED,
  /** Named once for the whole cluster. */
  CLUSTER
}
