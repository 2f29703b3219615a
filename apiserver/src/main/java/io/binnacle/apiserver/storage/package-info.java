/**
 * Objects as bytes in the store, and back: keys, the stored form with its attachment, revisions as
 * texts.
 *
 * <p>In: manifests, selectors, outcomes of the store; out: stored objects whose JSON is copied and
 * never parsed, as {@code Mono}. Threads: any; {@link io.binnacle.apiserver.storage.StoreBridge}
 * moves work off the store's threads. Must not know: HTTP, verbs, rules of single types.
 */
@NullMarked
package io.binnacle.apiserver.storage;

import org.jspecify.annotations.NullMarked;
