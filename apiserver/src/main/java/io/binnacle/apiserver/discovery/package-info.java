/**
 * Tells clients which groups, versions and resources there are.
 *
 * <p>In: the type catalogue. Out: the legacy and the aggregated documents, made once for each
 * catalogue. Threads: event loops. Must not know: objects, the store, who asks.
 */
@NullMarked
package io.binnacle.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
