package io.binnacle.apiserver.registry.rules;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.type.ResourceType;

/** All defaults that data can say: those of single fields, then those that look at others. */
public final class TypeDefaults {
  private TypeDefaults() {}

  public static Manifest apply(ResourceType type, Manifest object) {
    return type.rules().conditionalDefaults().apply(Defaulting.apply(type.schema(), object));
  }
}
