package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import java.util.List;

/** Types that are kept for their clients' sake, of which nothing follows here yet. */
record NotEnforced(String warning) implements Strategy {
  @Override
  public List<String> warnings(Manifest object) {
    return List.of(warning);
  }
}
