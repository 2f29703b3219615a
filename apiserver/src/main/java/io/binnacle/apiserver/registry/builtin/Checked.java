package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.Rule;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.NameRules.NameRule;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A simple type with rules between its fields. */
record Checked(SimpleStrategy simple, List<Rule> rules) implements Strategy {
  Checked {
    rules = List.copyOf(rules);
  }

  static Checked with(List<Rule> rules) {
    return new Checked(new SimpleStrategy(NameRule.DNS_SUBDOMAIN, false, false), rules);
  }

  @Override
  public NameRule nameRule() {
    return simple.nameRule();
  }

  @Override
  public boolean keepsStatusOnCreate() {
    return simple.keepsStatusOnCreate();
  }

  @Override
  public boolean answersDeleteWithObject() {
    return simple.answersDeleteWithObject();
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    return Rule.errors(rules, object, old);
  }
}
