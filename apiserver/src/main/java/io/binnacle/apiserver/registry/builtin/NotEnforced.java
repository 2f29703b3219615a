package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types that are kept for their clients' sake, of which nothing follows here yet. */
record NotEnforced(String warning, List<Rule> rules) implements Strategy {
  NotEnforced {
    rules = List.copyOf(rules);
  }

  NotEnforced(String warning) {
    this(warning, List.of());
  }

  @Override
  public List<String> warnings(Manifest object) {
    return List.of(warning);
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    return Rule.errors(rules, object, old);
  }
}
