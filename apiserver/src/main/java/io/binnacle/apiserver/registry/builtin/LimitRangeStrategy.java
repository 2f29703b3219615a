package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.LimitRules;
import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LimitRanges: their limits fill each other in (DEF-68). */
final class LimitRangeStrategy implements Strategy {
  @Override
  public Manifest prepareForCreate(Manifest object) {
    return LimitRules.withDefaults(object);
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return LimitRules.withDefaults(updated);
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    return Rule.errors(LimitRules.LIMIT_RANGE, object, old);
  }
}
