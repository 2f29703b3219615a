package io.binnacle.manifests;

/** Where an object lives among those of its resource; no namespace is the empty text. */
public record ObjectKey(String namespace, String name) {

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
