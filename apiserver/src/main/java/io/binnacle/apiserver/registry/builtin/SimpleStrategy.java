package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.meta.NameRules.NameRule;

/** For types that differ from others in a word or two. */
record SimpleStrategy(
    NameRule nameRule, boolean keepsStatusOnCreate, boolean answersDeleteWithObject)
    implements Strategy {
  /** META-02: names of roles, and addresses of the sixth version, may hold colons. */
  static final SimpleStrategy PATH_NAMED = new SimpleStrategy(NameRule.PATH_SEGMENT, false, false);

  /** CRUD-21: a node says itself how it is. */
  static final SimpleStrategy NODE = new SimpleStrategy(NameRule.DNS_SUBDOMAIN, true, false);

  /** DEL-02. */
  static final SimpleStrategy SHOWN_ON_DELETE =
      new SimpleStrategy(NameRule.DNS_SUBDOMAIN, false, true);
}
