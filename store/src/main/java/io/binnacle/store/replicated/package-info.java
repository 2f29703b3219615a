/**
 * The store over consensus: proposes writes as commands, applies what was committed, serves views
 * and watches from the applied state.
 *
 * <p>In: writes, freshness wishes, committed commands. Out: outcomes, views, cursors. Threads: the
 * consensus member's apply loop calls the state machine; one thread of the store wakes watchers and
 * keeps time, another one takes digests of the state to compare them with other members. Must not
 * know: how consensus works, manifests, HTTP.
 */
@NullMarked
package io.binnacle.store.replicated;

import org.jspecify.annotations.NullMarked;
