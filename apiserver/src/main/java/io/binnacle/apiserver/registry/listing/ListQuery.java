package io.binnacle.apiserver.registry.listing;

import io.binnacle.apiserver.storage.ObjectSelector;

/**
 * What to list.
 *
 * @param namespace empty for all
 * @param limit 0 for none
 * @param continueToken empty on the first page
 * @param resourceVersion empty for the newest, "0" for any
 * @param exact whether exactly the resourceVersion is wanted
 */
public record ListQuery(
    String namespace,
    ObjectSelector selector,
    long limit,
    String continueToken,
    String resourceVersion,
    boolean exact) {
  /** Everything of a namespace, or of all with an empty one, as new as can be. */
  public static ListQuery all(String namespace) {
    return new ListQuery(namespace, ObjectSelector.everything(), 0, "", "", false);
  }
}
