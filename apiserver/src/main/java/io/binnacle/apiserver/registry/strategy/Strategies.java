package io.binnacle.apiserver.registry.strategy;

import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.type.ResourceType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which strategy a type has. */
public final class Strategies {
  private final Map<GroupResource, Strategy> byResource;

  public Strategies(Map<GroupResource, Strategy> byResource) {
    this.byResource = Collections.unmodifiableMap(new LinkedHashMap<>(byResource));
  }

  public static Strategies none() {
    return new Strategies(new LinkedHashMap<>());
  }

  public Strategy of(ResourceType type) {
    return byResource.getOrDefault(type.resource().groupResource(), Strategy.PLAIN);
  }
}
